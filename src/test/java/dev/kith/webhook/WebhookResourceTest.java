package dev.kith.webhook;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kith.support.Database;
import dev.kith.support.Json;
import dev.kith.support.Network;
import dev.kith.support.TestClock;
import dev.kith.support.TestOwner;
import dev.kith.webhook.Receiver.Received;
import dev.kith.webhook.Receiver.Reply;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;

@QuarkusTest
class WebhookResourceTest {

    private static final String CREATED = "dev.kith.contact.created.v1";
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final TestOwner owner = TestOwner.fresh();
    private final Network network = new Network(owner);
    private final List<Receiver> receivers = new ArrayList<>();

    @AfterEach
    void nobody_is_sent_to_anymore() {
        for (var id : owner.api().get("/v1/webhooks").jsonPath().getList("items.id")) {
            owner.api().delete("/v1/webhooks/" + id).then().statusCode(204);
        }
        receivers.forEach(Receiver::close);
    }

    @Test
    void an_event_arrives_as_the_log_has_it_signed() {
        var receiver = receiver();
        var made = contacts(receiver);
        var contact = network.contact("Ada");
        var received = receiver.await(1).get(0);
        assertEquals(Json.of(owner.api().get("/v1/events")).path("items").findValues("id").stream().map(id -> id.asText())
                .filter(received.id()::equals).count(), 1);
        assertEquals(logged(received.id()), received.json());
        assertEquals(contact, received.json().path("subject").asText());
        assertEquals("application/cloudevents+json", received.header("Content-Type"));
        assertTrue(received.isSignedBy(made.path("secret")));
        assertFalse(received.isSignedBy("whsec_VGhpc0lzQW5FeGFtcGxlQW5kU2lnbnNOb3RoaW5nISE="));
        var age = Duration.between(Instant.ofEpochSecond(Long.parseLong(received.header("webhook-timestamp"))),
                TestClock.now());
        assertTrue(age.abs().compareTo(Duration.ofSeconds(20)) < 0, age::toString);
        awaitDelivery(made, "DELIVERED").then().body("items.size()", is(1), "items[0].eventId", is(received.id()),
                "items[0].type", is(CREATED), "items[0].kind", is("EVENT"), "items[0].attempts", is(1),
                "items[0].responseStatus", is(204), "items[0].error", nullValue(), "items[0].nextAttemptAt", nullValue());
    }

    private JsonNode logged(String id) {
        for (var event : Json.of(owner.api().get("/v1/events")).path("items")) {
            if (event.path("id").asText().equals(id)) {
                return event;
            }
        }
        throw new AssertionError("not in the log: " + id);
    }

    @Test
    void events_arrive_in_their_order_one_at_a_time() {
        var receiver = new Receiver(number -> Reply.late(Duration.ofMillis(3)));
        receivers.add(receiver);
        contacts(receiver);
        var operations = IntStream.range(0, 120)
                .mapToObj(number -> "{\"op\": \"CREATE\", \"contact\": {\"name\": {\"display\": \"Number " + number + "\"}}}")
                .collect(Collectors.joining(", "));
        owner.api().body("{\"operations\": [" + operations + "]}").post("/v1/contacts:batch").then().statusCode(207);
        receiver.await(120);
        assertEquals(network.events(CREATED, 120).stream().map(event -> event.get("id")).toList(),
                receiver.each(Received::id));
        assertEquals(1, receiver.mostAtATime());
    }

    @Test
    void only_the_types_that_are_wanted_are_sent() {
        var receiver = receiver();
        var everything = receiver();
        endpoint(Map.of("url", receiver.url(), "types", List.of("dev.kith.contact.updated.v1", "dev.kith.contact.binned.v1")));
        endpoint(Map.of("url", everything.url()));
        var ada = network.contact("Ada");
        network.patch(ada, "{\"city\": \"Berlin\"}");
        network.contact("Ben");
        owner.api().delete("/v1/contacts/" + ada).then().statusCode(204);
        receiver.await(2);
        assertEquals(List.of("dev.kith.contact.updated.v1", "dev.kith.contact.binned.v1"), receiver.each(Received::type));
        everything.await(5);
        assertEquals(List.of("dev.kith.webhook.created.v1", CREATED, "dev.kith.contact.updated.v1", CREATED,
                "dev.kith.contact.binned.v1"), lastOf(everything.each(Received::type), 5));
    }

    @Test
    void what_fails_is_tried_again_and_what_comes_after_it_waits() {
        var receiver = new Receiver(number -> Reply.of(number == 0 ? 500 : 204));
        receivers.add(receiver);
        var made = contacts(receiver);
        network.contact("Ada");
        network.contact("Ben");
        awaitDelivery(made, "PENDING").then().body("items[0].attempts", is(1), "items[0].responseStatus", is(500),
                "items[0].error", is("It was answered by something else than success."),
                "items[0].nextAttemptAt", notNullValue());
        owner.api().get(at(made)).then().body("failingSince", notNullValue());
        assertEquals(1, receiver.received().size());
        TestClock.ahead(RETRY);
        receiver.await(3);
        var events = network.events(CREATED, 2).stream().map(event -> event.get("id")).toList();
        assertEquals(List.of(events.get(0), events.get(0), events.get(1)), receiver.each(Received::id));
        awaitDeliveries(made, "DELIVERED", 2).then().body("items.attempts", is(List.of(1, 2)));
        owner.api().get(at(made)).then().body("failingSince", nullValue());
    }

    @Test
    void whoever_asks_to_be_left_alone_is() {
        var receiver = new Receiver(number -> new Reply(503, Map.of("Retry-After", "600"), Duration.ZERO));
        receivers.add(receiver);
        var made = contacts(receiver);
        network.contact("Ada");
        var wait = awaitDelivery(made, "PENDING").jsonPath();
        assertEquals(Duration.ofSeconds(600), Duration.between(Instant.parse(wait.getString("items[0].lastAttemptAt")),
                Instant.parse(wait.getString("items[0].nextAttemptAt"))));
    }

    @Test
    void whoever_wants_nothing_more_gets_nothing_more() {
        var receiver = new Receiver(number -> Reply.of(410));
        receivers.add(receiver);
        var made = contacts(receiver);
        network.contact("Ada");
        network.contact("Ben");
        network.awaited(at(made), "disabledReason");
        owner.api().get(at(made)).then().body("status", is("DISABLED"), "disabledReason", is("GONE"));
        awaitDelivery(made, "FAILED").then().body("items.size()", is(1), "items[0].responseStatus", is(410));
        assertEquals(Map.of("webhookId", made.path("id"), "reason", "GONE"),
                withoutNulls(network.events("webhook.disabled.v1", 1).get(0).get("data"), "failingSince"));
        assertEquals(1, receiver.received().size());
        // it was not delivered: whoever is there again gets it
        receiver.nowReply(number -> Reply.OK);
        patch(made, "{\"status\": \"ENABLED\"}");
        receiver.await(3);
        assertEquals(receiver.received().get(0).id(), receiver.received().get(1).id());
    }

    @Test
    void after_a_day_it_is_given_up_and_the_next_one_sent_and_it_can_be_sent_again() {
        var receiver = new Receiver(number -> Reply.of(number < 2 ? 500 : 204));
        receivers.add(receiver);
        var made = contacts(receiver);
        network.contact("Ada");
        awaitDelivery(made, "PENDING");
        network.contact("Ben");
        TestClock.ahead(Duration.ofHours(25));
        receiver.await(3);
        var given = awaitDelivery(made, "FAILED");
        given.then().body("items.size()", is(1), "items[0].attempts", is(2));
        var first = receiver.received().get(0).id();
        assertEquals(List.of(first, first), receiver.each(Received::id).subList(0, 2));
        assertNotEquals(first, receiver.received().get(2).id());

        var again = owner.api().post(at(made) + "/deliveries/" + given.path("items[0].id") + "/redeliver").then()
                .statusCode(202).body("kind", is("REDELIVERY"), "status", is("PENDING")).extract().header("Location");
        assertEquals(first, receiver.await(4).get(3).id());
        assertEquals("DELIVERED", awaitEnd(again).path("status"));
    }

    @Test
    void whoever_fails_for_days_is_disabled() {
        var receiver = new Receiver(number -> Reply.of(500));
        receivers.add(receiver);
        var made = contacts(receiver);
        network.contact("Ada");
        awaitDelivery(made, "PENDING");
        var since = owner.api().get(at(made)).<String> path("failingSince");
        TestClock.ahead(Duration.ofDays(6));
        network.awaited(at(made), "disabledReason");
        owner.api().get(at(made)).then().body("disabledReason", is("FAILING"), "failingSince", is(since));
        assertEquals(Map.of("webhookId", made.path("id"), "reason", "FAILING", "failingSince", since),
                network.events("webhook.disabled.v1", 1).get(0).get("data"));
    }

    @Test
    void one_that_is_slow_delays_no_other() {
        var slow = new Receiver(number -> Reply.late(Duration.ofSeconds(4)));
        receivers.add(slow);
        var fast = receiver();
        contacts(slow);
        contacts(fast);
        network.contact("Ada");
        network.contact("Ben");
        slow.await(1);
        var began = slow.received().get(0).nanos();
        assertTrue(Duration.ofNanos(fast.await(2).get(1).nanos() - began).toMillis() < 2000);
        assertEquals(1, slow.received().size());
    }

    @Test
    void a_secret_is_replaced_without_a_gap() {
        var receiver = receiver();
        var made = contacts(receiver);
        var old = made.<String> path("secret");
        var rotated = owner.api().post(at(made) + "/secret").then().statusCode(200).extract();
        var fresh = rotated.<String> path("secret");
        assertEquals(Duration.ofHours(24), Duration.between(TestClock.now(), Instant.parse(rotated.path("oldOnesSignUntil")))
                .plusSeconds(5).truncatedTo(ChronoUnit.HOURS));
        network.contact("Ada");
        var between = receiver.await(1).get(0);
        assertTrue(between.isSignedBy(old));
        assertTrue(between.isSignedBy(fresh));
        TestClock.ahead(Duration.ofHours(24));
        network.contact("Ben");
        var after = receiver.await(2).get(1);
        assertFalse(after.isSignedBy(old));
        assertTrue(after.isSignedBy(fresh));
    }

    @Test
    void a_secret_is_shown_once() {
        var body = Map.of("url", "https://hooks.example/kith", "types", List.of(CREATED));
        var first = owner.api().header("Idempotency-Key", "one").body(body).post("/v1/webhooks").then().statusCode(201)
                .body("secret", notNullValue()).extract();
        var again = owner.api().header("Idempotency-Key", "one").body(body).post("/v1/webhooks").then().statusCode(201)
                .extract();
        assertEquals(first.<String> path("id"), again.path("id"));
        assertNull(again.path("secret"));
        assertFalse(owner.api().get(at(first)).asString().contains(first.<String> path("secret").substring(6)));
        for (int i = 0; i < 4; i++) {
            owner.api().post(at(first) + "/secret").then().statusCode(200);
        }
        owner.api().post(at(first) + "/secret").then().statusCode(409);
    }

    @Test
    void a_redirect_is_not_followed() {
        var elsewhere = receiver();
        var receiver = new Receiver(number -> new Reply(307, Map.of("Location", elsewhere.url()), Duration.ZERO));
        receivers.add(receiver);
        var made = contacts(receiver);
        network.contact("Ada");
        awaitDelivery(made, "PENDING").then().body("items[0].responseStatus", is(307),
                "items[0].error", containsString("redirect"));
        assertEquals(List.of(), elsewhere.received());
    }

    @Test
    void a_test_says_whether_something_arrives() {
        var receiver = receiver();
        var made = contacts(receiver);
        var test = owner.api().post(at(made) + "/test").then().statusCode(202).extract().header("Location");
        assertEquals("DELIVERED", awaitEnd(test).path("status"));
        var received = receiver.await(1).get(0);
        assertEquals("dev.kith.webhook.test.v1", received.type());
        assertTrue(received.isSignedBy(made.path("secret")));
        owner.api().post(test + "/redeliver").then().statusCode(409);

        receiver.nowReply(number -> Reply.of(500));
        var failed = owner.api().post(at(made) + "/test").then().statusCode(202).extract().header("Location");
        awaitEnd(failed).then().body("status", is("FAILED"), "attempts", is(1), "responseStatus", is(500));
        owner.api().get(at(made)).then().body("failingSince", nullValue());
        assertEquals(List.of(), network.events("webhook.test.v1", 0));
    }

    @Test
    void it_starts_where_it_is_told_to() {
        var ada = network.contact("Ada");
        var events = network.events(CREATED, 1);
        var cursor = owner.api().get("/v1/events").<String> path("nextCursor");
        var ben = network.contact("Ben");
        network.events(CREATED, 2);
        var fromHere = receiver();
        var fromThere = receiver();
        var fromTheBeginning = receiver();
        var types = List.of(CREATED);
        endpoint(Map.of("url", fromHere.url(), "types", types));
        endpoint(Map.of("url", fromThere.url(), "types", types, "after", cursor));
        var all = endpoint(Map.of("url", fromTheBeginning.url(), "types", types, "start", "BEGINNING"));
        var cem = network.contact("Cem");
        fromTheBeginning.await(3);
        fromThere.await(2);
        fromHere.await(1);
        assertEquals(List.of(ada, ben, cem), subjects(fromTheBeginning));
        assertEquals(List.of(ben, cem), subjects(fromThere));
        assertEquals(List.of(cem), subjects(fromHere));

        patch(all, "{\"after\": \"" + cursor + "\"}");
        fromTheBeginning.await(5);
        assertEquals(List.of(ada, ben, cem, ben, cem), subjects(fromTheBeginning));
        owner.api().body(Map.of("after", TestOwner.fresh().api().get("/v1/events").<String> path("nextCursor")))
                .patch(at(all)).then().statusCode(400);
        assertEquals(1, events.size());
    }

    @Test
    void one_that_was_disabled_goes_on_where_it_was_unless_told_otherwise() {
        var receiver = receiver();
        var made = contacts(receiver);
        network.contact("Ada");
        awaitDeliveries(made, "DELIVERED", 1); // to be sent again, if it were disabled before that is known
        patch(made, "{\"status\": \"DISABLED\"}");
        owner.api().post(at(made) + "/test").then().statusCode(409);
        network.contact("Ben");
        network.events(CREATED, 2);
        patch(made, "{\"status\": \"ENABLED\"}");
        awaitDeliveries(made, "DELIVERED", 2);
        patch(made, "{\"status\": \"DISABLED\"}");
        network.contact("Cem");
        network.events(CREATED, 3);
        patch(made, "{\"status\": \"ENABLED\", \"start\": \"NOW\"}");
        var dan = network.contact("Dan");
        receiver.await(3);
        assertEquals(dan, subjects(receiver).get(2));
    }

    @Test
    void whoever_has_moved_is_sent_at_once_what_failed() {
        var gone = new Receiver(number -> new Reply(503, Map.of("Retry-After", "3600"), Duration.ZERO));
        receivers.add(gone);
        var made = contacts(gone);
        var ada = network.contact("Ada");
        awaitDelivery(made, "PENDING");
        patch(made, "{\"description\": \"Moves soon\"}");
        awaitDelivery(made, "PENDING");
        var there = receiver();
        patch(made, "{\"url\": \"" + there.url() + "\"}");
        there.await(1);
        assertEquals(List.of(ada), subjects(there));
        awaitDelivery(made, "FAILED").then().body("items.size()", is(1), "items[0].error", containsString("changed"));
        awaitDelivery(made, "DELIVERED").then().body("items.size()", is(1));
    }

    @Test
    void it_is_told_what_changed_by_its_tag() {
        var receiver = receiver();
        // one that is enabled moves on by itself, be it past what it is not sent
        var made = endpoint(Map.of("url", receiver.url(), "types", List.of(CREATED), "status", "DISABLED"));
        owner.api().header("If-None-Match", owner.api().get(at(made)).header("ETag")).get(at(made)).then().statusCode(304);
        patch(made, "{\"status\": \"ENABLED\"}");
        var tag = owner.api().get(at(made)).header("ETag");
        network.contact("Ada");
        receiver.await(1);
        network.awaited(at(made) + "/deliveries", "items[0].id");
        owner.api().header("If-None-Match", tag).get(at(made)).then().statusCode(200);
        owner.api().header("If-Match", tag).body(Map.of("description", "Reminders")).patch(at(made)).then().statusCode(200)
                .body("description", is("Reminders"));
        owner.api().header("If-Match", tag).delete(at(made)).then().statusCode(412);
        network.events("webhook.changed.v1", 2);
        assertEquals(List.of("dev.kith.webhook.created.v1", "dev.kith.webhook.changed.v1", "dev.kith.webhook.changed.v1"),
                network.events("", 3).stream().map(event -> event.get("type").toString())
                        .filter(type -> type.startsWith("dev.kith.webhook.")).toList());
    }

    @Test
    void there_are_at_most_ten() {
        for (int i = 0; i < 10; i++) {
            endpoint(Map.of("url", "https://hooks.example/" + i, "types", List.of(CREATED)));
        }
        owner.api().body(Map.of("url", "https://hooks.example/11")).post("/v1/webhooks").then().statusCode(409);
        var page = owner.api().get("/v1/webhooks?limit=6").then().body("items.size()", is(6)).extract();
        owner.api().get("/v1/webhooks?limit=6&cursor=" + page.path("nextCursor")).then().body("items.size()", is(4),
                "nextCursor", nullValue());
    }

    @Test
    void deliveries_are_listed_newest_first_and_by_status() {
        var receiver = new Receiver(number -> Reply.of(number == 2 ? 500 : 204));
        receivers.add(receiver);
        var made = contacts(receiver);
        for (var name : List.of("Ada", "Ben", "Cem")) {
            network.contact(name);
        }
        awaitDelivery(made, "PENDING");
        var page = owner.api().get(at(made) + "/deliveries?limit=2").then().body("items.status", is(List.of("PENDING",
                "DELIVERED"))).extract();
        owner.api().get(at(made) + "/deliveries?limit=2&cursor=" + page.path("nextCursor")).then()
                .body("items.status", is(List.of("DELIVERED")), "nextCursor", nullValue());
        owner.api().get(at(made) + "/deliveries?status=DELIVERED").then().body("items.size()", is(2));
        owner.api().get(at(made) + "/deliveries?status=FAILED").then().body("items.size()", is(0));
        owner.api().get(at(made) + "/deliveries?status=FAILED&cursor=" + page.path("nextCursor")).then().statusCode(400);
    }

    @Test
    void with_the_account_it_is_gone() throws Exception {
        var receiver = receiver();
        var gone = TestOwner.fresh();
        gone.api().body(Map.of("url", receiver.url())).post("/v1/webhooks").then().statusCode(201);
        new Network(gone).contact("Ada");
        receiver.await(1);
        gone.api().delete("/v1/me").then().statusCode(202);
        gone.api().delete("/v1/me").then().statusCode(204);
        Database.awaitLog(gone.id());
        var sent = receiver.received().size();
        LockSupport.parkNanos(Duration.ofMillis(600).toNanos());
        assertEquals(sent, receiver.received().size());
        try (var connection = Database.asSystem();
                var select = connection.prepareStatement(
                        """
                                select (select count(*) from webhook where owner_id = ?1) + (select count(*) from webhook_secret where owner_id = ?1)
                                     + (select count(*) from webhook_delivery where owner_id = ?1)
                                """
                                .replace("?1", "'" + gone.id() + "'"));
                var row = select.executeQuery()) {
            row.next();
            assertEquals(0, row.getInt(1));
        }
    }

    private Receiver receiver() {
        var receiver = new Receiver();
        receivers.add(receiver);
        return receiver;
    }

    /** An endpoint for new contacts. */
    private ExtractableResponse<Response> contacts(Receiver receiver) {
        return endpoint(Map.of("url", receiver.url(), "types", List.of(CREATED)));
    }

    private ExtractableResponse<Response> endpoint(Map<String, ?> body) {
        return owner.api().body(body).post("/v1/webhooks").then().statusCode(201).extract();
    }

    private void patch(ExtractableResponse<Response> made, String patch) {
        owner.api().body(patch).patch(at(made)).then().statusCode(200);
    }

    private static String at(ExtractableResponse<Response> made) {
        return made.header("Location");
    }

    private Response awaitDelivery(ExtractableResponse<Response> made, String status) {
        return awaitDeliveries(made, status, 1);
    }

    private Response awaitDeliveries(ExtractableResponse<Response> made, String status, int atLeast) {
        var address = at(made) + "/deliveries?status=" + status;
        network.awaited(address, "items[" + (atLeast - 1) + "].id");
        return owner.api().get(address);
    }

    private Response awaitEnd(String delivery) {
        network.awaited(delivery, "lastAttemptAt");
        var answer = owner.api().get(delivery);
        answer.then().body("attempts", greaterThan(0));
        return answer;
    }

    private static List<String> subjects(Receiver receiver) {
        return receiver.each(received -> received.json().path("subject").asText());
    }

    private static <T> List<T> lastOf(List<T> all, int number) {
        return all.subList(all.size() - number, all.size());
    }

    private static Map<?, ?> withoutNulls(Object data, String name) {
        var known = new HashMap<>((Map<?, ?>) data);
        assertTrue(known.containsKey(name));
        known.remove(name);
        return known;
    }
}
