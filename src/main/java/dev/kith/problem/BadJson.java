package dev.kith.problem;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;

/** Says what is wrong with JSON that could not be read, and where, in words of the contract and not of our classes. */
public final class BadJson {

    private BadJson() {
    }

    public static Invalid explain(JsonProcessingException e) {
        return new Invalid(pointer(e), "This cannot be read.");
    }

    private static String pointer(JsonProcessingException e) {
        var pointer = JsonPointer.empty();
        if (e instanceof JsonMappingException mapping) {
            for (var step : mapping.getPath()) {
                pointer = step.getFieldName() == null ? pointer.appendIndex(step.getIndex())
                        : pointer.appendProperty(step.getFieldName());
            }
        }
        return pointer.toString();
    }
}
