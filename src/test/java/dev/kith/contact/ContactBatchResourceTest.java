package dev.kith.contact;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.kith.support.Network;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;

/** What {@link ContactBatchModelTest} does not see, as it asks for one thing at a time as well. */
@QuarkusTest
class ContactBatchResourceTest {

    private final TestOwner owner = TestOwner.fresh();
    private final Network network = new Network(owner);

    @Test
    void each_operation_has_a_result_of_its_own() {
        var ada = network.contact("Ada", "P1M");
        var bo = UUID.randomUUID().toString();
        batch("""
                {"op": "CREATE", "contact": {"id": "%2$s", "name": {"display": "Bo"}, "howWeMet": {"introducedById": "%1$s"}}},
                {"op": "TAG", "id": "%2$s", "tag": "mentors"},
                {"op": "PATCH", "id": "%1$s", "patch": {"howWeMet": {"on": "2999-01-01"}}},
                {"op": "SNOOZE", "id": "%2$s", "nextCadence": true},
                {"op": "SNOOZE", "id": "%1$s", "nextCadence": true},
                {"op": "PATCH", "id": "%1$s", "patch": {"cadence": null}},
                {"op": "BIN", "id": "%1$s"},
                {"op": "RESTORE", "id": "018f0000-0000-7000-8000-000000000000"}
                """.formatted(ada, bo))
                .body("results.status", contains(201, 200, 422, 422, 200, 200, 204, 404))
                .body("results[0].location", equalTo("/v1/contacts/" + bo))
                .body("results[0].etag", equalTo(etag(bo))).body("results[6].etag", equalTo(etag(ada)))
                .body("results.contact", everyItem(nullValue()))
                .body("results[2].problem.errors.pointer", contains("/patch/howWeMet/on"))
                .body("results[2].problem.instance", equalTo("/v1/contacts:batch#/operations/2"))
                .body("results[3].problem.errors.pointer", contains("/nextCadence"))
                .body("results[7].problem.errors", nullValue());
        owner.api().get("/v1/contacts/" + ada).then().body("warmth.snoozedUntil", notNullValue())
                .body("cadence", nullValue()).body("binnedAt", notNullValue());
        owner.api().get("/v1/contacts?q=mentors").then().body("items.id", contains(bo));
    }

    @Test
    void the_contacts_are_shown_to_who_would_rather_see_them() {
        var ada = network.contact("Ada");
        owner.api().header("Prefer", "wait=5, return=representation").body("""
                {"operations": [{"op": "PATCH", "id": "%1$s", "patch": {"city": "Paris"}},
                                {"op": "PATCH", "id": "%1$s", "patch": {"city": "Rome"}}]}
                """.formatted(ada)).post("/v1/contacts:batch").then().statusCode(207)
                .body("results.contact.city", contains("Rome", "Rome"));
    }

    @Test
    void an_expectation_is_of_what_was_there_before_the_request() {
        var ada = network.contact("Ada");
        var before = etag(ada).replace("\"", "\\\"");
        var operation = "{\"op\": \"PATCH\", \"id\": \"%s\", \"ifMatch\": \"%s\", \"patch\": {\"city\": \"%s\"}}";
        batch(operation.formatted(ada, before, "Paris") + "," + operation.formatted(ada, before, "Rome"))
                .body("results.status", contains(200, 200));
        batch(operation.formatted(ada, before, "London") + ", {\"op\": \"BIN\", \"id\": \"" + ada + "\", \"ifMatch\": \""
                + before + "\"}")
                .body("results.status", contains(412, 412));
        assertEquals("Rome", network.get(ada).getString("city"));
    }

    @Test
    void an_operation_that_cannot_be_read_is_refused_alone() {
        RestAssured.given().contentType("application/json").header("Authorization", "Bearer " + owner.token()).body("""
                {"operations": [{"op": "CREATE", "contact": {"nickname": "x", "name": {"display": "Ada"}}},
                                {"op": "CREATE", "contact": {"city": "Rome"}},
                                {"op": "CREATE", "contact": {"name": {"display": "Ada"}, "emails": [{"address": "none"}]}},
                                {"op": "CREATE"}, {"op": "ERASE"}, {}, 7, null,
                                {"op": "TAG", "id": "017", "tag": "a"}, {"op": "TAG", "id": null, "tag": " "},
                                {"op": "SNOOZE", "id": "018f0000-0000-7000-8000-000000000000"},
                                {"op": "BIN", "id": "018f0000-0000-7000-8000-000000000000", "ifMatch": "7"},
                                {"op": "CREATE", "contact": {"name": {"display": "Bo"}}}]}
                """).post("/v1/contacts:batch").then().statusCode(207)
                .body("results.status", contains(400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 201))
                .body("results.collect { it.problem == null ? null : it.problem.errors.pointer }",
                        contains(List.of("/contact/nickname"), List.of("/contact/name"), List.of("/contact/emails/0/address"),
                                List.of("/contact"), List.of("/op"), List.of("/op"), List.of(""), List.of(""), List.of("/id"),
                                List.of("/tag"), List.of("/until"), List.of("/ifMatch"), null));
        owner.api().get("/v1/contacts").then().body("items.name.display", contains("Bo"));
    }

    @Test
    void the_same_request_again_gets_the_same_answer() {
        var body = "{\"operations\": [{\"op\": \"CREATE\", \"contact\": {\"name\": {\"display\": \"Ada\"}}}]}";
        var first = owner.api().header("Idempotency-Key", "b").body(body).post("/v1/contacts:batch").then().statusCode(207)
                .extract().asString();
        owner.api().header("Idempotency-Key", "b").body(body).post("/v1/contacts:batch").then().statusCode(207)
                .header("Idempotency-Replayed", "true").body(equalTo(first));
        owner.api().get("/v1/contacts").then().body("items.size()", equalTo(1));
    }

    @Test
    void two_hundred_are_taken_and_no_more() {
        var operation = Map.of("op", "CREATE", "contact",
                Map.of("name", Map.of("display", "Ada"), "notes", "n".repeat(20_000), "tags", List.of("many")));
        owner.api().body(Map.of("operations", Collections.nCopies(200, operation))).post("/v1/contacts:batch").then()
                .statusCode(207).body("results.status", everyItem(equalTo(201)));
        owner.api().get("/v1/tags").then().body("items.contacts", contains(200));
        owner.api().body(Map.of("operations", Collections.nCopies(201, operation))).post("/v1/contacts:batch").then()
                .statusCode(400).body("errors.pointer", contains("/operations"));
    }

    @Test
    void who_became_part_of_somebody_else_is_found_there() {
        var bo = UUID.randomUUID().toString();
        var create = "{\"op\": \"CREATE\", \"contact\": {\"id\": \"%s\", \"name\": {\"display\": \"Bo\"}}}".formatted(bo);
        batch(create);
        var ada = network.contact("Ada");
        owner.api().body("{\"contactId\": \"" + bo + "\"}").post("/v1/contacts/" + ada + "/merge").then().statusCode(200);
        batch(create + ", {\"op\": \"TAG\", \"id\": \"" + bo + "\", \"tag\": \"mentors\"}")
                .body("results.status", contains(200, 308))
                .body("results.location", everyItem(equalTo("/v1/contacts/" + ada)))
                .body("results.problem", everyItem(nullValue()));
        assertEquals(List.of(), network.get(ada).getList("tags"));
    }

    private ValidatableResponse batch(String operations) {
        return owner.api().body("{\"operations\": [" + operations + "]}").post("/v1/contacts:batch").then().statusCode(207);
    }

    private String etag(String id) {
        return owner.api().get("/v1/contacts/" + id).header("ETag");
    }
}
