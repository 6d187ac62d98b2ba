package dev.kith.contact;

import static java.time.temporal.ChronoUnit.DAYS;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.kith.support.Network;
import dev.kith.support.TestClock;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;

@QuarkusTest
class MergeResourceTest {

    private final TestOwner owner = TestOwner.fresh();
    private final Network network = new Network(owner);

    private String contact(String json) {
        return owner.api().body(json).post("/v1/contacts").then().statusCode(201).extract().path("id");
    }

    private ValidatableResponse merge(String survivor, String other, String... take) {
        return owner.api().body(Map.of("contactId", other, "take", List.of(take)))
                .post("/v1/contacts/" + survivor + "/merge").then();
    }

    private ValidatableResponse preview(String survivor, String other, String more) {
        return owner.api().get("/v1/contacts/" + survivor + "/merge?contactId=" + other + more).then();
    }

    @Test
    void two_become_one_with_all_that_was_known_of_either() {
        var ada = contact("""
                {"name": {"display": "Ada Lovelace"}, "emails": [{"address": "ada@engine.example", "preferred": true}],
                 "phones": [{"number": "+44 20 555 01"}], "positions": [{"organization": "Engines", "title": "Analyst"}],
                 "tags": ["maths"], "notes": "Met at the ball.", "city": "London", "howWeMet": {"on": "2020-05-01"}}
                """);
        var other = contact("""
                {"name": {"display": "Augusta King", "nickname": "Gussie"},
                 "emails": [{"address": "ADA@Engine.example"}, {"address": "king@ockham.example", "preferred": true}],
                 "phones": [{"number": "0044 2055501"}, {"number": "555"}],
                 "positions": [{"organization": "ENGINES", "title": "analyst", "from": "2019"}, {"title": "Countess"}],
                 "tags": ["Maths", "family"], "notes": "Writes notes.", "country": "GB", "birthday": "1990-12-10",
                 "howWeMet": {"on": "2018-01-02", "where": "Ball"}, "needs": ["Cards"], "cadence": "P1M"}
                """);
        merge(ada, other).statusCode(200)
                .body("mergedId", equalTo(other))
                .body("contact.name.display", equalTo("Ada Lovelace"))
                .body("contact.name.nickname", equalTo("Gussie"))
                .body("contact.emails.address", contains("ada@engine.example", "king@ockham.example"))
                .body("contact.emails.preferred", contains(true, false))
                .body("contact.phones.number", contains("+44 20 555 01", "555"))
                .body("contact.positions.title", contains("Analyst", "Countess"))
                .body("contact.positions[0].from", equalTo("2019"))
                .body("contact.tags", containsInAnyOrder("maths", "family"))
                .body("contact.notes", equalTo("Met at the ball.\n\nWrites notes."))
                .body("contact.city", equalTo("London")).body("contact.country", equalTo("GB"))
                .body("contact.birthday", equalTo("1990-12-10"))
                .body("contact.howWeMet.on", equalTo("2018-01-02")).body("contact.howWeMet.where", equalTo("Ball"))
                .body("contact.needs", contains("Cards")).body("contact.warmth.cadence", equalTo("P1M"))
                .body("fields.find { it.field == 'name' }.other.display", equalTo("Augusta King"))
                .body("fields.find { it.field == 'cadence' }.result", equalTo("P1M"));
        owner.api().get("/v1/contacts").then().body("items.id", contains(ada));
        assertEquals(List.of(Map.of("contactId", other, "intoId", ada)),
                network.events("contact.merged.v1", 1).stream().map(event -> event.get("data")).toList());
    }

    @Test
    void the_owner_says_what_the_other_one_is_right_about() {
        var ann = contact("""
                {"name": {"display": "Ann"}, "city": "Bonn", "country": "DE", "cadence": "P1M", "birthday": "1980-01-01"}
                """);
        var anne = contact("""
                {"name": {"display": "Anne Miller", "given": "Anne", "family": "Miller"}, "city": "Basel", "country": "CH",
                 "cadence": "P1Y", "status": "MUTED"}
                """);
        merge(ann, anne, "name", "city", "birthday", "status").statusCode(200)
                .body("contact.name.family", equalTo("Miller"))
                .body("contact.city", equalTo("Basel")).body("contact.country", equalTo("CH"))
                .body("contact.birthday", equalTo("1980-01-01"))
                .body("contact.cadence", equalTo("P1M")).body("contact.status", equalTo("MUTED"));
    }

    @Test
    void a_wish_not_to_be_contacted_outlives_a_merge() {
        var one = network.contact("One");
        var other = contact("{\"name\": {\"display\": \"One\"}, \"status\": \"DO_NOT_CONTACT\"}");
        merge(one, other).statusCode(200).body("contact.status", equalTo("DO_NOT_CONTACT"))
                .body("contact.warmth.state", equalTo("PAUSED"));
    }

    @Test
    void what_happened_with_the_one_happened_with_the_other_and_once() {
        var ada = network.contact("Ada", "P1M");
        var gus = network.contact("Gus");
        var ben = network.contact("Ben");
        var long_ago = TestClock.now().minus(90, DAYS);
        var lunch = network.meal(long_ago, ada, gus, ben);
        var recent = network.meal(TestClock.now().minus(2, DAYS), gus);
        assertEquals("COLD", coldNow(ada));
        preview(ada, gus, "").statusCode(200).body("moved.interactions", equalTo(2))
                .body("contact.warmth.state", equalTo("WARM")).body("contact.warmth.lastInteractionId", equalTo(recent));
        assertEquals("COLD", network.state(ada));
        merge(ada, gus).statusCode(200).body("moved.interactions", equalTo(2))
                .body("contact.warmth.state", equalTo("WARM"));
        owner.api().get("/v1/interactions/" + lunch).then().statusCode(200)
                .body("participants.contactId", contains(ada, ben));
        owner.api().get("/v1/interactions?contactId=" + ada).then().body("items.id", contains(recent, lunch));
        var changed = network.events("interaction.changed.v1", 2);
        assertEquals(2, changed.size());
        assertEquals(List.of("CONTACT"), network.events("contact.warmed.v1", 1).stream()
                .map(event -> ((Map<?, ?>) event.get("data")).get("reason")).toList());
    }

    /** Whoever is due goes cold at the latest when something of theirs is changed. */
    private String coldNow(String id) {
        network.patch(id, "{\"notes\": \"seen\"}");
        return network.state(id);
    }

    @Test
    void an_answer_to_either_is_an_answer() {
        var ada = network.contact("Ada");
        var gus = network.contact("Gus");
        var written = TestClock.now().minus(10, DAYS);
        var mail = network.interaction("EMAIL", "OUTBOUND", written, ada, gus);
        var answered = written.plus(1, DAYS);
        owner.api().body(Map.of("answeredAt", answered.toString())).put("/v1/interactions/" + mail + "/answers/" + gus).then()
                .statusCode(200);
        merge(ada, gus).statusCode(200);
        assertEquals(answered, Instant.parse(network.get(ada).getString("warmth.lastContactAt")));
        owner.api().get("/v1/interactions/" + mail).then().body("participants", hasSize(1));
    }

    @Test
    void a_preview_says_what_the_merge_will_answer_and_changes_nothing() {
        var ada = contact("{\"name\": {\"display\": \"Ada\"}, \"tags\": [\"one\"], \"cadence\": \"P1W\"}");
        var gus = contact("{\"name\": {\"display\": \"Gus\"}, \"tags\": [\"two\"], \"notes\": \"N\"}");
        network.meal(TestClock.now().minus(3, DAYS), gus);
        var before = List.of(network.get(ada).prettify(), network.get(gus).prettify());
        var promised = preview(ada, gus, "&take=name").statusCode(200).extract().jsonPath();
        assertEquals(before, List.of(network.get(ada).prettify(), network.get(gus).prettify()));
        var done = merge(ada, gus, "name").statusCode(200).extract().jsonPath();
        for (var what : List.of("fields", "moved", "mergedId", "contact.name", "contact.tags", "contact.notes",
                "contact.warmth")) {
            assertEquals(promised.<Object> get(what), done.get(what), what);
        }
    }

    @Test
    void introductions_follow_and_nobody_is_introduced_to_themselves() {
        var ada = network.contact("Ada");
        var gus = network.contact("Gus");
        var ben = network.contact("Ben");
        var made = made(gus, ben);
        var itself = made(ada, gus);
        preview(ada, gus, "").body("moved.introductionsRemoved", equalTo(1)).body("moved.introduced", equalTo(1));
        merge(ada, gus).statusCode(200).body("moved.introductions", equalTo(1))
                .body("contact.howWeMet.introducedById", nullValue()).body("contact.howWeMet.introductionId", nullValue());
        owner.api().get("/v1/introductions/" + made).then().body("introducerId", equalTo(ada));
        owner.api().get("/v1/introductions/" + itself).then().statusCode(404);
        assertEquals(ada, network.get(ben).getString("howWeMet.introducedById"));
        assertEquals(made, network.get(ben).getString("howWeMet.introductionId"));
    }

    /** A contact introduced another one to the owner. */
    private String made(String introducer, String party) {
        return owner.api().body(Map.of("introducerId", introducer, "partyIds", List.of(party), "status", "MADE"))
                .post("/v1/introductions").then().statusCode(201).extract().path("id");
    }

    @Test
    void whoever_has_the_old_id_is_sent_on_also_after_another_merge() {
        var ada = network.contact("Ada");
        var gus = network.contact("Gus");
        var end = network.contact("End");
        merge(ada, gus).statusCode(200);
        merge(end, ada).statusCode(200);
        for (var old : List.of(gus, ada)) {
            owner.api().redirects().follow(false).get("/v1/contacts/" + old + "/timeline?limit=7").then().statusCode(308)
                    .header("Location", equalTo("/v1/contacts/" + end + "/timeline?limit=7"));
            owner.api().get("/v1/contacts/" + old).then().statusCode(200).body("id", equalTo(end));
        }
        owner.api().body("{\"notes\": \"late\"}").redirects().follow(false).patch("/v1/contacts/" + gus).then()
                .statusCode(308);
        TestOwner.fresh().api().get("/v1/contacts/" + gus).then().statusCode(404);
        owner.api().delete("/v1/contacts/" + end + "?erase=true").then().statusCode(204);
        owner.api().get("/v1/contacts/" + gus).then().statusCode(404);
    }

    @Test
    void the_next_search_and_the_next_interaction_by_address_find_the_one_who_is_left() {
        var ada = network.contact("Ada");
        var gus = contact("{\"name\": {\"display\": \"Gus\"}, \"emails\": [{\"address\": \"gus@x.example\"}]}");
        merge(ada, gus).statusCode(200);
        owner.api().get("/v1/contacts?q=gus@x.example").then().body("items.id", contains(ada));
        owner.api().body(Map.of("kind", "MEAL", "occurredAt", TestClock.now().toString(), "participants",
                List.of(Map.of("email", "GUS@x.example")))).post("/v1/interactions").then().statusCode(201)
                .body("participants.contactId", contains(ada));
    }

    @Test
    void the_next_import_finds_the_one_who_is_left_by_what_only_the_file_knows() {
        var file = "First Name,Last Name,Email Address,Company,Position,Connected On\nAda,Lovelace,,Engines,Analyst,05 Mar 2024\n";
        assertEquals(List.of(1, 0), imported(file));
        var ada = owner.api().get("/v1/contacts").then().extract().<String> path("items[0].id");
        var countess = network.contact("Countess of L.");
        merge(countess, ada).statusCode(200);
        assertEquals(List.of(0, 1), imported(file));
        owner.api().get("/v1/contacts").then().body("items.id", contains(countess));
    }

    /** @return how many it created, and how many it left as they were */
    private List<Integer> imported(String file) {
        var place = owner.api().contentType("text/csv").body(file).post("/v1/imports").then().statusCode(202).extract()
                .header("Location");
        var deadline = System.nanoTime() + 20_000_000_000L;
        while (true) {
            var view = owner.api().get(place).then().statusCode(200).extract().jsonPath();
            if (view.getString("status").equals("DONE")) {
                return List.of(view.getInt("counts.created"), view.getInt("counts.unchanged"));
            }
            assertTrue(System.nanoTime() < deadline, view::prettify);
            LockSupport.parkNanos(50_000_000);
        }
    }

    @Test
    void a_phone_that_was_away_doubles_nothing_and_its_lunch_is_the_survivors() {
        var ada = network.contact("Ada");
        var id = UUID.randomUUID().toString();
        var asked = "{\"id\": \"%s\", \"name\": {\"display\": \"Gus\"}}".formatted(id);
        contact(asked);
        merge(ada, id).statusCode(200);
        owner.api().body(asked).post("/v1/contacts").then().statusCode(200).body("id", equalTo(ada));
        owner.api().body(asked.replace("Gus", "Eve")).post("/v1/contacts").then().statusCode(409);
        network.meal(TestClock.now().minus(1, DAYS), id);
        owner.api().get("/v1/interactions?contactId=" + ada).then().body("items", hasSize(1));
        owner.api().body(Map.of("kind", "MEAL", "occurredAt", TestClock.now().toString(), "participants",
                List.of(Map.of("contactId", ada), Map.of("contactId", id)))).post("/v1/interactions").then().statusCode(422);
    }

    @Test
    void of_two_snoozes_the_longer_lasts() {
        var ada = network.contact("Ada", "P1D");
        var gus = network.contact("Gus");
        for (var snoozed : Map.of(ada, 3, gus, 9).entrySet()) {
            owner.api().body(Map.of("until", TestClock.now().plus(snoozed.getValue(), DAYS).toString()))
                    .post("/v1/contacts/" + snoozed.getKey() + "/snooze").then().statusCode(200);
        }
        var longer = network.get(gus).getString("warmth.snoozedUntil");
        merge(ada, gus).statusCode(200).body("contact.warmth.state", equalTo("SNOOZED"))
                .body("contact.warmth.snoozedUntil", equalTo(longer));
    }

    @Test
    void two_that_are_too_much_for_one_stay_two() {
        var ada = withAddresses("a", 15);
        var gus = withAddresses("b", 6);
        merge(ada, gus).statusCode(422).body("errors.pointer", contains("/contactId"))
                .body("errors[0].detail", containsString("emails"));
        preview(ada, gus, "").statusCode(422).body("errors.pointer", contains("?contactId"));
        owner.api().get("/v1/contacts").then().body("items", hasSize(2));
    }

    private String withAddresses(String prefix, int count) {
        return contact("{\"name\": {\"display\": \"%s\"}, \"emails\": [%s]}".formatted(prefix,
                IntStream.range(0, count).mapToObj(i -> "{\"address\": \"%s%d@x.example\"}".formatted(prefix, i))
                        .collect(Collectors.joining(","))));
    }

    @Test
    void it_takes_two_contacts_of_the_owner_who_are_not_in_the_bin() {
        var ada = network.contact("Ada");
        var gus = network.contact("Gus");
        merge(ada, ada).statusCode(422);
        merge(ada, UUID.randomUUID().toString()).statusCode(422).body("errors.pointer", contains("/contactId"));
        merge(UUID.randomUUID().toString(), ada).statusCode(404);
        var stranger = new Network(TestOwner.fresh()).contact("Eve");
        merge(ada, stranger).statusCode(422);
        merge(stranger, ada).statusCode(404);
        owner.api().delete("/v1/contacts/" + gus).then().statusCode(204);
        merge(ada, gus).statusCode(409);
        merge(gus, ada).statusCode(409);
    }

    @Test
    void a_merge_asked_for_twice_is_done_once_and_one_of_a_stale_contact_not_at_all() {
        var ada = network.contact("Ada");
        var gus = network.contact("Gus");
        var tag = owner.api().get("/v1/contacts/" + ada).header("ETag");
        network.patch(ada, "{\"notes\": \"changed\"}");
        owner.api().header("If-Match", tag).body(Map.of("contactId", gus)).post("/v1/contacts/" + ada + "/merge").then()
                .statusCode(412);
        var key = UUID.randomUUID().toString();
        for (var replayed : List.of(false, true)) {
            var answer = owner.api().header("Idempotency-Key", key).body(Map.of("contactId", gus))
                    .post("/v1/contacts/" + ada + "/merge").then().statusCode(200).body("mergedId", equalTo(gus));
            assertEquals(replayed, answer.extract().header("Idempotency-Replayed") != null);
        }
        assertNotEquals(tag, owner.api().get("/v1/contacts/" + ada).header("ETag"));
        owner.api().get("/v1/contacts/" + ada).then().body("tags", empty());
    }
}
