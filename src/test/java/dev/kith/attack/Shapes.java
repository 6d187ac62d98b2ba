package dev.kith.attack;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

import dev.kith.support.Contract;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.sessions.JqwikSession;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Values of a schema of the contract, and values that are nearly so. */
final class Shapes {

    private static final Contract CONTRACT = Contract.ofKith();
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int LONGEST_LIST = 3;
    private static final int TRIES = 1000;

    /** For strings that are no free text: of each pattern and format of the contract there is one. */
    private static final List<String> WORDS = List.of("Ines", "P1M", "DE", "2021-03-15", "2025-11-24T09:00:00Z", "--05-12",
            "ines.okafor@brightwater.example", "https://brightwater.example/ines", "brightwater.example",
            "0199f0c4-7c1e-7b3a-9d5f-3e1c2a4b6d80", "Europe/Berlin");

    private Shapes() {
    }

    /** With every field that there can be. */
    static JsonNode whole(String schema) {
        return example(whole(CONTRACT.at(schema)), new Random(AttackTest.SEED));
    }

    static JsonNode parsed(byte[] json) {
        return new JsonMapper().readTree(json);
    }

    /** One that the contract does not allow: a valid one that is damaged at one place or more. */
    static JsonNode malformed(String schema, Random random) {
        var valid = any(CONTRACT.at(schema), true);
        for (var i = 0; i < TRIES; i++) {
            var value = damaged(example(valid, random), random);
            if (!CONTRACT.faults(schema, value).isEmpty()) {
                return value;
            }
        }
        throw new AssertionError("nothing is wrong by " + schema);
    }

    private static <T> T example(Arbitrary<T> arbitrary, Random random) {
        var made = new ArrayList<T>();
        JqwikSession.run(() -> made.add(arbitrary.generator(TRIES).next(random).value()));
        return made.get(0);
    }

    private static Arbitrary<JsonNode> whole(JsonNode schema) {
        return any(schema, false);
    }

    /** @param sparse whether what may be left out sometimes is */
    private static Arbitrary<JsonNode> any(JsonNode reference, boolean sparse) {
        var schema = CONTRACT.resolved(reference);
        if (schema.has("const")) {
            return Arbitraries.just(schema.get("const"));
        }
        if (schema.has("enum")) {
            return Arbitraries.of(elements(schema.get("enum")));
        }
        if (schema.has("oneOf")) {
            var branches = elements(schema.get("oneOf")).stream()
                    .filter(branch -> sparse || !branch.path("type").asString("").equals("null"))
                    .map(branch -> any(branch, sparse)).toList();
            return Arbitraries.oneOf(branches);
        }
        var type = schema.get("type");
        return switch (type.isArray() ? type.get(0).asString() : type.asString()) {
            case "object" -> object(schema, sparse);
            case "array" -> any(schema.get("items"), sparse).list()
                    .ofMinSize(Math.max(schema.path("minItems").asInt(0), sparse ? 0 : 1))
                    .ofMaxSize(Math.min(schema.path("maxItems").asInt(LONGEST_LIST), LONGEST_LIST))
                    .map(items -> JSON.arrayNode().addAll(items));
            case "integer" ->
                Arbitraries.integers().between(schema.path("minimum").asInt(0), schema.path("maximum").asInt(9999))
                        .map(JSON::numberNode);
            case "boolean" -> Arbitraries.of(JSON.booleanNode(true), JSON.booleanNode(false));
            case "string" -> Arbitraries.of(words(reference));
            case "null" -> Arbitraries.just(JSON.nullNode());
            default -> throw new AssertionError("a type without values: " + schema);
        };
    }

    private static Arbitrary<JsonNode> object(JsonNode schema, boolean sparse) {
        var required = elements(schema.path("required")).stream().map(JsonNode::asString).toList();
        Arbitrary<ObjectNode> object = Arbitraries.create(JSON::objectNode);
        for (var property : schema.path("properties").properties()) {
            if (property.getValue().path("readOnly").asBoolean(false)) {
                continue;
            }
            var value = any(property.getValue(), sparse);
            var name = property.getKey();
            var perhaps = sparse && !required.contains(name) ? value.injectNull(0.6) : value;
            object = object.flatMap(before -> perhaps.map(one -> one == null ? before : before.deepCopy().set(name, one)));
        }
        return object.map(JsonNode.class::cast);
    }

    /** Those of our words that the schema of a string allows. */
    private static List<JsonNode> words(JsonNode schema) {
        var pattern = schema.path("pattern").asString("");
        var format = schema.path("format").asString("");
        var words = WORDS.stream().filter(word -> Pattern.compile(pattern).matcher(word).find())
                .filter(word -> switch (format) {
                    case "uuid" -> word.matches("[0-9a-f]{8}-.*");
                    case "date" -> word.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}");
                    case "date-time" -> word.endsWith("Z");
                    default -> true;
                })
                .map(word -> (JsonNode) StringNode.valueOf(word)).toList();
        if (words.isEmpty()) {
            throw new AssertionError("add a word for " + schema);
        }
        return words;
    }

    /** The same value, with something else at a place of it. */
    private static JsonNode damaged(JsonNode value, Random random) {
        var places = new ArrayList<Consumer<JsonNode>>();
        var removals = new ArrayList<Runnable>();
        var copy = JSON.arrayNode().add(value.deepCopy());
        collect(copy, places, removals);
        if (random.nextInt(6) == 0 && !removals.isEmpty()) {
            removals.get(random.nextInt(removals.size())).run();
        } else {
            places.get(random.nextInt(places.size())).accept(example(JUNK, random));
        }
        return copy.get(0);
    }

    private static void collect(JsonNode node, List<Consumer<JsonNode>> places, List<Runnable> removals) {
        if (node instanceof ObjectNode object) {
            for (var name : List.copyOf(object.propertyNames())) {
                places.add(junk -> object.set(name, junk));
                removals.add(() -> object.remove(name));
                collect(object.get(name), places, removals);
            }
            places.add(junk -> object.set("unknown", junk));
        } else if (node instanceof ArrayNode array) {
            for (var i = 0; i < array.size(); i++) {
                var index = i;
                places.add(junk -> array.set(index, junk));
                collect(array.get(i), places, removals);
            }
        }
    }

    private static final Arbitrary<JsonNode> JUNK = Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(40).map(StringNode::valueOf),
            Arbitraries.integers().between(20_001, 40_000).map(length -> StringNode.valueOf("x".repeat(length))),
            Arbitraries.of("", " ", "null", "true", "0", "P1M1", "2021-02-30", "0199f0c4-7c1e-7b3a-9d5f-3e1c2a4b6d8g", "@",
                    "a@b@c",
                    "javascript:alert(1)", "../../etc/passwd", "MADE\n").map(StringNode::valueOf),
            Arbitraries.longs().map(JSON::numberNode),
            Arbitraries.bigDecimals().between(BigDecimal.TEN.negate(), BigDecimal.TEN).map(JSON::numberNode),
            Arbitraries.of(true, false).map(JSON::booleanNode),
            Arbitraries.just(JSON.nullNode()),
            Arbitraries.create(JSON::objectNode),
            Arbitraries.create(() -> JSON.objectNode().put("$ref", "/v1/me").put("@type", "java.util.ArrayList")),
            Arbitraries.integers().between(0, 300).map(length -> {
                var list = JSON.arrayNode();
                for (var i = 0; i < length; i++) {
                    list.add("x");
                }
                return list;
            }));

    private static List<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).toList();
    }
}
