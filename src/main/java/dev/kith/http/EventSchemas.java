package dev.kith.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/**
 * The schema of each event's data, cut out of {@code asyncapi.yaml}: JSON Schema draft 7, each whole in itself, known by
 * the URI that events carry as {@code dataschema}.
 */
final class EventSchemas {

    private static final String SHARED = "#/components/schemas/";
    private static final String OWN = "#/definitions/";

    private final JsonNode document;

    private EventSchemas(JsonNode document) {
        this.document = document;
    }

    /** @return by type */
    static Map<String, ObjectNode> of(byte[] asyncapi) {
        try {
            var schemas = new EventSchemas(new YAMLMapper().readTree(asyncapi));
            var byType = new HashMap<String, ObjectNode>();
            schemas.document.at("/components/messages")
                    .forEach(message -> byType.put(message.path("name").asText(), schemas.of(message)));
            return byType;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectNode of(JsonNode message) {
        var schema = new ObjectMapper().createObjectNode()
                .put("$schema", "http://json-schema.org/draft-07/schema#")
                .put("$id", "https://kith.dev/schemas/" + message.path("name").asText() + ".json")
                .put("title", message.path("title").asText());
        var definitions = schema.objectNode();
        var data = (ObjectNode) alone(shared(message.at("/payload/$ref").asText()), definitions);
        schema.put("description", (message.path("summary").asText() + " " + data.path("description").asText()).strip());
        data.remove("description");
        schema.setAll(data);
        return definitions.isEmpty() ? schema : schema.set("definitions", definitions);
    }

    /** A copy that refers to definitions of its own, which are added to those there are. */
    private JsonNode alone(JsonNode schema, ObjectNode definitions) {
        var copy = schema.deepCopy();
        copy.findParents("$ref").forEach(referring -> {
            var name = referring.path("$ref").asText().substring(SHARED.length());
            ((ObjectNode) referring).put("$ref", OWN + name);
            if (!definitions.has(name)) {
                definitions.putNull(name); // it may refer to itself
                definitions.set(name, alone(shared(SHARED + name), definitions));
            }
        });
        return copy;
    }

    private JsonNode shared(String reference) {
        return document.at(reference.substring(1));
    }
}
