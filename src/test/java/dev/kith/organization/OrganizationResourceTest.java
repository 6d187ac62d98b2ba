package dev.kith.organization;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kith.support.Json;
import dev.kith.support.Network;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

@QuarkusTest
class OrganizationResourceTest {

    private static final String CSV = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n";

    private final TestOwner owner = TestOwner.fresh();
    private final Network network = new Network(owner);

    @Test
    void positions_make_the_organizations_they_name_and_find_them_again_however_they_are_spelt() {
        person("Ada", "{\"organization\": \"Acme\"}");
        person("Bo", "{\"organization\": \"ACME Inc.\", \"to\": \"2024\"}, {\"organization\": \"Halden & Sons\"}");
        person("Chidi", "{\"organization\": \"The Acme Company\"}, {\"title\": \"Poet\"}, {\"organization\": \" \u200b\"}");
        owner.api().get("/v1/organizations").then().statusCode(200).body("items.name", contains("Acme", "Halden & Sons"))
                .body("items.people.now", contains(2, 1)).body("items.people.before", contains(1, 0))
                .body("items.names", contains(List.of("Acme"), List.of("Halden & Sons")));
        var acme = named("Acme");
        var chidi = Json.of(owner.api().get("/v1/contacts?organization=" + acme)).at("/items/2");
        assertEquals(acme, chidi.at("/positions/0/organizationId").asText());
        assertTrue(chidi.at("/positions/1/organizationId").isNull() && chidi.at("/positions/2/organizationId").isNull());
        assertEquals("The Acme Company", chidi.at("/positions/0/organization").asText());
    }

    @Test
    void a_position_that_is_sent_back_as_it_was_read_changes_nothing() {
        var id = person("Ada",
                "{\"organization\": \"Acme\", \"title\": \"CEO\"}, {\"organization\": \"Halden\", \"to\": \"2020\"}");
        var read = Json.of(owner.api().get("/v1/contacts/" + id));
        var etag = owner.api().get("/v1/contacts/" + id).header("ETag");
        owner.api().body("{\"positions\": " + read.path("positions") + "}").patch("/v1/contacts/" + id).then().statusCode(200)
                .header("ETag", equalTo(etag));
        var moved = read.path("positions").toString().replace("Acme", "Borealis");
        owner.api().body("{\"positions\": " + moved + "}").patch("/v1/contacts/" + id).then().statusCode(200)
                .body("positions[0].organizationId", equalTo(named("Borealis")));
        owner.api().body("{\"positions\": []}").patch("/v1/contacts/" + id).then().statusCode(200);
        owner.api().get("/v1/organizations").then().body("items", hasSize(0));
    }

    @Test
    void who_works_there_and_who_worked_there_are_told_apart() {
        var ada = person("Ada", "{\"organization\": \"Acme\", \"to\": \"2020\"}, {\"organization\": \"Acme\"}");
        var bo = person("Bo", "{\"organization\": \"Acme\", \"to\": \"2020\"}");
        var chidi = person("Chidi", "{\"organization\": \"acme\"}");
        var dora = person("Dora", "{\"organization\": \"Acme\"}");
        owner.api().body("{\"status\": \"ARCHIVED\"}").patch("/v1/contacts/" + chidi).then().statusCode(200);
        owner.api().delete("/v1/contacts/" + dora).then().statusCode(204);
        var acme = "/v1/organizations/" + named("Acme");
        owner.api().get(acme + "/people").then().statusCode(200).body("items.id", contains(ada, bo, chidi));
        owner.api().get(acme + "/people?when=NOW").then().body("items.id", contains(ada, chidi));
        owner.api().get(acme + "/people?when=BEFORE").then().body("items.id", contains(bo));
        owner.api().get(acme).then().body("people.now", equalTo(2)).body("people.before", equalTo(1));
        String next = owner.api().get(acme + "/people?limit=1").path("nextCursor");
        owner.api().get(acme + "/people?limit=1&cursor=" + next).then().body("items.id", contains(bo));
        owner.api().get(acme + "/people?when=NOW&cursor=" + next).then().statusCode(400);
        owner.api().get("/v1/contacts?organization=ACME").then().body("items.id", contains(ada, bo));
    }

    @Test
    void a_new_name_is_given_to_everybody_there_once_and_the_old_one_still_leads_there() {
        bring(IntStream.range(0, 600)
                .mapToObj(i -> "Person,No%04d,https://www.linkedin.com/in/p-%d,,Facebook,Engineer,05 Mar 2024\n"
                        .formatted(i, i))
                .collect(Collectors.joining()));
        var away = person("Away", "{\"organization\": \"Facebook Ltd\", \"to\": \"2020\"}, {\"organization\": \"Halden\"}");
        var etag = owner.api().get("/v1/contacts/" + away).header("ETag");
        var facebook = named("Facebook");
        owner.api().body("{\"name\": \"Meta\"}").patch("/v1/organizations/" + facebook).then().statusCode(200)
                .body("renaming", equalTo(601)).body("name", equalTo("Meta")).body("names", contains("Facebook", "Meta"));
        awaitRenamed(facebook);

        owner.api().get("/v1/contacts/" + away).then().body("positions.organization", contains("Meta", "Halden"))
                .body("positions[0].to", equalTo("2020"));
        owner.api().header("If-Match", etag).body("{\"city\": \"Paris\"}").patch("/v1/contacts/" + away).then().statusCode(412);
        var updated = network.events("contact.updated.v1", 601);
        assertEquals(601, updated.stream().map(event -> event.get("subject")).distinct().count());
        assertEquals(601, updated.size());
        assertEquals(1, updated.stream().map(event -> ((Map<?, ?>) event.get("data")).get("batchId")).distinct().count());
        assertEquals(List.of("positions"), ((Map<?, ?>) updated.get(0).get("data")).get("changed"));

        owner.api().get("/v1/contacts?q=meta&limit=1").then().body("items", hasSize(1));
        owner.api().get("/v1/contacts?q=facebook").then().body("items", hasSize(0));
        owner.api().get("/v1/contacts?organization=facebook inc&limit=1").then().body("items", hasSize(1));
        owner.api().get("/v1/organizations/" + facebook).then().body("people.now", equalTo(600))
                .body("people.before", equalTo(1));
        assertEquals(1, bring("Person,No0001,https://www.linkedin.com/in/p-1,,\"Facebook, Inc.\",Engineer,05 Mar 2024\n"));
    }

    @Test
    void a_name_of_another_organization_is_not_taken_and_a_spelling_of_its_own_is() {
        var acme = make("{\"name\": \"Acme\", \"sector\": \"Energy\"}");
        var borealis = make("{\"name\": \"Borealis\"}");
        owner.api().body("{\"name\": \"ACME, Inc.\"}").post("/v1/organizations").then().statusCode(409)
                .body("errors[0].pointer", equalTo("/name")).body("detail", containsString(acme));
        owner.api().body("{\"name\": \"acme gmbh\"}").patch("/v1/organizations/" + borealis).then().statusCode(409)
                .body("detail", containsString(acme));
        owner.api().get("/v1/organizations/" + borealis).then().body("name", equalTo("Borealis"));
        owner.api().body("{\"name\": \"ACME GmbH\", \"sector\": null, \"domain\": \"ACME.example\"}")
                .patch("/v1/organizations/" + acme).then().statusCode(200).body("names", contains("ACME GmbH"))
                .body("sector", nullValue()).body("domain", equalTo("acme.example"));
        owner.api().body("{\"name\": \" \u200b\"}").post("/v1/organizations").then().statusCode(400)
                .body("errors[0].pointer", equalTo("/name"));
        owner.api().body("{\"name\": \"Long\", \"domain\": \"" + "a.".repeat(300_000) + "\"}").post("/v1/organizations").then()
                .statusCode(400).body("errors.pointer", everyItem(equalTo("/domain")));
    }

    @Test
    void two_that_are_one_are_merged_with_their_people_and_all_they_were_called() {
        var ada = person("Ada",
                "{\"organization\": \"Acme Labs\", \"title\": \"CTO\"}, {\"organization\": \"Acme\", \"to\": \"2020\"}");
        var bo = person("Bo", "{\"organization\": \"Acme\"}");
        var acme = named("Acme");
        var labs = named("Acme Labs");
        owner.api().body("{\"sector\": \"Research\", \"domain\": \"labs.example\"}").patch("/v1/organizations/" + labs);
        owner.api().body("{\"sector\": \"Energy\"}").patch("/v1/organizations/" + acme).then().statusCode(200);
        var before = owner.api().get("/v1/contacts/" + ada).header("ETag");
        owner.api().header("Idempotency-Key", "once").body("{\"organizationId\": \"" + labs + "\"}")
                .post("/v1/organizations/" + acme + "/merge").then().statusCode(200).header("ETag", notNullValue())
                .body("id", equalTo(acme)).body("name", equalTo("Acme")).body("names", contains("Acme", "Acme Labs"))
                .body("sector", equalTo("Energy")).body("domain", equalTo("labs.example"))
                .body("people.now", equalTo(2)).body("people.before", equalTo(0)).body("renaming", equalTo(1));
        owner.api().header("Idempotency-Key", "once").body("{\"organizationId\": \"" + labs + "\"}")
                .post("/v1/organizations/" + acme + "/merge").then().statusCode(200);
        awaitRenamed(acme);
        owner.api().get("/v1/organizations/" + labs).then().statusCode(404);
        owner.api().get("/v1/organizations/" + labs + "/people").then().statusCode(404);
        owner.api().get("/v1/contacts/" + ada).then().body("positions.organization", contains("Acme", "Acme"))
                .body("positions.organizationId", contains(acme, acme)).body("positions[0].title", equalTo("CTO"));
        assertNotEquals(before, owner.api().get("/v1/contacts/" + ada).header("ETag"));
        owner.api().get("/v1/contacts?organization=acme labs").then().body("items.id", contains(ada, bo));
        owner.api().body("{\"organizationId\": \"" + labs + "\"}").post("/v1/organizations/" + acme + "/merge").then()
                .statusCode(422)
                .body("errors[0].pointer", equalTo("/organizationId"));
        owner.api().body("{\"organizationId\": \"" + acme + "\"}").post("/v1/organizations/" + acme + "/merge").then()
                .statusCode(422);
        owner.api().body("{\"organizationId\": \"" + acme + "\"}").post("/v1/organizations/" + labs + "/merge").then()
                .statusCode(404);
    }

    @Test
    void an_organization_that_only_positions_have_named_goes_with_the_last_who_was_there() {
        var ada = person("Ada", "{\"organization\": \"Acmee\"}, {\"organization\": \"Halden\"}, {\"organization\": \"Said\"}");
        var bo = person("Bo", "{\"organization\": \"Halden\", \"to\": \"2020\"}, {\"organization\": \"Acmee\"}");
        owner.api().body("{\"sector\": \"Energy\"}").patch("/v1/organizations/" + named("Said")).then().statusCode(200);
        make("{\"name\": \"Made\"}");
        owner.api().body("{\"positions\": [{\"organization\": \"Acme\"}]}").patch("/v1/contacts/" + ada).then().statusCode(200);
        assertEquals(List.of("Acme", "Acmee", "Halden", "Made", "Said"), walk(""));
        owner.api().body("{\"positions\": [{\"organization\": \"Halden\"}]}").patch("/v1/contacts/" + bo).then()
                .statusCode(200);
        assertEquals(List.of("Acme", "Halden", "Made", "Said"), walk(""));
        owner.api().delete("/v1/contacts/" + bo).then().statusCode(204);
        assertEquals(List.of("Acme", "Halden", "Made", "Said"), walk(""));
        owner.api().delete("/v1/contacts/" + bo + "?erase=true").then().statusCode(204);
        assertEquals(List.of("Acme", "Made", "Said"), walk(""));
    }

    @Test
    void an_organization_is_deleted_only_while_nobody_is_or_was_there() {
        var ada = person("Ada", "{\"organization\": \"Acme\", \"to\": \"2020\"}");
        owner.api().delete("/v1/contacts/" + ada).then().statusCode(204);
        var acme = "/v1/organizations/" + named("Acme");
        owner.api().delete(acme).then().statusCode(409);
        var etag = owner.api().get(acme).header("ETag");
        owner.api().body("{\"sector\": \"Energy\"}").patch(acme).then().statusCode(200);
        owner.api().delete("/v1/contacts/" + ada + "?erase=true").then().statusCode(204);
        owner.api().header("If-Match", etag).delete(acme).then().statusCode(412);
        owner.api().delete(acme).then().statusCode(204);
        owner.api().get(acme).then().statusCode(404);
        owner.api().delete(acme).then().statusCode(404);
        person("Bo", "{\"organization\": \"ACME\"}");
        owner.api().get("/v1/organizations").then().body("items.name", contains("ACME")).body("items.sector",
                contains(nullValue()));
    }

    @Test
    void lists_are_by_name_and_find_the_beginning_of_any() {
        for (var name : List.of("Zeta", "The Årsta Group", "Borealis AG", "Harbour & Co", "harbour robotics",
                "(no) brackets")) {
            make("{\"name\": \"%s\", \"sector\": \"%s\"}".formatted(name, name.startsWith("B") ? "Énergie" : "Robots"));
        }
        owner.api().body("{\"name\": \"Quay Robotics\"}").patch("/v1/organizations/" + named("harbour robotics")).then()
                .statusCode(200);
        assertEquals(List.of("The Årsta Group", "Borealis AG", "Harbour & Co", "(no) brackets", "Quay Robotics", "Zeta"),
                walk(""));
        assertEquals(List.of("Harbour & Co", "Quay Robotics"), walk("&q=harbo"));
        assertEquals(List.of("The Årsta Group"), walk("&q=arsta"));
        assertEquals(List.of("The Årsta Group"), walk("&q=The%20Ar"));
        assertEquals(List.of("Harbour & Co"), walk("&q=harbour%20and%20c"));
        assertEquals(List.of("Borealis AG"), walk("&q=borealis%20incorporated"));
        assertEquals(List.of("(no) brackets"), walk("&q=(no%20b"));
        assertEquals(List.of(), walk("&q=otics"));
        assertEquals(List.of(), walk("&q=%25"));
        assertEquals(List.of("Harbour & Co"), walk("&q=harbour%20%26%20co"));
        assertEquals(List.of("Borealis AG"), walk("&sector=energie"));
        assertEquals(List.of(), walk("&sector=energie&q=z"));
    }

    @Test
    void the_same_id_and_content_again_answers_what_was_made_then() {
        var body = "{\"id\": \"" + UUID.randomUUID() + "\", \"name\": \"Acme\"}";
        var location = owner.api().body(body).post("/v1/organizations").then().statusCode(201).extract().header("Location");
        owner.api().body("{\"sector\": \"Energy\"}").patch(location).then().statusCode(200);
        owner.api().body(body).post("/v1/organizations").then().statusCode(200).body("sector", equalTo("Energy"));
        owner.api().body(body.replace("Acme", "Other")).post("/v1/organizations").then().statusCode(409);
        var etag = owner.api().get(location).header("ETag");
        person("Ada", "{\"organization\": \"Acme\"}");
        owner.api().header("If-None-Match", etag).get(location).then().statusCode(200).body("people.now", equalTo(1));
        owner.api().header("If-Match", etag).body("{\"sector\": null}").patch(location).then().statusCode(200);
        owner.api().header("If-Match", etag).body("{\"sector\": \"x\"}").patch(location).then().statusCode(412);
    }

    @Test
    void another_owners_organization_is_answered_like_one_that_does_not_exist() {
        var acme = make("{\"name\": \"Acme\"}");
        person("Ada", "{\"organization\": \"Acme\"}");
        var stranger = TestOwner.fresh();
        for (var path : List.of("", "/people")) {
            stranger.api().get("/v1/organizations/" + acme + path).then().statusCode(404);
        }
        stranger.api().body("{\"sector\": \"x\"}").patch("/v1/organizations/" + acme).then().statusCode(404);
        stranger.api().delete("/v1/organizations/" + acme).then().statusCode(404);
        stranger.api().get("/v1/organizations").then().body("items", hasSize(0));
        stranger.api().get("/v1/contacts?organization=" + acme).then().body("items", hasSize(0));
        var own = stranger.api().body("{\"name\": \"Acme\"}").post("/v1/organizations").then().statusCode(201).extract()
                .path("id");
        stranger.api().body("{\"organizationId\": \"" + acme + "\"}").post("/v1/organizations/" + own + "/merge").then()
                .statusCode(422);
    }

    @Test
    void many_who_name_a_new_employer_at_the_same_moment_make_one() throws Exception {
        var statuses = atOnce(8,
                round -> () -> contact("Person " + round, "{\"organization\": \"Acme\"}, {\"organization\": \"Halden\"}")
                        .statusCode());
        assertEquals(List.of(201), statuses.stream().distinct().toList());
        owner.api().get("/v1/organizations").then().body("items.name", contains("Acme", "Halden"))
                .body("items.people.now", contains(8, 8));
    }

    @Test
    void nobody_is_lost_who_comes_while_their_employer_becomes_part_of_another() throws Exception {
        for (int round = 0; round < 5; round++) {
            var into = make("{\"name\": \"Into %d\"}".formatted(round));
            var from = make("{\"name\": \"From %d\"}".formatted(round));
            var position = "{\"organization\": \"From %d\"}".formatted(round);
            var statuses = atOnce(6, n -> () -> n == 3
                    ? owner.api().body("{\"organizationId\": \"" + from + "\"}").post("/v1/organizations/" + into + "/merge")
                            .statusCode()
                            + 1
                    : contact("Person " + n, position).statusCode());
            assertEquals(List.of(201), statuses.stream().distinct().toList());
            owner.api().get("/v1/organizations/" + into).then().body("people.now", equalTo(5));
        }
    }

    private interface Work {
        Callable<Integer> of(int number);
    }

    private static List<Integer> atOnce(int threads, Work work) throws Exception {
        var pool = Executors.newFixedThreadPool(threads);
        try {
            var results = new ArrayList<Integer>();
            for (Future<Integer> one : pool.invokeAll(IntStream.range(0, threads).mapToObj(work::of).toList())) {
                results.add(one.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    private void awaitRenamed(String id) {
        var deadline = System.nanoTime() + 20_000_000_000L;
        while (Json.of(owner.api().get("/v1/organizations/" + id)).path("renaming").asInt() > 0) {
            assertTrue(System.nanoTime() < deadline, "positions still have the old name");
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** @return how many rows changed nothing */
    private int bring(String rows) {
        var location = owner.api().contentType("text/csv").body(CSV + rows).post("/v1/imports").then().statusCode(202).extract()
                .header("Location");
        network.imported(location);
        return Json.of(owner.api().get(location)).at("/counts/unchanged").asInt();
    }

    private Response contact(String name, String positions) {
        return owner.api().body("{\"name\": {\"display\": \"%s\"}, \"positions\": [%s]}".formatted(name, positions))
                .post("/v1/contacts");
    }

    private String person(String name, String positions) {
        return contact(name, positions).then().statusCode(201).extract().path("id");
    }

    private String make(String json) {
        return owner.api().body(json).post("/v1/organizations").then().statusCode(201).extract().path("id");
    }

    private String named(String name) {
        for (JsonNode one : Json.of(owner.api().get("/v1/organizations?limit=200")).path("items")) {
            if (one.path("name").asText().equals(name)) {
                return one.path("id").asText();
            }
        }
        throw new AssertionError("no organization " + name);
    }

    private List<String> walk(String filter) {
        var names = new ArrayList<String>();
        var cursor = "";
        do {
            var page = Json.of(owner.api().urlEncodingEnabled(false).get("/v1/organizations?limit=2" + filter + cursor).then()
                    .statusCode(200).extract().response());
            page.path("items").forEach(item -> names.add(item.path("name").asText()));
            cursor = page.path("nextCursor").isNull() ? null : "&cursor=" + page.path("nextCursor").asText();
        } while (cursor != null);
        return names;
    }
}
