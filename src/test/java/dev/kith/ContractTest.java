package dev.kith;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

import org.junit.jupiter.api.Test;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import dev.kith.support.Contract;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.ObjectNode;

/** What openapi.yaml says and what the code offers is the same; and what it says, it says properly. */
class ContractTest {

    private static final Contract CONTRACT = Contract.ofKith();

    @Test
    void the_operations_of_the_code_are_those_of_the_contract() {
        var classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.kith");
        var written = described(CONTRACT.operations(),
                o -> describe(o.method(), o.path(), o.consumes(), o.produces(), o.scopes()));
        var offered = described(inApi(OperationsInCode.of(classes)), operation -> {
            // a body that the contract does not know is not read, whatever the class says about its type
            var twin = CONTRACT.operations().stream()
                    .filter(o -> o.method().equals(operation.method()) && o.path().equals(operation.path()))
                    .findFirst();
            return describe(operation.method(), operation.path(),
                    twin.isPresent() && twin.get().consumes().isEmpty() ? Set.of() : operation.consumes(),
                    twin.isPresent() && twin.get().produces().isEmpty() ? Set.of() : operation.produces(),
                    operation.scopes());
        });
        var missing = new TreeSet<>(written);
        missing.removeAll(offered);
        var tooMany = new TreeSet<>(offered);
        tooMany.removeAll(written);
        assertEquals("", lines("in the contract and not in the code", missing)
                + lines("in the code and not in the contract", tooMany));
    }

    /** The contract is about what is below /v1. Health, metrics and the contracts themselves are for operators and tools. */
    private static List<OperationsInCode.Operation> inApi(Set<OperationsInCode.Operation> operations) {
        return operations.stream().filter(operation -> operation.path().startsWith("/v1/")).toList();
    }

    @Test
    void operations_in_code_are_read_from_class_and_method() {
        var found = OperationsInCode.of(new ClassFileImporter().importClasses(KettleResource.class, NoResource.class));
        assertEquals(Set.of(
                new OperationsInCode.Operation("GET", "/v1/kettles", Set.of("application/json"), Set.of("application/json"),
                        Set.of("tea:drink")),
                new OperationsInCode.Operation("POST", "/v1/kettles", Set.of("text/csv"), Set.of("application/json"), Set.of()),
                new OperationsInCode.Operation("PATCH", "/v1/kettles/{id}",
                        Set.of("application/json", "application/merge-patch+json"), Set.of("application/json"), Set.of()),
                new OperationsInCode.Operation("DELETE", "/v1/kettles/{id}/lids/{lid}", Set.of("application/json"),
                        Set.of("text/plain"), Set.of())),
                found);
    }

    @Path("/v1/kettles/")
    @Produces({ "application/json;charset=UTF-8", "application/problem+json" })
    private static class KettleResource {

        @GET
        @RolesAllowed("tea:drink")
        public void list() {
        }

        @POST
        @Consumes("text/csv")
        public void make() {
        }

        @PATCH
        @Path("{id: [0-9a-f]+}")
        @Consumes({ "application/merge-patch+json", "application/json" })
        public void change() {
        }

        @DELETE
        @Path("/{id}/lids/{ lid }")
        @Produces("text/plain")
        public void takeOff() {
        }

        @SuppressWarnings("unused")
        public void notAnOperation() {
        }
    }

    private static class NoResource {

        @GET
        @SuppressWarnings("unused")
        public void get() {
        }
    }

    @Test
    void every_operation_has_a_name_of_its_own() {
        var names = new HashSet<String>();
        for (var operation : CONTRACT.operations()) {
            assertFalse(operation.id().isEmpty(), operation + " has no operationId");
            assertFalse(!names.add(operation.id()), operation + " has the operationId of another");
        }
    }

    @Test
    void every_operation_says_how_it_refuses_and_who_may_ask() {
        for (var operation : CONTRACT.operations()) {
            assertFalse(operation.statuses().stream().noneMatch(status -> status.startsWith("4")), operation + " has no 4xx");
            assertEquals(operation.path().contains("{token}") ? 0 : 1, operation.scopes().size(),
                    operation + " does not say which scope it takes");
        }
    }

    @Test
    void every_json_body_has_an_example() {
        for (var operation : CONTRACT.operations()) {
            var bodies = new ArrayList<String>();
            bodies.add(operation.pointer() + "/requestBody");
            operation.statuses().forEach(status -> bodies.add(operation.pointer() + "/responses/" + status));
            for (var body : bodies) {
                CONTRACT.at(body).path("content").forEach(
                        content -> assertFalse(content.path("examples").isEmpty(), body + " has no example"));
            }
        }
    }

    @Test
    void every_example_is_valid() {
        var faults = new ArrayList<String>();
        for (var example : CONTRACT.examples()) {
            CONTRACT.faults(example.schema(), example.value()).forEach(fault -> faults.add(example.pointer() + " " + fault));
        }
        assertEquals(List.of(), faults);
        assertFalse(CONTRACT.examples().size() < CONTRACT.operations().size(), "examples were not found");
    }

    @Test
    void what_can_be_said_of_a_new_contact_can_be_changed() {
        var create = (ObjectNode) CONTRACT.at("/components/schemas/CreateContact/properties").deepCopy();
        create.remove("id");
        assertEquals(create, CONTRACT.at("/components/schemas/ChangeContact/properties"));
    }

    /** A property nobody wrote down is a fault in a request as well as in an answer. */
    @Test
    void every_object_is_closed() {
        var open = new ArrayList<String>();
        schemas((pointer, schema) -> {
            if (schema.has("properties") && !schema.path("additionalProperties").equals(BooleanNode.FALSE)) {
                open.add(pointer);
            }
        });
        assertEquals(List.of(), open);
    }

    /** What is sent is bounded before anybody looks at it; answers hold what was sent. */
    @Test
    void every_text_and_list_that_is_sent_is_bounded() {
        var unbounded = new ArrayList<String>();
        for (var operation : CONTRACT.operations()) {
            var content = CONTRACT.at(operation.pointer() + "/requestBody").path("content");
            if (content.has("application/json")) {
                collectUnbounded(content.path("application/json").path("schema"), operation.id(), unbounded);
            }
            CONTRACT.parameters(operation).forEach(parameter -> collectUnbounded(parameter.path("schema"),
                    operation.id() + " " + parameter.path("name").asString(), unbounded));
        }
        assertEquals(List.of(), unbounded);
    }

    private static void collectUnbounded(JsonNode schema, String place, List<String> into) {
        if (schema.path("$ref").isString()) {
            collectUnbounded(CONTRACT.at(schema.path("$ref").asString().substring(1)), place, into);
            return;
        }
        var types = schema.path("type").toString();
        var bounded = Set.of("maxLength", "enum", "const").stream().anyMatch(schema::has)
                || Set.of("uuid", "date").contains(schema.path("format").asString(""))
                || schema.path("pattern").asString("").matches("\\^[^+*]*\\$");
        if (types.contains("\"string\"") && !bounded || types.contains("\"array\"") && !schema.has("maxItems")) {
            into.add(place);
        }
        schema.path("oneOf").forEach(choice -> collectUnbounded(choice, place, into));
        schema.path("properties").properties()
                .forEach(property -> collectUnbounded(property.getValue(), place + "/" + property.getKey(), into));
        if (schema.has("items")) {
            collectUnbounded(schema.path("items"), place + "/items", into);
        }
    }

    /** Visits every schema of the document. */
    private static void schemas(BiConsumer<String, JsonNode> visitor) {
        CONTRACT.document().path("components").path("schemas").properties()
                .forEach(named -> schemas("/components/schemas/" + named.getKey(), named.getValue(), visitor));
        contents("/paths", CONTRACT.document().path("paths"), visitor);
    }

    private static void contents(String pointer, JsonNode node, BiConsumer<String, JsonNode> visitor) {
        node.properties().forEach(child -> {
            var place = pointer + "/" + child.getKey().replace("/", "~1");
            if (child.getKey().equals("schema")) {
                schemas(place, child.getValue(), visitor);
            } else {
                contents(place, child.getValue(), visitor);
            }
        });
    }

    private static void schemas(String pointer, JsonNode schema, BiConsumer<String, JsonNode> visitor) {
        visitor.accept(pointer, schema);
        schema.path("properties").properties()
                .forEach(property -> schemas(pointer + "/properties/" + property.getKey(), property.getValue(), visitor));
        if (schema.has("items")) {
            schemas(pointer + "/items", schema.path("items"), visitor);
        }
        for (int i = 0; i < schema.path("oneOf").size(); i++) {
            schemas(pointer + "/oneOf/" + i, schema.path("oneOf").get(i), visitor);
        }
    }

    private static <T> Set<String> described(List<T> operations, Function<T, String> description) {
        return operations.stream().map(description).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String describe(String method, String path, Set<String> consumes, Set<String> produces, Set<String> scopes) {
        return path + " " + method + ", takes " + new TreeSet<>(consumes) + ", gives " + new TreeSet<>(produces) + ", for "
                + new TreeSet<>(scopes);
    }

    private static String lines(String heading, Set<String> operations) {
        return operations.isEmpty() ? "" : heading + ":\n  " + String.join("\n  ", operations) + "\n";
    }
}
