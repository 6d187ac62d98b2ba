package dev.kith.problem;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;

/** Says what is wrong with JSON that could not be read, and where, in words of the contract and not of our classes. */
public final class BadJson {

    private static final int LONGEST_NAME = 100;
    private static final String DUPLICATE = "Duplicate field '";
    private static final String TRAILING = "Trailing token";

    private BadJson() {
    }

    /** What a record refuses by {@link Invalid} as it is made, it points to from where it stands. */
    public static Invalid explain(JsonProcessingException e) {
        if (e.getCause() instanceof Invalid refused) {
            var here = pointer(e);
            return new Invalid(refused.getMessage(), refused.errors().stream()
                    .map(error -> new FieldError(here + error.pointer(), error.detail())).toList());
        }
        if (e instanceof StreamConstraintsException) {
            return new Invalid("", "This is nested too deeply, or holds a name or a number that is too long.");
        }
        if (e instanceof UnrecognizedPropertyException unknown) {
            return new Invalid(pointer(e), "There is no field \"" + shortened(unknown.getPropertyName()) + "\" here.");
        }
        if (e instanceof InvalidTypeIdException choice) {
            var base = choice.getBaseType().getRawClass();
            return new Invalid(pointer(e) + '/' + base.getAnnotation(JsonTypeInfo.class).property(), "This must be one of "
                    + Arrays.stream(base.getAnnotation(JsonSubTypes.class).value()).map(JsonSubTypes.Type::name)
                            .collect(Collectors.joining(", "))
                    + ".");
        }
        if (e instanceof MismatchedInputException mismatch) {
            return message(e).startsWith(TRAILING)
                    ? new Invalid("", "Something follows behind the end of the JSON.")
                    : new Invalid(pointer(e), "This must be " + expected(mismatch.getTargetType()) + ".");
        }
        if (e instanceof JsonMappingException) {
            return e.getCause() instanceof JsonProcessingException inner ? explain(inner)
                    : new Invalid(pointer(e), "This value cannot be taken.");
        }
        return malformed(e);
    }

    private static Invalid malformed(JsonProcessingException e) {
        if (message(e).startsWith(DUPLICATE) && e.getProcessor() instanceof JsonParser parser) {
            var rest = message(e).substring(DUPLICATE.length());
            var name = shortened(rest.substring(0, Math.max(rest.lastIndexOf('\''), 0)));
            var object = parser.getParsingContext().pathAsPointer().head();
            return new Invalid((object == null ? JsonPointer.empty() : object).appendProperty(name).toString(),
                    "The field \"" + name + "\" is there twice.");
        }
        var at = e.getLocation();
        return new Invalid("", at == null ? "This is not well-formed JSON."
                : "This is not well-formed JSON: line " + at.getLineNr() + ", column " + at.getColumnNr() + ".");
    }

    private static String expected(Class<?> type) {
        if (type == null) {
            return "something else";
        }
        if (type.isEnum()) {
            return "one of " + Arrays.stream(type.getEnumConstants()).map(Object::toString).collect(Collectors.joining(", "));
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a number";
        }
        if (type.isArray() || Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        return type.isRecord() || type.isAnnotationPresent(JsonTypeInfo.class) || Map.class.isAssignableFrom(type)
                || type.getName().endsWith("ObjectNode") ? "an object"
                        : "something else";
    }

    private static String pointer(JsonProcessingException e) {
        var pointer = JsonPointer.empty();
        if (e instanceof JsonMappingException mapping) {
            for (var step : mapping.getPath()) {
                pointer = step.getFieldName() == null ? pointer.appendIndex(step.getIndex())
                        : pointer.appendProperty(shortened(step.getFieldName()));
            }
        }
        return pointer.toString();
    }

    private static String message(JsonProcessingException e) {
        return String.valueOf(e.getOriginalMessage());
    }

    /** Names of fields come from the client, and may be as long as the body. */
    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
    }
}
