package dev.kith;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.eclipse.microprofile.config.Config;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import dev.kith.process.Role;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.WithDefault;

/**
 * Everything that begins with {@code kith.}: what there is, and what is wrong with what was set, all of it at once and before
 * anything starts.
 */
final class Configuration {

    /** The interfaces that read it; by name, for they belong to nobody but their users. */
    static final List<String> MAPPINGS = List.of("dev.kith.eventlog.EventLogConfig", "dev.kith.exchange.ExportConfig",
            "dev.kith.exchange.ImportConfig", "dev.kith.http.StoppingConfig", "dev.kith.introduction.IntroductionConfig",
            "dev.kith.limit.LimitConfig",
            "dev.kith.owner.SignInConfig", "dev.kith.owner.TransactionConfig", "dev.kith.warmth.WarmthConfig",
            "dev.kith.webhook.WebhookConfig");

    /** What is read before there is anything that an interface could be injected into, or by Quarkus. */
    private static final List<Key> UNMAPPED = List.of(
            new Key("kith.roles", Role.class, true, "api,worker", List.of()),
            new Key("kith.background.enabled", Boolean.class, false, "true", List.of()),
            new Key("kith.database.url", String.class, false, null, List.of()),
            new Key("kith.database.migrate", Boolean.class, false, "true", List.of()),
            new Key("kith.database.owner.username", String.class, false, "kith_owner", List.of()),
            new Key("kith.database.owner.password", String.class, false, null, List.of()),
            new Key("kith.database.api.username", String.class, false, "kith_api", List.of()),
            new Key("kith.database.api.password", String.class, false, null, List.of()),
            new Key("kith.database.system.username", String.class, false, "kith_system", List.of()),
            new Key("kith.database.system.password", String.class, false, null, List.of()));

    /** What Kubernetes tells a pod about a service of that name, where nobody forbade it. */
    private static final Pattern OF_A_SERVICE = Pattern
            .compile("KITH_(\\w+_)?(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT(_\\d+_(TCP|UDP)(_\\w+)?)?)");

    private static final Set<String> TRUTHS = Set.of("true", "false", "yes", "no", "y", "n", "on", "off", "1", "0");

    private static final Pattern NETWORK = Pattern.compile("[0-9a-fA-F:.]+/[0-9]{1,3}");

    private Configuration() {
    }

    /**
     * @param type of the value, or of each of several
     * @param isList whether there may be several, with commas
     * @param otherwise the default, as it would be written; null: none
     */
    record Key(String name, Class<?> type, boolean isList, String otherwise, List<Annotation> limits) {

        String variable() {
            return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
        }

        /** What may be set, in words. */
        String kind() {
            var words = new ArrayList<String>();
            words.add(isList ? "list of " + plural() : singular());
            limit(DurationMin.class).map(Configuration::least).filter(least -> !least.isZero())
                    .ifPresent(least -> words.add("at least " + text(least)));
            limit(DurationMax.class).map(Configuration::most).ifPresent(most -> words.add("at most " + text(most)));
            limit(Min.class).ifPresent(least -> words.add("at least " + least.value()));
            limit(Max.class).ifPresent(most -> words.add("at most " + most.value()));
            return String.join(", ", words);
        }

        private String singular() {
            return type == Duration.class ? "duration"
                    : type == MemorySize.class ? "size"
                            : type == Boolean.class ? "true or false"
                                    : type == Long.class ? "whole number"
                                            : type.isEnum() ? String.join(", ", choices()) : "text";
        }

        private String plural() {
            return type.isEnum() ? String.join(", ", choices()) : type == String.class ? "texts" : singular() + "s";
        }

        List<String> choices() {
            return Arrays.stream(type.getEnumConstants())
                    .map(choice -> choice.toString().toLowerCase(Locale.ROOT).replace('_', '-')).toList();
        }

        private <A extends Annotation> Optional<A> limit(Class<A> limit) {
            return limits.stream().filter(limit::isInstance).map(limit::cast).findFirst();
        }

        private boolean isSecret() {
            return name.endsWith("password") || name.endsWith("keys");
        }

        /** What is wrong with a value; nothing when it will do. */
        Optional<String> complaint(String value, SmallRyeConfig converters) {
            var shown = isSecret() ? "" : ": " + value;
            for (var one : isList ? value.split(",", -1) : new String[] { value }) {
                var wrong = complaintOf(one.strip(), converters);
                if (wrong.isPresent()) {
                    return wrong.map(why -> name + " " + why + shown + " (environment: " + variable() + ")");
                }
            }
            return Optional.empty();
        }

        private Optional<String> complaintOf(String value, SmallRyeConfig converters) {
            if (value.isEmpty()) {
                return otherwise == null ? Optional.empty() : Optional.of("is empty");
            }
            if (type == Boolean.class) {
                return complainUnless(TRUTHS.contains(value.toLowerCase(Locale.ROOT)), "is neither true nor false");
            }
            if (type.isEnum()) {
                return complainUnless(choices().contains(value.toLowerCase(Locale.ROOT).replace('_', '-')),
                        "is not one of " + String.join(", ", choices()));
            }
            if (name.equals("kith.webhooks.keys")) {
                return complainUnless(isKey(value), "is no key of 32 bytes in Base64");
            }
            if (name.equals("kith.webhooks.allowed-networks")) {
                return complainUnless(NETWORK.matcher(value).matches(), "is no network, as 10.1.0.0/16");
            }
            try {
                return complaintOf((Object) converters.getConverter(type).orElseThrow().convert(value));
            } catch (IllegalArgumentException | NoSuchElementException e) {
                return Optional.of(type == Duration.class ? "is no duration, as 500ms, 30s, 10m or P1D"
                        : type == MemorySize.class ? "is no size, as 64K or 16M" : "is no " + singular());
            }
        }

        private Optional<String> complaintOf(Object value) {
            if (value instanceof Duration duration) {
                var least = limit(DurationMin.class).map(Configuration::least).orElse(Duration.ZERO);
                var most = limit(DurationMax.class).map(Configuration::most).orElse(duration);
                return complaintOf(duration, least, most,
                        least.isZero() ? "must not be negative" : "must be at least " + text(least),
                        "must be at most " + text(most));
            }
            if (value instanceof Long number) {
                var least = limit(Min.class).map(Min::value).orElse(0L);
                var most = limit(Max.class).map(Max::value).orElse(Long.MAX_VALUE);
                return complaintOf(number, least, most, "must be at least " + least, "must be at most " + most);
            }
            return Optional.empty();
        }

        private static <T extends Comparable<T>> Optional<String> complaintOf(T value, T least, T most, String tooSmall,
                String tooLarge) {
            return value.compareTo(least) < 0 ? Optional.of(tooSmall)
                    : complainUnless(value.compareTo(most) <= 0, tooLarge);
        }

        private static Optional<String> complainUnless(boolean isRight, String complaint) {
            return isRight ? Optional.empty() : Optional.of(complaint);
        }

        private static boolean isKey(String value) {
            try {
                return Base64.getDecoder().decode(value).length == 32;
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
    }

    /** All there are, in the order of their names. */
    static List<Key> keys() {
        return Stream.concat(UNMAPPED.stream(), MAPPINGS.stream().flatMap(name -> {
            var mapping = mapping(name);
            return keys(mapping.getAnnotation(ConfigMapping.class).prefix(), mapping);
        })).sorted((one, other) -> one.name().compareTo(other.name())).toList();
    }

    private static Class<?> mapping(String name) {
        try {
            return Class.forName(name, false, Configuration.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(name + " is not there anymore", e);
        }
    }

    private static Stream<Key> keys(String prefix, Class<?> group) {
        return Arrays.stream(group.getMethods()).flatMap(method -> {
            var name = prefix + "." + method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            return method.getReturnType().getEnclosingClass() != null && method.getReturnType().isInterface()
                    ? keys(name, method.getReturnType())
                    : Stream.of(key(name, method));
        });
    }

    private static Key key(String name, Method method) {
        var type = method.getAnnotatedReturnType();
        var limits = new ArrayList<Annotation>(List.of(method.getAnnotations()));
        var isList = false;
        while (type instanceof AnnotatedParameterizedType wrapped) {
            isList |= method.getGenericReturnType().getTypeName().contains(Collection.class.getPackageName() + ".List");
            type = wrapped.getAnnotatedActualTypeArguments()[0];
            limits.addAll(List.of(((AnnotatedElement) type).getAnnotations()));
        }
        var raw = (Class<?>) type.getType();
        var otherwise = method.getAnnotation(WithDefault.class);
        return new Key(name, raw == boolean.class ? Boolean.class
                : raw == int.class || raw == long.class || raw == OptionalInt.class ? Long.class : raw, isList,
                otherwise == null ? null : otherwise.value(), limits);
    }

    /** What is wrong, line by line: keys that there are not, and values that will not do. */
    static List<String> problems(Config config, Map<String, String> environment) {
        var converters = config.unwrap(SmallRyeConfig.class);
        var keys = keys();
        var problems = new ArrayList<String>();
        for (var key : keys) {
            value(config, key.name()).flatMap(value -> key.complaint(value, converters)).ifPresent(problems::add);
        }
        var names = keys.stream().map(Key::name).collect(Collectors.toSet());
        var variables = keys.stream().map(Key::variable).collect(Collectors.toSet());
        StreamSupport.stream(config.getPropertyNames().spliterator(), false).distinct()
                .filter(name -> name.startsWith("kith.") && !names.contains(name) && !isVariable(name, environment)).sorted()
                .forEach(name -> problems.add(name + " is not known" + nearest(name, names)));
        environment.keySet().stream()
                .filter(Predicate.<String> not(variables::contains).and(name -> name.startsWith("KITH_"))
                        .and(name -> !OF_A_SERVICE.matcher(name).matches()))
                .sorted().forEach(name -> problems.add(name + " is not known" + nearest(name, variables)));
        return problems;
    }

    /** SmallRye makes a name of each variable as well, as best it can. */
    private static boolean isVariable(String name, Map<String, String> environment) {
        return environment.containsKey(name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT));
    }

    private static Optional<String> value(Config config, String name) {
        var value = config.getConfigValue(name);
        return value == null || value.getSourceName() == null ? Optional.empty() : Optional.ofNullable(value.getValue());
    }

    /** As it might have been meant. */
    private static String nearest(String name, Collection<String> known) {
        return known.stream().min((one, other) -> Integer.compare(distance(name, one), distance(name, other)))
                .filter(one -> distance(name, one) <= 3).map(one -> ", " + one + " is").orElse("");
    }

    /** Levenshtein's. */
    private static int distance(String one, String other) {
        var row = new int[other.length() + 1];
        for (var j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (var i = 1; i <= one.length(); i++) {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j < row.length; j++) {
                var change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }

    private static Duration least(DurationMin limit) {
        return Duration.ofHours(limit.hours()).plusMinutes(limit.minutes()).plusSeconds(limit.seconds())
                .plusMillis(limit.millis());
    }

    private static Duration most(DurationMax limit) {
        return Duration.ofHours(limit.hours()).plusMinutes(limit.minutes()).plusSeconds(limit.seconds())
                .plusMillis(limit.millis());
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1000 != 0 ? duration.toMillis() + "ms"
                : duration.toSeconds() % 3600 == 0 ? duration.toHours() + "h" : duration.toSeconds() + "s";
    }
}
