package dev.kith.interaction;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.kith.support.Network;
import dev.kith.support.TestClock;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class InteractionResourceTest {

    private final TestOwner owner = TestOwner.fresh();
    private final Network network = new Network(owner);
    private final Instant yesterday = TestClock.now().minus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS);

    @Test
    void a_lunch_logged_for_three_people_warms_all_three() {
        var ids = IntStream.range(0, 3).mapToObj(i -> network.contact("Guest " + i, "P1M")).toArray(String[]::new);
        network.meal(yesterday, ids);
        for (var id : ids) {
            assertEquals(yesterday.toString(), network.get(id).getString("warmth.lastContactAt"));
            assertEquals("WARM", network.state(id));
        }
    }

    @Test
    void people_nobody_knew_become_contacts_when_they_are_logged() {
        var known = owner.api().body("""
                {"name": {"display": "Mei"}, "emails": [{"address": "Mei@Example.com"}]}
                """).post("/v1/contacts").then().extract().<String> path("id");
        var met = owner.api().body("""
                {"kind": "EVENT", "occurredAt": "%s", "place": "Fair", "participants": [
                  {"email": "mei@example.COM"}, {"email": "new.face@example.com"},
                  {"new": {"name": {"given": "Tomasz", "family": "Lind"}, "positions": [{"organization": "Halden"}]}}]}
                """.formatted(yesterday)).post("/v1/interactions").then().statusCode(201)
                .body("participants", hasSize(3)).body("participants[0].contactId", equalTo(known))
                .extract().jsonPath();
        assertEquals("new.face@example.com", network.get(met.getString("participants[1].contactId")).getString("name.display"));
        var tomasz = network.get(met.getString("participants[2].contactId"));
        assertEquals("Tomasz Lind", tomasz.getString("name.display"));
        assertEquals(yesterday.toString(), tomasz.getString("warmth.lastContactAt"));
        owner.api().body("""
                {"kind": "EVENT", "occurredAt": "%s", "participants": [{"email": "new.face@example.com"}]}
                """.formatted(yesterday)).post("/v1/interactions").then().statusCode(201)
                .body("participants[0].contactId", equalTo(met.getString("participants[1].contactId")));
    }

    @Test
    void an_address_of_two_contacts_names_neither() {
        for (var name : new String[] { "Office", "Boss" }) {
            owner.api().body("""
                    {"name": {"display": "%s"}, "emails": [{"address": "info@example.com"}]}
                    """.formatted(name)).post("/v1/contacts").then().statusCode(201);
        }
        owner.api().body("""
                {"kind": "MEAL", "occurredAt": "%s", "participants": [{"email": "info@example.com"}]}
                """.formatted(yesterday)).post("/v1/interactions").then().statusCode(422)
                .body("errors[0].pointer", equalTo("/participants/0/email"));
    }

    @ParameterizedTest
    @CsvSource({
            "MEETING,,true", "MEAL,,true", "CALL,,true", "VIDEO_CALL,,true", "INTERVIEW,,true", "EVENT,,true",
            "INTRODUCTION,,true", "MESSAGE,INBOUND,true", "MESSAGE,TWO_WAY,true", "EMAIL,INBOUND,true", "EMAIL,TWO_WAY,true",
            "MESSAGE,OUTBOUND,false", "EMAIL,OUTBOUND,false", "CALL,OUTBOUND,false", "VIDEO_CALL,OUTBOUND,false",
            "MEAL,OUTBOUND,true", "NOTE,,false", "FILE,,false", "NOTE,INBOUND,false" })
    void what_counts_as_contact_is_said_by_kind_and_direction(String kind, String direction, boolean counts) {
        var id = network.contact("Ada");
        network.interaction(kind, direction, yesterday, id);
        assertEquals(counts ? yesterday.toString() : null, network.get(id).getString("warmth.lastContactAt"));
    }

    @Test
    void outreach_counts_from_its_answer_and_only_with_whom_it_was_answered_by() {
        var ada = network.contact("Ada");
        var bo = network.contact("Bo");
        var mail = network.interaction("EMAIL", "OUTBOUND", yesterday, ada, bo);
        assertNull(network.get(ada).getString("warmth.lastContactAt"));
        var answer = yesterday.plusSeconds(3600);
        owner.api().body(Map.of("answeredAt", answer.toString())).put("/v1/interactions/" + mail + "/answers/" + ada)
                .then().statusCode(200).body("participants[0].countsAt", equalTo(answer.toString()));
        assertEquals(answer.toString(), network.get(ada).getString("warmth.lastContactAt"));
        assertNull(network.get(bo).getString("warmth.lastContactAt"));
        owner.api().delete("/v1/interactions/" + mail + "/answers/" + ada).then().statusCode(200);
        assertNull(network.get(ada).getString("warmth.lastContactAt"));
        owner.api().body(Map.of("answeredAt", yesterday.minusSeconds(1).toString()))
                .put("/v1/interactions/" + mail + "/answers/" + bo).then().statusCode(422);
        owner.api().body(Map.of("answeredAt", answer.toString()))
                .put("/v1/interactions/" + mail + "/answers/" + UUID.randomUUID()).then().statusCode(404);
    }

    @Test
    void an_edit_moves_the_anchor_back_as_well_as_forward() {
        var ada = network.contact("Ada", "P1M");
        var first = network.meal(yesterday.minus(Duration.ofDays(10)), ada);
        var second = network.meal(yesterday, ada);
        owner.api().body(Map.of("occurredAt", yesterday.minus(Duration.ofDays(20)).toString()))
                .patch("/v1/interactions/" + second).then().statusCode(200);
        assertEquals(yesterday.minus(Duration.ofDays(10)).toString(), network.get(ada).getString("warmth.lastContactAt"));
        owner.api().delete("/v1/interactions/" + first).then().statusCode(204);
        assertEquals(yesterday.minus(Duration.ofDays(20)).toString(), network.get(ada).getString("warmth.lastContactAt"));
        owner.api().body(Map.of("kind", "NOTE")).patch("/v1/interactions/" + second).then().statusCode(200);
        assertNull(network.get(ada).getString("warmth.lastContactAt"));
    }

    @Test
    void other_participants_mean_other_people_are_warm() {
        var ada = network.contact("Ada");
        var bo = network.contact("Bo");
        var meal = network.meal(yesterday, ada);
        owner.api().body("{\"participants\": [{\"contactId\": \"%s\"}]}".formatted(bo)).patch("/v1/interactions/" + meal)
                .then().statusCode(200).body("participants.contactId", contains(bo));
        assertNull(network.get(ada).getString("warmth.lastContactAt"));
        assertEquals(yesterday.toString(), network.get(bo).getString("warmth.lastContactAt"));
    }

    @Test
    void a_clock_a_little_ahead_is_forgiven_and_a_plan_is_not_an_interaction() {
        var ada = network.contact("Ada");
        var soon = TestClock.now().plusSeconds(240);
        var logged = owner.api().body("""
                {"kind": "CALL", "occurredAt": "%s", "participants": [{"contactId": "%s"}]}
                """.formatted(soon, ada)).post("/v1/interactions").then().statusCode(201).extract().<String> path("occurredAt");
        assertTrue(Instant.parse(logged).isBefore(soon));
        owner.api().body("""
                {"kind": "CALL", "occurredAt": "%s", "participants": [{"contactId": "%s"}]}
                """.formatted(TestClock.now().plusSeconds(400), ada)).post("/v1/interactions").then().statusCode(422)
                .body("errors[0].pointer", equalTo("/occurredAt"));
    }

    @Test
    void a_retried_interaction_with_an_id_of_the_phone_is_logged_once() {
        var ada = network.contact("Ada");
        var body = """
                {"id": "%s", "kind": "CALL", "occurredAt": "%s", "participants": [{"contactId": "%s"}]}
                """.formatted(UUID.randomUUID(), yesterday, ada);
        var first = owner.api().body(body).post("/v1/interactions").then().statusCode(201).extract().<String> path("id");
        owner.api().body(body).post("/v1/interactions").then().statusCode(200).body("id", equalTo(first));
        owner.api().body(body.replace("CALL", "MEAL")).post("/v1/interactions").then().statusCode(409);
        owner.api().get("/v1/interactions").then().body("items", hasSize(1));
    }

    @Test
    void lists_are_newest_first_and_can_be_of_one_contact_or_kind() {
        var ada = network.contact("Ada");
        var bo = network.contact("Bo");
        var old = network.meal(yesterday.minusSeconds(50), ada, bo);
        var young = network.interaction("CALL", null, yesterday, ada);
        owner.api().get("/v1/interactions").then().body("items.id", contains(young, old));
        owner.api().get("/v1/interactions?contactId=" + bo).then().body("items.id", contains(old));
        owner.api().get("/v1/interactions?kind=CALL&contactId=" + ada).then().body("items.id", contains(young));
        owner.api().get("/v1/interactions?kind=MEAL").then().body("items.id", contains(old));
        String cursor = owner.api().get("/v1/interactions?limit=1").path("nextCursor");
        owner.api().get("/v1/interactions?limit=1&cursor=" + cursor).then().body("items.id", contains(old))
                .body("nextCursor", nullValue());
    }

    @Test
    void nobody_is_logged_twice_nor_from_the_bin_nor_from_another_network() {
        var ada = network.contact("Ada");
        var binned = network.contact("Bo");
        owner.api().delete("/v1/contacts/" + binned).then().statusCode(204);
        var foreign = new Network(TestOwner.fresh()).contact("Eve");
        refused(422, "/participants/1", "{\"contactId\": \"" + ada + "\"}, {\"contactId\": \"" + ada + "\"}");
        refused(422, "/participants/0/contactId", "{\"contactId\": \"" + binned + "\"}");
        refused(422, "/participants/1/contactId", "{\"contactId\": \"" + ada + "\"}, {\"contactId\": \"" + foreign + "\"}");
        refused(422, "/participants/0/contactId", "{\"contactId\": \"" + UUID.randomUUID() + "\"}");
        refused(400, "/participants/0", "{}");
        refused(400, "/participants", IntStream.range(0, 51).mapToObj(i -> "{\"email\": \"p" + i + "@example.com\"}")
                .collect(Collectors.joining(",")));
        owner.api().get("/v1/interactions").then().body("items", hasSize(0));
        owner.api().get("/v1/contacts").then().body("items", hasSize(1));
    }

    private void refused(int status, String pointer, String participants) {
        owner.api()
                .body("{\"kind\": \"MEAL\", \"occurredAt\": \"%s\", \"participants\": [%s]}".formatted(yesterday, participants))
                .post("/v1/interactions").then().statusCode(status).body("errors[0].pointer", equalTo(pointer));
    }

    @Test
    void the_events_tell_who_took_part_and_nothing_about_them() {
        var ada = network.contact("Ada");
        var meal = network.meal(yesterday, ada);
        owner.api().body(Map.of("summary", "a secret")).patch("/v1/interactions/" + meal).then().statusCode(200);
        owner.api().delete("/v1/interactions/" + meal).then().statusCode(204);
        var events = network.events("interaction.removed.v1", 1);
        assertEquals(meal, events.get(0).get("subject"));
        var changed = network.events("interaction.changed.v1", 1).get(0).toString();
        assertTrue(changed.contains("summary") && !changed.contains("a secret"), changed);
    }

    @Test
    void the_timeline_shows_contact_and_cold_spells_newest_first() {
        var ada = owner.api().body("""
                {"name": {"display": "Ada"}, "cadence": "P1M", "howWeMet": {"on": "2020-01-01"}}
                """).post("/v1/contacts").then().extract().<String> path("id");
        network.meal(yesterday, ada);
        owner.api().get("/v1/contacts/" + ada + "/timeline").then().statusCode(200)
                .body("items.type", containsInAnyOrder("WARMED", "INTERACTION", "WENT_COLD", "MET"))
                .body("items[0].type", equalTo("WARMED"))
                .body("items[1].interaction.kind", equalTo("MEAL"))
                .body("items[2].spell.closeReason", equalTo("CONTACT"))
                .body("items[2].at", equalTo("2020-02-01T00:00:00Z"))
                .body("items[3].at", equalTo("2020-01-01T00:00:00Z"));
        String cursor = owner.api().get("/v1/contacts/" + ada + "/timeline?limit=2").path("nextCursor");
        owner.api().get("/v1/contacts/" + ada + "/timeline?limit=2&cursor=" + cursor).then()
                .body("items.type", contains("WENT_COLD", "MET")).body("nextCursor", nullValue());
        owner.api().get("/v1/contacts/" + UUID.randomUUID() + "/timeline").then().statusCode(404).body("type", notNullValue());
    }
}
