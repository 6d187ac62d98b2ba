package dev.kith.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Whether a schema only grew: whoever reads by the older one reads what keeps to the newer one. Properties may be added, and so
 * may
 * codes, which readers are told to ignore, and what is said in words; nothing else may change.
 */
final class Additions {

    private static final Set<String> WORDS = Set.of("description", "title", "examples", "definitions");

    private final JsonNode before;
    private final JsonNode now;
    private final List<String> refused = new ArrayList<>();

    private Additions(JsonNode before, JsonNode now) {
        this.before = before;
        this.now = now;
    }

    /** @return what is no addition, and where */
    static List<String> refused(JsonNode before, JsonNode now) {
        var additions = new Additions(before, now);
        additions.compare("", before, now);
        return additions.refused;
    }

    private void compare(String at, JsonNode older, JsonNode newer) {
        var was = resolved(older, before);
        var is = resolved(newer, now);
        var keywords = new TreeSet<String>();
        was.fieldNames().forEachRemaining(keywords::add);
        is.fieldNames().forEachRemaining(keywords::add);
        keywords.removeAll(WORDS);
        for (var keyword : keywords) {
            var here = at + "/" + keyword;
            var old = was.path(keyword);
            var current = is.path(keyword);
            switch (keyword) {
                case "properties" -> old.fieldNames().forEachRemaining(name -> {
                    if (current.has(name)) {
                        compare(here + "/" + name, old.path(name), current.path(name));
                    } else {
                        refused.add(here + "/" + name + " is gone");
                    }
                });
                case "required", "enum" -> {
                    if (!elements(current).containsAll(elements(old)) || old.isMissingNode() || current.isMissingNode()) {
                        refused.add(here + " was " + old + " and is " + current);
                    }
                }
                case "type" -> {
                    if (!elements(old).equals(elements(current))) {
                        refused.add(here + " was " + old + " and is " + current);
                    }
                }
                case "items" -> compare(here, old, current);
                default -> {
                    if (!old.equals(current)) {
                        refused.add(here + " was " + old + " and is " + current);
                    }
                }
            }
        }
    }

    private static JsonNode resolved(JsonNode schema, JsonNode root) {
        return schema.has("$ref") ? resolved(root.at(schema.path("$ref").asText().substring(1)), root) : schema;
    }

    private static Set<JsonNode> elements(JsonNode node) {
        var elements = new TreeSet<JsonNode>((one, other) -> one.toString().compareTo(other.toString()));
        if (node.isArray()) {
            node.forEach(elements::add);
        } else {
            elements.add(node);
        }
        return elements;
    }
}
