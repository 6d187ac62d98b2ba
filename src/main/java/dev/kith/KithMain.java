package dev.kith;

import java.io.UncheckedIOException;
import java.net.BindException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

import dev.kith.process.Role;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigUtils;

/**
 * Starts Kith: with a PostgreSQL and a Kafka of its own where none is configured and the classes for it are there (dev
 * mode), and not at all where something is missing that cannot be guessed.
 */
@QuarkusMain
public class KithMain {

    /** @param args nothing to run, {@code migrate} or {@code await-schema} to do that and end */
    public static void main(String... args) {
        var config = ConfigUtils.configBuilder().build();
        var command = Command.of(args);
        var problems = command == null ? List.of("migrate and await-schema are all that it can be told")
                : prepare(config, command);
        if (!problems.isEmpty()) {
            refuse(problems);
        }
        if (command == Command.RUN) {
            run(args);
        }
    }

    private static void run(String... args) {
        System.setProperty("vertx.disableURIValidation", "true"); // it would be done without a word; dev.kith.problem does it
        System.setProperty("io.netty.bootstrap.extensions", "serviceload"); // dev.kith.limit watches connections
        System.setProperty("kith.running", "true"); // what stops with the process waits for this to go
        try {
            Quarkus.run(null, KithMain::ended, args);
        } finally {
            System.clearProperty("kith.running");
        }
    }

    private enum Command {
        RUN,
        MIGRATE,
        AWAIT_SCHEMA;

        /** Null when there is none. */
        static Command of(String... args) {
            var word = String.join(" ", args);
            return word.isEmpty() ? RUN
                    : Stream.of(MIGRATE, AWAIT_SCHEMA).filter(one -> one.word().equals(word)).findFirst().orElse(null);
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private static void refuse(List<String> problems) {
        problems.forEach(problem -> System.err.println("Kith does not start: " + problem));
        System.exit(1);
    }

    private static void ended(int exitCode, Throwable failure) {
        var portIsTaken = isCausedBy(failure, BindException.class);
        if (portIsTaken) {
            System.err.println("Kith does not start: its HTTP port is taken by another process; choose one by quarkus.http.port"
                    + " (environment: QUARKUS_HTTP_PORT)");
        } else if (failure != null) { // Quarkus leaves it to us
            Logger.getLogger(KithMain.class).error("Kith does not start", failure);
        }
        // dev mode waits for a mended source file, which does not free a port
        if (portIsTaken || failure != null && !LaunchMode.current().isDevOrTest()) {
            System.clearProperty("kith.running");
            System.exit(exitCode == 0 ? 1 : exitCode);
        }
    }

    private static boolean isCausedBy(Throwable failure, Class<? extends Throwable> type) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> prepare(Config config, Command command) {
        var local = local();
        if (local == null) {
            return prepareAlone(config, command);
        }
        try {
            local.accept(config);
            return List.of();
        } catch (UncheckedIOException e) {
            return List.of(e.getMessage());
        }
    }

    /** Where nothing is at hand but what was configured. */
    private static List<String> prepareAlone(Config config, Command command) {
        var problems = new ArrayList<>(Configuration.problems(config, System.getenv()));
        if (problems.isEmpty()) {
            var roles = EnumSet.copyOf(config.getValues("kith.roles", Role.class));
            problems.addAll(missing(config, command, roles));
            if (problems.isEmpty()) {
                take(roles);
                tend(config, command, roles).ifPresent(problems::add);
            }
        }
        return problems;
    }

    /** What follows from a role and would otherwise have to be configured, too. */
    private static void take(Set<Role> roles) {
        if (!roles.contains(Role.WORKER)) {
            System.setProperty("quarkus.datasource.system.active", "false");
            System.setProperty("quarkus.flyway.active", "false");
            System.setProperty("quarkus.flyway.jdbc-url", ""); // it would want a password all the same
        }
        if (!roles.contains(Role.API)) {
            System.setProperty("quarkus.oidc.tenant-enabled", "false");
        }
    }

    /** Looks after the schema as far as Quarkus does not. @return why it cannot go on */
    private static Optional<String> tend(Config config, Command command, Set<Role> roles) {
        var schema = new Schema(config);
        try {
            if (command == Command.MIGRATE) {
                System.out.println("Kith: the schema is at version " + schema.migrate());
            } else if (command == Command.AWAIT_SCHEMA) {
                schema.await();
            } else if (!roles.contains(Role.WORKER) || !config.getValue("kith.database.migrate", Boolean.class)) {
                schema.check();
            }
            return Optional.empty();
        } catch (IllegalStateException e) {
            return Optional.of(e.getMessage());
        } catch (InterruptedException e) {
            return Optional.of("it was told to stop waiting");
        }
    }

    /** The servers in this process; null in the package, which lacks what they need. */
    @SuppressWarnings("unchecked")
    private static Consumer<Config> local() {
        try {
            Class.forName("io.zonky.test.db.postgres.embedded.EmbeddedPostgres", false, KithMain.class.getClassLoader());
            return (Consumer<Config>) Class.forName("dev.kith.local.LocalServices").getDeclaredConstructor().newInstance();
        } catch (ClassNotFoundException e) {
            return null;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("dev.kith.local.LocalServices cannot be used", e);
        }
    }

    private static List<String> missing(Config config, Command command, Set<Role> roles) {
        var needed = new LinkedHashMap<String, List<String>>();
        needed.put("kith.database.url", List.of("quarkus.datasource.jdbc.url"));
        if (command != Command.AWAIT_SCHEMA && roles.contains(Role.WORKER) || command == Command.MIGRATE) {
            needed.put("kith.database.owner.password", List.of("quarkus.flyway.password"));
        }
        if (command != Command.MIGRATE) {
            needed.put("kith.database.api.password", List.of("quarkus.datasource.password"));
        }
        if (command == Command.RUN && roles.contains(Role.WORKER)) {
            needed.put("kith.database.url",
                    List.of("quarkus.datasource.jdbc.url", "quarkus.datasource.system.jdbc.url", "quarkus.flyway.jdbc-url"));
            needed.put("kith.database.system.password", List.of("quarkus.datasource.system.password"));
            needed.put("kafka.bootstrap.servers", List.of("kafka.bootstrap.servers"));
        }

        var problems = new ArrayList<String>();
        needed.forEach((setting, meant) -> {
            if (!meant.stream().allMatch(name -> isSet(config, name))) {
                problems.add(setting + " is not set (environment: " + setting.toUpperCase().replace('.', '_') + ")");
            }
        });
        if (command == Command.RUN && roles.contains(Role.API)) {
            problems.addAll(missingForSignIn(config));
        }
        return problems;
    }

    private static List<String> missingForSignIn(Config config) {
        var problems = new ArrayList<String>();
        var provider = isSet(config, "quarkus.oidc.auth-server-url");
        var tellsIssuer = provider && config.getOptionalValue("quarkus.oidc.discovery-enabled", Boolean.class).orElse(true);
        if (!provider && !isSet(config, "quarkus.oidc.public-key")) {
            problems.add(
                    "nobody could sign in, quarkus.oidc.auth-server-url is not set (environment: QUARKUS_OIDC_AUTH_SERVER_URL)");
        } else if (isAny(config, "quarkus.oidc.token.issuer") || !tellsIssuer && !isSet(config, "quarkus.oidc.token.issuer")) {
            problems.add("tokens of every issuer would be taken, quarkus.oidc.token.issuer has to name one"
                    + " (environment: QUARKUS_OIDC_TOKEN_ISSUER)");
        }
        if (isAny(config, "quarkus.oidc.token.audience") || !isSet(config, "quarkus.oidc.token.audience")) {
            problems.add("tokens meant for others would be taken, quarkus.oidc.token.audience has to name one"
                    + " (environment: QUARKUS_OIDC_TOKEN_AUDIENCE)");
        }
        return problems;
    }

    /** What Quarkus takes for the wish not to check. */
    private static boolean isAny(Config config, String name) {
        return isSet(config, name) && config.getValue(name, String.class).strip().equals("any");
    }

    private static boolean isSet(Config config, String name) {
        try {
            return config.getOptionalValue(name, String.class).isPresent();
        } catch (NoSuchElementException e) {
            return false; // defined by another one that is not set
        }
    }
}
