package dev.kith.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;

import dev.kith.support.EventContract;

/**
 * Each schema of an event stands alone, and what was released of it is kept: programs are written against it that nobody here
 * knows of. {@code -Dkith.schemas.release} writes down what was added as released.
 */
class EventSchemasTest {

    private static final Path RELEASED = Path.of("src/test/resources/released");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, ObjectNode> schemas = current();

    @Test
    void each_says_of_the_example_what_the_contract_says() {
        assertFalse(schemas.isEmpty());
        for (var message : EventContract.its().document().at("/components/messages")) {
            var type = message.path("name").asString();
            var schema = SchemaRegistry.withDialect(Dialects.getDraft7()).getSchema(schemas.get(type).toString());
            var example = message.at("/examples/0/payload").toString();
            assertEquals(List.of(), schema.validate(example, InputFormat.JSON), type);
            assertFalse(schema.validate("{}", InputFormat.JSON).isEmpty(), type);
            assertFalse(schema.validate(example.replaceFirst(":(\"[^\"]*\"|\\[[^]]*]|[0-9]+)", ":{}"), InputFormat.JSON)
                    .isEmpty(), type + " by a definition");
        }
    }

    @Test
    void what_was_released_is_only_added_to() throws IOException {
        var refused = new ArrayList<String>();
        var released = released();
        released.forEach((type, schema) -> {
            if (schemas.containsKey(type)) {
                Additions.refused(schema, schemas.get(type)).forEach(change -> refused.add(type + change));
            } else {
                refused.add(type + " is gone");
            }
        });
        assertEquals(List.of(), refused, "another version of the type has to be made instead");
        if (System.getProperty("kith.schemas.release") != null) {
            for (var schema : schemas.entrySet()) {
                Files.writeString(Files.createDirectories(RELEASED).resolve(schema.getKey() + ".json"),
                        schema.getValue().toPrettyString() + "\n");
            }
        } else if (!new TreeMap<>(released).equals(new TreeMap<>(schemas))) {
            fail("""
                    something was added to the events: ./mvnw test -Dtest=EventSchemasTest -Dkith.schemas.release \
                    writes it down as released, to be committed with it""");
        }
    }

    /** @param change of a released schema, which would break whoever reads by it */
    @ParameterizedTest
    @MethodSource
    void what_breaks_a_reader_is_refused(String name, Consumer<ObjectNode> change) {
        var before = schemas.get("dev.kith.contact.went-cold.v1");
        var after = before.deepCopy();
        change.accept(after);
        assertNotEquals(before, after);
        assertEquals(1, Additions.refused(before, after).size(), () -> Additions.refused(before, after).toString());
    }

    static Stream<Object[]> what_breaks_a_reader_is_refused() {
        return Stream.of(
                change("a field is gone", all -> all.withObject("/properties").remove("spell")),
                change("a field may be left out", all -> all.withArray("/required").remove(0)),
                change("all fields may be left out", all -> all.remove("required")),
                change("a field may be null",
                        all -> all.withObject("/properties/detectedAt").putArray("type").add("string").add("null")),
                change("a field is of another type", all -> all.withObject("/properties/daysOverdue").put("type", "string")),
                change("a code is gone", all -> ((ArrayNode) all.at("/properties/cause/enum")).remove(0)),
                change("a code is anything", all -> all.withObject("/properties/cadenceSource").remove("enum")),
                change("an instant is written in another way",
                        all -> all.withObject("/properties/coldAt").put("format", "date")),
                change("a number may be negative", all -> all.withObject("/properties/daysOverdue").remove("minimum")),
                change("a pattern is another one", all -> all.withObject("/properties/cadence").put("pattern", "^P")),
                change("a definition is another one", all -> all.withObject("/definitions/Spell").put("type", "string")),
                change("a field within a field is gone",
                        all -> all.withObject("/definitions/LastContact/properties").remove("kind")),
                change("it has another name", all -> all.put("$id", "https://kith.dev/schemas/other.json")),
                change("it is of another dialect", all -> all.put("$schema", "https://json-schema.org/draft/2020-12/schema")));
    }

    @Test
    void what_is_added_is_not() {
        var before = schemas.get("dev.kith.contact.went-cold.v1");
        var after = before.deepCopy();
        after.put("description", "in other words");
        after.withObject("/properties/more").put("type", "string");
        ((ArrayNode) after.at("/required")).add("more");
        ((ArrayNode) after.at("/properties/cause/enum")).add("WHIM");
        after.withObject("/definitions/New").put("type", "string");
        assertEquals(List.of(), Additions.refused(before, after));
    }

    private static Object[] change(String name, Consumer<ObjectNode> change) {
        return new Object[] { name, change };
    }

    /** With what is the same for all types: what it is found under, and by. */
    private static Map<String, ObjectNode> current() {
        try {
            var schemas = EventSchemas.of(Files.readAllBytes(Path.of("asyncapi.yaml")));
            var shared = (ObjectNode) JSON
                    .readTree(EventContract.its().document().at("/components/schemas/Headers").toString());
            shared.set("channel", JSON.readTree(EventContract.its().document().at("/channels/events/bindings").toString()));
            shared.set("address", JSON.readTree(EventContract.its().document().at("/channels/events/address").toString()));
            shared.set("key", JSON.readTree(EventContract.its().document().at("/components/schemas/Key").toString()));
            schemas.put("headers", shared);
            return schemas;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, JsonNode> released() throws IOException {
        var released = new TreeMap<String, JsonNode>();
        if (Files.isDirectory(RELEASED)) {
            try (var files = Files.list(RELEASED)) {
                for (var file : new TreeSet<>(files.toList())) {
                    released.put(file.getFileName().toString().replaceAll("\\.json$", ""), JSON.readTree(file.toFile()));
                }
            }
        }
        return released;
    }
}
