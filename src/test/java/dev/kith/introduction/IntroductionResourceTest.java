package dev.kith.introduction;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import dev.kith.contact.ContactsMerging;
import dev.kith.owner.CurrentOwner;
import dev.kith.support.Database;
import dev.kith.support.Network;
import dev.kith.support.TestClock;
import dev.kith.support.TestOwner;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class IntroductionResourceTest {

    private final TestOwner owner = TestOwner.fresh();
    private final Network network = new Network(owner);
    private final Introductions introductions = new Introductions(owner);

    @Inject
    CurrentOwner currentOwner;

    @Inject
    Event<ContactsMerging> merging;

    @Inject
    ExpirySweep sweep;

    // ---- both directions

    @Test
    void two_contacts_the_owner_introduces_are_both_warmed() {
        var ana = network.contact("Ana", "P1M");
        var ben = network.contact("Ben", "P1M");
        var id = introductions.proposed("PROPOSED", null, ana, ben);
        introductions.move(id, "MADE").statusCode(200).body("status", equalTo("MADE")).body("doubleOptIn", equalTo(false))
                .body("interactionId", notNullValue()).body("allowedMoves", contains("CLOSED", "WITHDRAWN"));
        for (var contact : List.of(ana, ben)) {
            owner.api().get("/v1/interactions?contactId=" + contact).then().body("items.kind", contains("INTRODUCTION"));
            assertEquals("WARM", network.state(contact));
            assertNull(network.get(contact).getString("howWeMet.introductionId"));
        }
    }

    @Test
    void somebody_new_is_introduced_to_the_owner_in_one_call() {
        var ana = network.contact("Ana");
        var made = TestClock.now().minus(Duration.ofDays(40));
        var introduction = introductions
                .propose("introducerId", ana, "newParty", Map.of("name", Map.of("display", "Cara Diaz")),
                        "status", "MADE", "at", made.toString(), "method", "IN_PERSON", "place", "A café")
                .statusCode(201)
                .body("madeAt", equalTo(made.toString())).body("warnings", empty()).extract().jsonPath();
        var cara = introduction.<String> get("partyIds[0]");
        var met = network.get(cara);
        assertEquals(introduction.getString("id"), met.getString("howWeMet.introductionId"));
        assertEquals(ana, met.getString("howWeMet.introducedById"));
        assertEquals(LocalDate.ofInstant(made, ZoneOffset.UTC).toString(), met.getString("howWeMet.on"));
        assertNull(met.getString("warmth.lastContactAt"));
        // the owner dealt with the introducer
        assertEquals(made.toString(), network.get(ana).getString("warmth.lastContactAt"));
    }

    @Test
    void a_contact_that_introduces_two_others_is_nothing_the_owner_did() {
        var id = introductions.proposed("MADE", network.contact("Ana"), network.contact("Ben"), network.contact("Cara"));
        assertNull(introductions.get(id).getString("interactionId"));
        owner.api().get("/v1/interactions").then().body("items", empty());
    }

    @Test
    void whom_the_owner_knew_before_was_not_met_through_it() {
        var ana = network.contact("Ana");
        var ben = network.contact("Ben");
        network.meal(TestClock.now().minus(Duration.ofDays(400)), ben);
        introductions.proposed("MADE", ana, ben);
        assertNull(network.get(ben).getString("howWeMet.introductionId"));
        owner.api().body(Map.of("howWeMet", Map.of("introductionId", UUID.randomUUID().toString())))
                .patch("/v1/contacts/" + ben).then().statusCode(422)
                .body("errors[0].pointer", equalTo("/howWeMet/introductionId"));
    }

    // ---- rules

    @Test
    void it_takes_three_different_people() {
        var ana = network.contact("Ana");
        var ben = network.contact("Ben");
        introductions.propose("partyIds", List.of(ana)).statusCode(422).body("errors[0].pointer", equalTo("/introducerId"));
        introductions.propose("introducerId", ana, "partyIds", List.of(ana)).statusCode(422)
                .body("errors[0].pointer", equalTo("/introducerId"));
        introductions.propose("partyIds", List.of(ben, ben)).statusCode(422).body("errors[0].pointer", equalTo("/partyIds/1"));
        introductions.propose("introducerId", ana).statusCode(422).body("errors[0].pointer", equalTo("/partyIds"));
        introductions.propose("introducerId", ana, "partyIds", List.of(ben, UUID.randomUUID().toString())).statusCode(422)
                .body("errors[0].pointer", equalTo("/partyIds/1"));
        var binned = network.contact("Dan");
        owner.api().delete("/v1/contacts/" + binned).then().statusCode(204);
        introductions.propose("introducerId", ana, "partyIds", List.of(binned)).statusCode(422)
                .body("errors[0].pointer", equalTo("/partyIds/0"));
    }

    @Test
    void of_a_pair_only_one_by_the_same_introducer_is_open() {
        var ana = network.contact("Ana");
        var ben = network.contact("Ben");
        var cara = network.contact("Cara");
        var open = introductions.proposed("PROPOSED", ana, ben, cara);
        introductions.propose("introducerId", ana, "partyIds", List.of(cara, ben)).statusCode(409)
                .body("detail", containsString(open));
        introductions.proposed("PROPOSED", null, ben, cara);
        introductions.move(open, "WITHDRAWN").statusCode(200);
        introductions.proposed("PROPOSED", ana, cara, ben);
    }

    @Test
    void the_same_proposal_at_the_same_time_is_made_once() throws Exception {
        var ana = network.contact("Ana");
        var ben = network.contact("Ben");
        var statuses = atOnce(8,
                () -> introductions.propose("introducerId", ana, "partyIds", List.of(ben)).extract().statusCode());
        assertEquals(1, statuses.stream().filter(status -> status == 201).count(), statuses::toString);
        assertEquals(7, statuses.stream().filter(status -> status == 409).count(), statuses::toString);
    }

    @Test
    void two_that_make_the_same_introduction_at_the_same_instant_make_one_event() throws Exception {
        var id = introductions.proposed("ASKED", network.contact("Ana"), network.contact("Ben"));
        var statuses = atOnce(8, () -> introductions.move(id, "MADE").extract().statusCode());
        assertEquals(1, statuses.stream().filter(status -> status == 200).count(), statuses::toString);
        assertEquals(1, events("made").size());
        owner.api().get("/v1/interactions").then().body("items", hasSize(1));
    }

    private static List<Integer> atOnce(int times, Callable<Integer> request) throws Exception {
        var threads = Executors.newFixedThreadPool(times);
        try {
            var statuses = new ArrayList<Integer>();
            for (var done : threads.invokeAll(Collections.nCopies(times, request))) {
                statuses.add(done.get());
            }
            return statuses;
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void the_same_id_and_content_again_answers_what_was_made_then() {
        var id = UUID.randomUUID().toString();
        var ana = network.contact("Ana");
        var ben = network.contact("Ben");
        introductions.propose("id", id, "introducerId", ana, "partyIds", List.of(ben)).statusCode(201);
        introductions.move(id, "ASKED").statusCode(200);
        introductions.propose("id", id, "introducerId", ana, "partyIds", List.of(ben)).statusCode(200)
                .body("status", equalTo("ASKED"));
        introductions.propose("id", id, "introducerId", ben, "partyIds", List.of(ana)).statusCode(409);
    }

    // ---- consent

    @Test
    void with_the_last_yes_all_agreed_and_it_is_double_opt_in() {
        var ana = network.contact("Ana");
        var ben = network.contact("Ben");
        var id = introductions.proposed("ASKED", null, ana, ben);
        introductions.consent(id, ana, "YES").statusCode(200).body("status", equalTo("ASKED")).body("consents", hasSize(1));
        introductions.consent(id, network.contact("Cara"), "YES").statusCode(422);
        introductions.consent(id, ben, "YES").statusCode(200).body("status", equalTo("AGREED")).body("agreedAt",
                notNullValue());
        introductions.move(id, "MADE").statusCode(200).body("doubleOptIn", equalTo(true)).body("expiresAt", nullValue());
        assertEquals(List.of("true"), events("made").stream().map(event -> event.get("doubleOptIn").toString()).toList());
    }

    @Test
    void all_agreed_when_the_last_one_did_whoever_was_written_down_last() {
        var ana = network.contact("Ana");
        var ben = network.contact("Ben");
        var now = TestClock.now();
        var id = introductions.propose("partyIds", List.of(ana, ben), "status", "ASKED", "at",
                now.minus(Duration.ofDays(3)).toString()).extract().<String> path("id");
        introductions.post(id, "consents", "partyId", ana, "answer", "YES", "at", now.minus(Duration.ofDays(1)).toString())
                .statusCode(200);
        introductions.post(id, "consents", "partyId", ben, "answer", "YES", "at", now.minus(Duration.ofDays(2)).toString())
                .statusCode(200).body("agreedAt", equalTo(now.minus(Duration.ofDays(1)).toString()));
    }

    @Test
    void with_one_no_it_is_over() {
        var ana = network.contact("Ana");
        var ben = network.contact("Ben");
        var id = introductions.proposed("ASKED", null, ana, ben);
        introductions.post(id, "consents", "partyId", ana, "answer", "NO", "reasonCode", "NO_TIME").statusCode(200)
                .body("status", equalTo("DECLINED")).body("declinedById", equalTo(ana))
                .body("declineReason", equalTo("NO_TIME")).body("allowedMoves", empty());
        introductions.consent(id, ben, "YES").statusCode(409).body("detail", containsString("Allowed from here: nothing"));
    }

    // ---- expiry

    @Test
    void what_nobody_answers_expires_after_the_owners_days_and_says_so_once() throws Exception {
        var asked = introductions.proposed("ASKED", network.contact("Ana"), network.contact("Ben"));
        var proposed = introductions.proposed("PROPOSED", network.contact("Cara"), network.contact("Dan"));
        var agreedParty = network.contact("Eve");
        var agreed = introductions.proposed("ASKED", network.contact("Finn"), agreedParty);
        owner.api().body("{\"introductionExpiryDays\": 10}").patch("/v1/me").then().statusCode(200);
        TestClock.ahead(Duration.ofDays(9));
        introductions.consent(agreed, agreedParty, "YES").statusCode(200).body("status", equalTo("AGREED"));
        sweep.sweep();
        assertEquals("ASKED", introductions.get(asked).getString("status"));
        TestClock.ahead(Duration.ofDays(1).plusSeconds(1));
        introductions.move(asked, "MADE").statusCode(409).body("detail", containsString("EXPIRED"));
        sweep.sweep();
        sweep.sweep();
        var expired = introductions.get(asked);
        assertEquals("EXPIRED", expired.getString("status"));
        assertEquals(1, events("moved").stream().filter(event -> "EXPIRED".equals(event.get("to"))).count());
        assertEquals("PROPOSED", introductions.get(proposed).getString("status"));
        TestClock.ahead(Duration.ofDays(9));
        sweep.sweep();
        assertEquals("EXPIRED", introductions.get(agreed).getString("status"));
    }

    @Test
    void what_an_owner_who_has_less_patience_now_waits_for_is_over_at_once() {
        var id = introductions.proposed("ASKED", network.contact("Ana"), network.contact("Ben"));
        TestClock.ahead(Duration.ofDays(5));
        owner.api().body("{\"introductionExpiryDays\": 3}").patch("/v1/me").then().statusCode(200);
        introductions.move(id, "MADE").statusCode(409).body("detail", containsString("EXPIRED"));
    }

    @Test
    void one_that_is_due_is_in_nobodys_way_though_no_sweep_has_been_by() {
        var ana = network.contact("Ana");
        var ben = network.contact("Ben");
        var due = introductions.proposed("ASKED", ana, ben);
        TestClock.ahead(Duration.ofDays(5));
        // below where the sweep looks the next ten minutes
        owner.api().body("{\"introductionExpiryDays\": 3}").patch("/v1/me").then().statusCode(200);
        introductions.proposed("ASKED", ana, ben);
        assertEquals("EXPIRED", introductions.get(due).getString("status"));
        assertEquals(1, events("moved").stream().filter(event -> "EXPIRED".equals(event.get("to"))).count());
    }

    // ---- mistakes

    @Test
    void an_introduction_made_by_mistake_is_taken_back_with_all_it_did() {
        var ana = network.contact("Ana", "P1M");
        var id = introductions
                .propose("introducerId", ana, "newParty", Map.of("name", Map.of("display", "Ben")), "status", "MADE")
                .extract().<String> path("id");
        var ben = introductions.get(id).<String> get("partyIds[0]");
        introductions.move(id, "WITHDRAWN").statusCode(200).body("interactionId", nullValue()).body("madeAt", notNullValue());
        owner.api().get("/v1/interactions").then().body("items", empty());
        assertNull(network.get(ana).getString("warmth.lastContactAt"));
        assertNull(network.get(ben).getString("howWeMet.introductionId"));
        assertNull(network.get(ben).getString("howWeMet.introducedById"));
        var made = eventIds("made");
        assertEquals(made, events("moved").stream().filter(event -> "WITHDRAWN".equals(event.get("to")))
                .map(event -> event.get("compensates")).toList());
    }

    // ---- what came of it

    @Test
    void outcomes_are_owed_until_the_introducer_was_thanked() {
        var ana = network.contact("Ana");
        var id = introductions.proposed("PROPOSED", ana, network.contact("Ben"));
        introductions.outcome(id, "ADVICE").statusCode(409);
        introductions.move(id, "MADE").statusCode(200);
        assertEquals(List.of(id), introductions.list("withoutOutcome=true"));
        introductions.outcome(id, "CONVERSATION").statusCode(200).body("owedSince", notNullValue());
        introductions.move(id, "CLOSED").statusCode(200);
        introductions.outcome(id, "JOB_OFFER").statusCode(200).body("outcomes.kind", contains("CONVERSATION", "JOB_OFFER"));
        assertEquals(List.of(), introductions.list("withoutOutcome=true"));
        assertEquals(List.of(id), introductions.list("unthanked=true"));
        var conversation = introductions.get(id).<String> get("outcomes[0].id");
        introductions.post(id, "thanks", "outcomeIds", List.of(conversation), "kind", "CALL").statusCode(200)
                .body("outcomes[0].thankedAt", notNullValue()).body("outcomes[1].thankedAt", nullValue());
        assertEquals(List.of(id), introductions.list("unthanked=true"));
        introductions.post(id, "thanks", "notes", "Told her of the offer").statusCode(200).body("owedSince", nullValue());
        assertEquals(List.of(), introductions.list("unthanked=true"));
        assertEquals(List.of("MESSAGE", "CALL", "INTRODUCTION"),
                owner.api().get("/v1/interactions?contactId=" + ana).<List<String>> path("items.kind"));
        assertEquals(2, events("outcome-recorded").size());
        assertEquals(2, events("thanked").size());
    }

    @Test
    void outcomes_recorded_at_the_same_time_are_all_kept() throws Exception {
        var id = introductions.proposed("MADE", network.contact("Ana"), network.contact("Ben"));
        var statuses = atOnce(8, () -> introductions.outcome(id, "ADVICE").extract().statusCode());
        assertEquals(Collections.nCopies(8, 200), statuses);
        assertEquals(8, introductions.get(id).getList("outcomes").size());
        assertEquals(8, events("outcome-recorded").size());
    }

    @Test
    void nobody_is_owed_for_what_the_owner_made() {
        var id = introductions.proposed("MADE", null, network.contact("Ana"), network.contact("Ben"));
        introductions.outcome(id, "PROJECT").statusCode(200).body("owedSince", nullValue());
        introductions.post(id, "thanks").statusCode(409);
    }

    @Test
    void what_is_owed_longest_comes_first() {
        var now = TestClock.now();
        var ids = new ArrayList<String>();
        for (int days : new int[] { 3, 9, 6 }) {
            var id = introductions.propose("introducerId", network.contact("Ana"), "partyIds", List.of(network.contact("Ben")),
                    "status", "MADE", "at", now.minus(Duration.ofDays(20)).toString()).extract().<String> path("id");
            introductions.post(id, "outcomes", "kind", "ADVICE", "occurredAt", now.minus(Duration.ofDays(days)).toString())
                    .statusCode(200);
            ids.add(id);
        }
        assertEquals(List.of(ids.get(1), ids.get(2), ids.get(0)), introductions.list("unthanked=true"));
    }

    // ---- lists

    @Test
    void lists_filter_and_page() {
        var ana = network.contact("Ana");
        var ids = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            ids.add(introductions.proposed(i % 2 == 0 ? "PROPOSED" : "MADE", i < 3 ? ana : null,
                    i < 3 ? new String[] { network.contact("P" + i) } : new String[] { ana, network.contact("P" + i) }));
        }
        assertEquals(new HashSet<>(ids.subList(0, 3)), new HashSet<>(introductions.list("introducer=" + ana)));
        assertEquals(List.of(ids.get(4), ids.get(3)), introductions.list("introducer=me"));
        assertEquals(List.of(ids.get(4), ids.get(3)), introductions.list("party=" + ana));
        assertEquals(List.of(ids.get(3), ids.get(1)), introductions.list("status=MADE"));
        assertEquals(List.of(ids.get(1), ids.get(3)), introductions.list("sort=madeAt"));
        assertEquals(List.of(), introductions.list("madeAfter=" + TestClock.now().plusSeconds(60)));
        var walked = new ArrayList<String>();
        var cursor = "";
        do {
            var page = owner.api().get("/v1/introductions?limit=2" + cursor).then().statusCode(200).extract();
            walked.addAll(page.<List<String>> path("items.id"));
            cursor = page.path("nextCursor") == null ? null : "&cursor=" + page.path("nextCursor");
        } while (cursor != null);
        Collections.reverse(ids);
        assertEquals(ids, walked);
        owner.api().get("/v1/introductions?introducer=you").then().statusCode(400)
                .body("errors[0].pointer", equalTo("?introducer"));
    }

    // ---- erasing and merging

    @Test
    void an_introduction_goes_with_a_party_and_stays_without_its_introducer() {
        var ana = network.contact("Ana");
        var ben = network.contact("Ben");
        var cara = network.contact("Cara");
        var made = introductions.proposed("MADE", ana, ben);
        introductions.outcome(made, "INTERVIEW").statusCode(200);
        var open = introductions.proposed("ASKED", ana, cara);
        owner.api().delete("/v1/contacts/" + ana + "?erase=true").then().statusCode(204);
        var left = introductions.get(made);
        assertNull(left.getString("introducerId"));
        assertEquals(true, left.getBoolean("introducerErased"));
        assertEquals(1, left.getList("outcomes").size());
        assertEquals("WITHDRAWN", introductions.get(open).getString("status"));
        assertEquals(List.of(), introductions.list("unthanked=true"));
        assertEquals(List.of(), introductions.list("introducer=me"));
        owner.api().delete("/v1/contacts/" + ben + "?erase=true").then().statusCode(204);
        owner.api().get("/v1/introductions/" + made).then().statusCode(404);
        assertEquals(1, events("removed").size());
    }

    @Test
    void introductions_follow_merged_contacts_and_nobody_is_introduced_to_themselves() {
        var ana = network.contact("Ana");
        var anna = network.contact("Anna");
        var ben = network.contact("Ben");
        var followed = introductions.proposed("MADE", anna, ben);
        var toThemselves = introductions.proposed("ASKED", ben, ana, anna);
        var twice = introductions.proposed("PROPOSED", ben, anna);
        var first = introductions.proposed("PROPOSED", ben, ana);
        var dan = network.contact("Dan");
        var halfAgreed = introductions.proposed("ASKED", null, anna, dan);
        introductions.consent(halfAgreed, anna, "YES").statusCode(200);
        currentOwner.acting(owner.id(), () -> {
            QuarkusTransaction.requiringNew()
                    .run(() -> merging.fire(new ContactsMerging(UUID.fromString(anna), UUID.fromString(ana), TestClock.now())));
            return null;
        });
        assertEquals(ana, introductions.get(followed).getString("introducerId"));
        owner.api().get("/v1/introductions/" + toThemselves).then().statusCode(404);
        assertEquals("PROPOSED", introductions.get(first).getString("status"));
        assertEquals("WITHDRAWN", introductions.get(twice).getString("status"));
        assertEquals(List.of(ana), introductions.get(twice).getList("partyIds"));
        assertEquals(List.of(ana), introductions.get(halfAgreed).getList("consents.partyId"));
        introductions.consent(halfAgreed, dan, "YES").statusCode(200).body("status", equalTo("AGREED"));
    }

    // ---- load

    @Test
    void a_connector_asked_twice_in_a_month_brings_a_warning() {
        var ana = network.contact("Ana");
        introductions.propose("introducerId", ana, "partyIds", List.of(network.contact("Ben")), "status", "ASKED")
                .statusCode(201).body("warnings", empty());
        owner.api().body(Map.of("contactId", ana)).post("/v1/asks").then().statusCode(201)
                .body("warnings.code", contains("ASKED_OFTEN")).body("warnings[0].asked", equalTo(2));
        owner.api().body(Map.of("contactId", ana, "askedAt", TestClock.now().minus(Duration.ofDays(60)).toString()))
                .post("/v1/asks").then().statusCode(201);
        owner.api().get("/v1/insights/connectors").then().statusCode(200)
                .body("items.contactId", contains(ana)).body("items[0].askedLast30Days", equalTo(2))
                .body("items[0].askedLast90Days", equalTo(3)).body("items[0].askedTooOften", equalTo(true));
    }

    /** The data of the owner's events of a type, once all are in the log. */
    private List<Map<String, Object>> events(String type) {
        return read(type, "data");
    }

    private List<Object> eventIds(String type) {
        return read(type, "id");
    }

    private <T> List<T> read(String type, String what) {
        Database.awaitLog(owner.id());
        return owner.api().get("/v1/events?limit=200").then().statusCode(200).extract().jsonPath()
                .getList("items.findAll { it.type == 'dev.kith.introduction." + type + ".v1' }." + what);
    }
}
