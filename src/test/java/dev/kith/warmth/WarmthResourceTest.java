package dev.kith.warmth;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.kith.support.Network;
import dev.kith.support.TestClock;
import dev.kith.support.TestOwner;
import dev.kith.support.Topic;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class WarmthResourceTest {

    private final TestOwner owner = TestOwner.fresh();
    private final Network network = new Network(owner);

    @Test
    void a_contact_goes_cold_within_five_seconds_of_the_instant_and_kafka_says_so() {
        var ada = network.contact("Ada", "P1D");
        var anchor = TestClock.now().minus(Duration.ofDays(1)).plusSeconds(2);
        var meal = network.meal(anchor, ada);
        assertEquals("COOLING", network.state(ada));
        var record = Topic.await("kith.events", one -> owner.id().toString().equals(one.key())
                && header(one, "ce_type").equals("dev.kith.contact.went-cold.v1"), 1).get(0);
        var coldAt = Instant.parse(network.get(ada).getString("warmth.coldSince"));
        assertEquals(anchor.plus(Duration.ofDays(1)), coldAt);
        var data = new io.restassured.path.json.JsonPath(new String(record.value(), StandardCharsets.UTF_8));
        assertEquals("TIME", data.getString("cause"));
        assertEquals(meal, data.getString("lastContact.interactionId"));
        assertTrue(Duration.between(coldAt, Instant.parse(data.getString("detectedAt"))).toSeconds() <= 5, data.prettify());
        assertEquals(ada, header(record, "ce_subject"));
        network.meal(TestClock.now(), ada);
        assertEquals("WARM", network.state(ada));
        var warmed = data(network.events("warmed.v1", 1).get(0));
        assertEquals("CONTACT", warmed.get("reason"));
    }

    private static String header(org.apache.kafka.clients.consumer.ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> data(Map<String, Object> event) {
        return (Map<String, Object>) event.get("data");
    }

    @Test
    void the_nearest_cadence_applies() {
        var ada = network.contact("Ada");
        assertEquals("NONE", network.state(ada));
        owner.api().body("{\"defaultCadence\": \"P1Y\"}").patch("/v1/me").then().statusCode(200)
                .body("recomputing", equalTo(1));
        awaitApplied(ada);
        source(ada, "P1Y", "DEFAULT", null);
        owner.api().put("/v1/contacts/" + ada + "/tags/slow").then().statusCode(200);
        owner.api().put("/v1/contacts/" + ada + "/tags/fast").then().statusCode(200);
        owner.api().body("{\"cadence\": \"P6M\"}").put("/v1/tags/slow").then().statusCode(200).body("contacts", equalTo(1));
        owner.api().body("{\"cadence\": \"P2W\"}").put("/v1/tags/fast").then().statusCode(200);
        awaitApplied(ada);
        source(ada, "P2W", "TAG", "fast");
        network.patch(ada, "{\"cadence\": \"P2M\"}");
        source(ada, "P2M", "CONTACT", null);
        network.patch(ada, "{\"cadence\": null}");
        owner.api().delete("/v1/tags/fast").then().statusCode(200).body("recomputing", equalTo(1));
        awaitApplied(ada);
        source(ada, "P6M", "TAG", "slow");
        assertEquals(java.util.List.of("slow"), network.get(ada).getList("tags"));
    }

    private void source(String id, String cadence, String source, String tag) {
        var warmth = network.get(id);
        assertEquals(cadence, warmth.getString("warmth.cadence"));
        assertEquals(source, warmth.getString("warmth.cadenceSource"));
        assertEquals(tag, warmth.getString("warmth.cadenceTag"));
    }

    private void awaitApplied(String id) {
        var deadline = System.nanoTime() + 20_000_000_000L;
        while (network.get(id).getBoolean("warmth.pending")) {
            assertTrue(System.nanoTime() < deadline, "the new setting was not applied in time");
        }
    }

    @Test
    void a_first_default_cadence_makes_a_backlog_that_says_so() {
        var ids = new String[5];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = owner.api().body("""
                    {"name": {"display": "Old friend %d"}, "howWeMet": {"on": "2019-01-31"}}
                    """.formatted(i)).post("/v1/contacts").then().statusCode(201).extract().path("id");
        }
        owner.api().body("{\"defaultCadence\": \"P1M\", \"timeZone\": \"Europe/Berlin\"}").patch("/v1/me").then()
                .statusCode(200);
        var events = network.events("went-cold.v1", 5);
        assertEquals(5, events.size());
        assertEquals(1, events.stream().map(event -> data(event).get("batchId")).distinct().count());
        for (var event : events) {
            assertEquals("CADENCE", data(event).get("cause"));
            assertEquals(true, data(event).get("neverContacted"));
            assertNull(data(event).get("lastContact"));
            assertEquals("2019-02-27T23:00:00Z", data(event).get("coldAt"));
        }
        owner.api().get("/v1/contacts?state=COLD").then().body("items.size()", equalTo(5));
    }

    @Test
    void a_lunch_deleted_again_reopens_the_spell_it_had_closed() {
        var ada = network.contact("Ada", "P1M");
        var old = network.meal(TestClock.now().minus(Duration.ofDays(60)), ada);
        assertEquals("COLD", network.state(ada));
        var coldSince = network.get(ada).getString("warmth.coldSince");
        var lunch = network.meal(TestClock.now().minusSeconds(60), ada);
        assertEquals("WARM", network.state(ada));
        assertEquals(1, network.get(ada).getInt("warmth.spells"));
        owner.api().delete("/v1/interactions/" + lunch).then().statusCode(204);
        assertEquals("COLD", network.state(ada));
        assertEquals(1, network.get(ada).getInt("warmth.spells"));
        assertEquals(coldSince, network.get(ada).getString("warmth.coldSince"));
        var reopened = data(network.events("spell-reopened.v1", 1).get(0));
        assertEquals(1, reopened.get("spell"));
        assertEquals("CORRECTION", reopened.get("cause"));
        assertEquals(1, network.events("went-cold.v1", 1).size());
        assertFalse(old.isEmpty());
    }

    @Test
    void nothing_cools_while_a_contact_is_snoozed() {
        var ada = network.contact("Ada", "P1D");
        network.meal(TestClock.now().minus(Duration.ofHours(20)), ada);
        var until = TestClock.now().plus(Duration.ofDays(30));
        owner.api().body(Map.of("until", until.toString())).post("/v1/contacts/" + ada + "/snooze").then().statusCode(200)
                .body("warmth.state", equalTo("SNOOZED")).body("warmth.snoozedUntil", equalTo(until.toString()));
        TestClock.ahead(Duration.ofDays(2));
        assertEquals("SNOOZED", network.state(ada));
        assertEquals(0, network.get(ada).getInt("warmth.spells"));
        owner.api().delete("/v1/contacts/" + ada + "/snooze").then().statusCode(200)
                .body("warmth.state", equalTo("COLD")).body("warmth.snoozedUntil", nullValue());
        assertEquals("SNOOZE_ENDED", data(network.events("went-cold.v1", 1).get(0)).get("cause"));
        owner.api().body("{\"nextCadence\": true}").post("/v1/contacts/" + ada + "/snooze").then().statusCode(200)
                .body("warmth.state", equalTo("SNOOZED"));
        assertEquals("SNOOZED", data(network.events("warmed.v1", 1).get(0)).get("reason"));
        network.meal(TestClock.now(), ada);
        assertEquals("WARM", network.state(ada));
    }

    @Test
    void a_snooze_that_runs_out_says_so() {
        var ada = network.contact("Ada", "P1D");
        owner.api().body(Map.of("until", TestClock.now().plus(Duration.ofDays(3)).toString()))
                .post("/v1/contacts/" + ada + "/snooze").then().statusCode(200);
        TestClock.ahead(Duration.ofDays(4));
        var event = data(network.events("went-cold.v1", 1).get(0));
        assertEquals("SNOOZE_ENDED", event.get("cause"));
        assertEquals(1, network.get(ada).getInt("warmth.spells"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "MUTED", "ARCHIVED", "DECEASED", "DO_NOT_CONTACT" })
    void who_is_not_to_be_contacted_does_not_go_cold(String status) {
        var ada = network.contact("Ada", "P1M");
        network.meal(TestClock.now().minus(Duration.ofDays(60)), ada);
        network.patch(ada, "{\"status\": \"" + status + "\"}");
        assertEquals("PAUSED", network.state(ada));
        assertNull(network.get(ada).getString("warmth.coldSince"));
        network.patch(ada, "{\"status\": \"ACTIVE\"}");
        assertEquals("COLD", network.state(ada));
        assertEquals(1, network.get(ada).getInt("warmth.spells"));
        assertEquals("RESUMED", data(network.events("spell-reopened.v1", 1).get(0)).get("cause"));
    }

    @ParameterizedTest
    @CsvSource({ "P0D,422", "P500Y,422", "P10Y1D,422", "P3653D,422", "-P1M,400", "P1M-31D,400", "PT5H,400", "P1DT1H,400",
            "P,400", "p1m,400", "monthly,400", "P1.5M,400" })
    void an_odd_cadence_is_refused_wherever_it_is_set(String cadence, int status) {
        var ada = network.contact("Ada");
        owner.api().body("{\"cadence\": \"" + cadence + "\"}").patch("/v1/contacts/" + ada).then().statusCode(status)
                .body("errors[0].pointer", equalTo("/cadence"));
        owner.api().body("{\"cadence\": \"" + cadence + "\"}").put("/v1/tags/odd").then().statusCode(status)
                .body("errors[0].pointer", equalTo("/cadence"));
        owner.api().body("{\"defaultCadence\": \"" + cadence + "\"}").patch("/v1/me").then().statusCode(status)
                .body("errors[0].pointer", equalTo("/defaultCadence"));
        owner.api().get("/v1/tags").then().body("items.size()", equalTo(0));
    }

    @ParameterizedTest
    @ValueSource(strings = { "P1D", "P10Y", "P120M", "P1Y6M", "P2W", "P01M", "P3652D" })
    void a_cadence_is_answered_as_it_was_sent(String cadence) {
        var ada = network.contact("Ada", cadence);
        assertEquals(cadence, network.get(ada).getString("cadence"));
        assertEquals(cadence, network.get(ada).getString("warmth.cadence"));
    }

    @Test
    void a_snooze_lasts_from_a_day_to_a_year() {
        var ada = network.contact("Ada");
        for (var until : new Instant[] { TestClock.now(), TestClock.now().plus(Duration.ofHours(20)),
                TestClock.now().plus(Duration.ofDays(366)) }) {
            owner.api().body(Map.of("until", until.toString())).post("/v1/contacts/" + ada + "/snooze")
                    .then().statusCode(422).body("errors[0].pointer", equalTo("/until"));
        }
        owner.api().body("{\"nextCadence\": true}").post("/v1/contacts/" + ada + "/snooze").then().statusCode(422);
        owner.api().body("{}").post("/v1/contacts/" + ada + "/snooze").then().statusCode(400);
    }

    @Test
    void a_new_owner_has_no_cadence_and_lives_in_utc() {
        owner.api().get("/v1/me").then().statusCode(200).body("timeZone", equalTo("UTC"))
                .body("defaultCadence", nullValue()).body("recomputing", equalTo(0));
        owner.api().body("{\"timeZone\": \"Mars/Olympus\"}").patch("/v1/me").then().statusCode(422)
                .body("errors[0].pointer", equalTo("/timeZone"));
        owner.api().body("{\"weeklyCapacity\": 0}").patch("/v1/me").then().statusCode(400)
                .body("errors[0].pointer", equalTo("/weeklyCapacity"));
        owner.api().body("{\"weeklyCapacity\": 5, \"region\": \"DE\"}").patch("/v1/me").then().statusCode(200)
                .body("weeklyCapacity", equalTo(5)).body("timeZone", equalTo("UTC"));
    }

    @Test
    void the_day_they_met_begins_in_the_owners_zone() {
        var ada = owner.api().body("""
                {"name": {"display": "Ada"}, "cadence": "P10Y", "howWeMet": {"on": "2024-01-31"}}
                """).post("/v1/contacts").then().extract().<String> path("id");
        assertEquals("2034-01-31T00:00:00Z", network.get(ada).getString("warmth.goesColdAt"));
        owner.api().body("{\"timeZone\": \"Asia/Kolkata\"}").patch("/v1/me").then().statusCode(200);
        awaitApplied(ada);
        assertEquals("2034-01-30T18:30:00Z", network.get(ada).getString("warmth.goesColdAt"));
    }

    @Test
    void tags_are_one_whatever_their_case() {
        owner.api().body("{\"cadence\": \"P1M\"}").put("/v1/tags/Investor").then().statusCode(201);
        owner.api().body("{\"cadence\": \"P2M\"}").put("/v1/tags/INVESTOR").then().statusCode(200)
                .body("name", equalTo("Investor")).body("cadence", equalTo("P2M"));
        owner.api().get("/v1/tags").then().body("items.name", contains("Investor"));
        owner.api().delete("/v1/tags/investor").then().statusCode(200);
        owner.api().delete("/v1/tags/investor").then().statusCode(404);
    }
}
