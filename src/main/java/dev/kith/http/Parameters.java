package dev.kith.http;

import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;

import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestQuery;

import dev.kith.problem.Invalid;
import dev.kith.problem.NotFound;

/**
 * Reads parameters that are more than text. JAX-RS would answer 404 to every one it cannot read; here a query parameter
 * that is wrong is a bad request, and says so, while an id in the path that is none names nothing.
 */
@Provider
class Parameters implements ParamConverterProvider {

    private record Form(Function<String, Object> reading, String description) {
    }

    private static final Form WHOLE = new Form(Integer::valueOf, "a whole number");
    private static final Form LONG = new Form(Long::valueOf, "a whole number");
    private static final Form BOOLEAN = new Form(Parameters::trueOrFalse, "true or false");

    /** Quarkus REST takes every primitive that was not sent for "0". */
    private static final Form FLAG = new Form(text -> !text.equals("0") && trueOrFalse(text), "true or false");

    private static final Map<Class<?>, Form> FORMS = Map.of(
            UUID.class, new Form(Scalars::uuid, Scalars.UUID_FORM),
            Instant.class, new Form(Scalars::instant, Scalars.INSTANT_FORM),
            LocalDate.class, new Form(Scalars::date, Scalars.DATE_FORM),
            Integer.class, WHOLE,
            int.class, WHOLE,
            Long.class, LONG,
            long.class, LONG,
            Boolean.class, BOOLEAN,
            boolean.class, FLAG);

    @Override
    public <T> ParamConverter<T> getConverter(Class<T> type, Type genericType, Annotation[] annotations) {
        var form = type.isEnum() ? oneOf(type) : FORMS.get(type);
        return form == null ? null : new Strict<>(form, pointer(annotations));
    }

    /** Null for a part of the path. */
    private static String pointer(Annotation[] annotations) {
        for (var annotation : annotations) {
            if (annotation instanceof QueryParam query) {
                return "?" + query.value();
            }
            if (annotation instanceof RestQuery query) {
                return "?" + named(query.value());
            }
            if (annotation instanceof HeaderParam header) {
                return header.value();
            }
            if (annotation instanceof RestHeader header) {
                return named(header.value());
            }
        }
        return null;
    }

    /** What the parameter of the Java method is called cannot be seen here. */
    private static String named(String name) {
        if (name.isEmpty()) {
            throw new IllegalStateException("give @RestQuery and @RestHeader the name, or use @QueryParam and @HeaderParam");
        }
        return name;
    }

    private static Form oneOf(Class<?> type) {
        var constants = Arrays.stream(type.getEnumConstants()).collect(Collectors.toMap(Object::toString, c -> c));
        var names = Arrays.stream(type.getEnumConstants()).map(Object::toString).collect(Collectors.joining(", "));
        return new Form(name -> {
            if (!constants.containsKey(name)) {
                throw new IllegalArgumentException("none of them");
            }
            return constants.get(name);
        }, "one of " + names);
    }

    private static Boolean trueOrFalse(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("neither");
        };
    }

    private record Strict<T>(Form form, String pointer) implements ParamConverter<T> {

        @Override
        @SuppressWarnings("unchecked") // a form reads the type it is listed under
        public T fromString(String text) {
            if (text == null) {
                return null;
            }
            try {
                return (T) form.reading().apply(text);
            } catch (IllegalArgumentException | DateTimeException e) {
                throw pointer == null ? new NotFound("There is nothing at this address.")
                        : new Invalid(pointer, "This must be " + form.description() + ".");
            }
        }

        @Override
        public String toString(T value) {
            return value.toString();
        }
    }
}
