package dev.kith.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kith.problem.BadJson;
import dev.kith.problem.Invalid;

/** JSON Merge Patch, RFC 7396: what the client names is set, what it sets to null is taken away, the rest stays. */
@ApplicationScoped
public class MergePatch {

    /** The type a patch is sent as; {@code application/json} is taken too. */
    public static final String MEDIA_TYPE = "application/merge-patch+json";

    private final ObjectMapper json;
    private final Validator validator;

    MergePatch(ObjectMapper json, Validator validator) {
        this.json = json;
        this.validator = validator;
    }

    /**
     * The current state with the patch applied, read and validated like the body of a request.
     *
     * @param current what the patch changes, with the fields that clients may change and no others
     * @throws Invalid if the patch is no object, names a field the type does not have, or gives one of a wrong shape
     * @throws ConstraintViolationException if the result breaks a constraint of the type; answered like {@link Invalid}
     */
    public <T> T apply(JsonNode patch, T current, Class<T> type) {
        if (!(patch instanceof ObjectNode changes)) {
            throw new Invalid("", "A merge patch is a JSON object.");
        }
        T patched;
        try {
            patched = json.treeToValue(merge(json.valueToTree(current), changes), type);
        } catch (JsonProcessingException e) {
            throw BadJson.explain(e);
        }
        var violations = validator.validate(patched);
        if (!violations.isEmpty()) {
            throw new ConstraintViolationException(violations);
        }
        return patched;
    }

    private JsonNode merge(JsonNode target, ObjectNode patch) {
        var merged = target instanceof ObjectNode object ? object : json.createObjectNode();
        patch.properties().forEach(change -> {
            if (change.getValue().isNull() && merged.has(change.getKey())) {
                merged.remove(change.getKey());
            } else if (change.getValue() instanceof ObjectNode inner) {
                merged.set(change.getKey(), merge(merged.path(change.getKey()), inner));
            } else {
                merged.set(change.getKey(), change.getValue()); // a null of a field that the type does not have is refused by it
            }
        });
        return merged;
    }
}
