package dev.kith.eventlog;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.kith.owner.Scope;
import dev.kith.paging.Cursor;
import dev.kith.support.Database;
import dev.kith.support.TestOwner;
import dev.kith.support.Topic;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;

@QuarkusTest
class EventsResourceTest {

    @Inject
    EventLog log;
    @Inject
    EventReader reader;
    @Inject
    EventLogThreads threads;
    @Inject
    AgroalDataSource database;

    private final TestOwner owner = TestOwner.fresh();

    /** Has what a number, a text beyond ASCII and a null can look like. */
    record Happened(int number, String text, Double fraction, UUID nothing) implements DomainEvent {
        @Override
        public String type() {
            return "dev.kith.test.happened.v1";
        }

        @Override
        public UUID subject() {
            return new UUID(0, number);
        }

        @Override
        public Instant time() {
            return Instant.parse("2026-03-31T07:00:00.000001Z");
        }
    }

    @Test
    void the_log_the_topic_and_the_api_have_the_same_events_byte_for_byte() throws Exception {
        happen(owner, 5);
        awaitEvents(5);
        var logged = logged();
        var records = Topic.await("kith.events", owner.id(), 5);
        var answer = owner.api().get("/v1/events").then().statusCode(200).extract();
        var body = answer.body().asString();
        for (var i = 0; i < 5; i++) {
            var event = logged.get(i);
            var record = records.get(i);
            assertEquals(event.id().toString(), TestLog.header(record, "ce_id"));
            assertEquals(new String(event.data(), StandardCharsets.UTF_8), new String(record.value(), StandardCharsets.UTF_8));
            var item = "items[" + i + "].";
            assertEquals(event.id().toString(), answer.path(item + "id"));
            for (var attribute : List.of("specversion", "source", "type", "subject", "time", "dataschema", "partitionkey",
                    "sequence")) {
                assertEquals(TestLog.header(record, "ce_" + attribute), answer.path(item + attribute));
            }
            assertEquals(TestLog.header(record, "content-type"), answer.path(item + "datacontenttype"));
            assertTrue(body.contains("\"data\":" + new String(event.data(), StandardCharsets.UTF_8) + "}"), body);
        }
    }

    @Test
    void what_is_done_over_the_api_is_in_the_log_and_on_the_topic_a_moment_later() throws Exception {
        var id = owner.api().body(Map.of("name", Map.of("display", "Ada"))).post("/v1/contacts").then().statusCode(201)
                .extract().<String> path("id");
        awaitEvents(2);
        owner.api().get("/v1/events").then().body("items[0].type", is("dev.kith.account.opened.v1"))
                .body("items[1].type", is("dev.kith.contact.created.v1"))
                .body("items[1].subject", is(id)).body("items[1].data.contactId", is(id));
        var record = Topic.await("kith.events", owner.id(), 2).get(1);
        assertEquals("dev.kith.contact.created.v1", TestLog.header(record, "ce_type"));
    }

    @Test
    void the_log_is_read_page_by_page_and_has_no_last_page() throws Exception {
        owner.api().get("/v1/events").then().statusCode(200);
        awaitEvents(1);
        String opened = owner.api().get("/v1/events").then().statusCode(200).body("items", hasSize(1))
                .extract().path("nextCursor");
        var cursor = owner.api().queryParam("after", opened).get("/v1/events").then().statusCode(200).body("items", hasSize(0))
                .extract().<String> path("nextCursor");
        happen(owner, 7);
        awaitEvents(8);
        var numbers = new ArrayList<Integer>();
        for (var page = 0; page < 4; page++) {
            var answer = owner.api().queryParam("after", cursor).queryParam("limit", 3).get("/v1/events").then()
                    .statusCode(200).body("nextCursor", notNullValue()).extract();
            numbers.addAll(answer.<List<Integer>> path("items.data.number"));
            cursor = answer.path("nextCursor");
        }
        assertEquals(IntStream.rangeClosed(1, 7).boxed().toList(), numbers);
        happen(owner, 1);
        awaitEvents(9);
        owner.api().queryParam("after", cursor).get("/v1/events").then().body("items", hasSize(1));
    }

    @Test
    void nobody_sees_the_events_of_others() throws Exception {
        happen(owner, 2);
        awaitEvents(2);
        var other = TestOwner.fresh();
        other.api().get("/v1/events").then().statusCode(200).body("items.partitionkey", everyItem(is(other.id().toString())));
        String cursor = owner.api().get("/v1/events").then().extract().path("nextCursor");
        other.api().queryParam("after", cursor).get("/v1/events").then().statusCode(400).body("errors.pointer",
                hasItem("?after"));
    }

    @Test
    void a_damaged_cursor_is_a_bad_request() {
        for (var damaged : List.of("x", "!!", "AAAAAAAAAAAAAAAAAAAA",
                Cursor.of("events of " + owner.id(), "made", "up"))) {
            owner.api().queryParam("after", damaged).get("/v1/events").then().statusCode(400)
                    .body("errors.pointer", hasItem("?after"));
        }
    }

    @Test
    void types_and_subject_choose_what_is_answered_and_the_cursor_is_good_with_any_of_them() throws Exception {
        happen(owner, 3);
        owner.api().body(Map.of("name", Map.of("display", "Ada"))).post("/v1/contacts").then().statusCode(201);
        Database.awaitLog(owner.id());
        owner.api().queryParam("type", "dev.kith.contact.created.v1").get("/v1/events").then()
                .body("items.type", is(List.of("dev.kith.contact.created.v1")));
        owner.api().queryParam("type", "dev.kith.contact.created.v1", "dev.kith.account.opened.v1").get("/v1/events").then()
                .body("items", hasSize(2));
        owner.api().queryParam("subject", new UUID(0, 2)).get("/v1/events").then().body("items.data.number", is(List.of(2)));
        owner.api().queryParam("subject", new UUID(0, 2)).queryParam("type", "dev.kith.contact.created.v1").get("/v1/events")
                .then().body("items", hasSize(0));
        var first = owner.api().queryParam("type", "dev.kith.test.happened.v1").queryParam("limit", 2).get("/v1/events").then()
                .body("items.data.number", is(List.of(1, 2))).extract().<String> path("nextCursor");
        owner.api().queryParam("after", first).queryParam("type", "dev.kith.test.happened.v1").get("/v1/events").then()
                .body("items.data.number", is(List.of(3)));
        owner.api().queryParam("after", first).queryParam("subject", new UUID(0, 3)).get("/v1/events").then()
                .body("items.data.number", is(List.of(3)));
        owner.api().queryParam("type", "unheard.of").get("/v1/events").then().statusCode(400);
        owner.api().queryParam("type", "dev.kith.unheard.of.v1").get("/v1/events").then().body("items", hasSize(0));
    }

    @Test
    void whoever_waits_is_answered_as_soon_as_something_they_want_has_happened() throws Exception {
        var cursor = end();
        var answer = CompletableFuture.supplyAsync(() -> owner.api().queryParam("after", cursor).queryParam("wait", 20)
                .queryParam("subject", new UUID(0, 4)).get("/v1/events").then().extract().<List<Integer>> path(
                        "items.data.number"));
        TestLog.await(() -> threads.recent().waiting() > 0);
        happen(owner, 3);
        Database.awaitLog(owner.id());
        assertThrows(TimeoutException.class, () -> answer.get(300, TimeUnit.MILLISECONDS));
        happen(owner, 5);
        assertEquals(List.of(4), answer.get(10, TimeUnit.SECONDS));
    }

    @Test
    void whoever_waits_in_vain_is_answered_after_the_time_they_said_and_goes_on_further_behind() throws Exception {
        var cursor = end();
        happen(TestOwner.fresh(), 1);
        var began = System.nanoTime();
        var next = owner.api().queryParam("after", cursor).queryParam("wait", "PT0.5S").get("/v1/events").then()
                .statusCode(200).body("items", hasSize(0)).extract().<String> path("nextCursor");
        assertTrue(System.nanoTime() - began >= 500_000_000);
        TestLog.await(() -> !owner.api().queryParam("after", next).get("/v1/events").path("nextCursor").equals(cursor));
        owner.api().queryParam("wait", 20).get("/v1/events").then().body("items", hasSize(1));
    }

    @Test
    void a_hundred_who_wait_hold_neither_threads_nor_connections() throws Exception {
        var cursor = end();
        var http = HttpClient.newHttpClient();
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + "/v1/events?wait=20&after="
                + cursor)).header("Authorization", "Bearer " + owner.token()).build();
        var before = threads.recent().waiting();
        var answers = IntStream.range(0, 100).mapToObj(one -> http.sendAsync(request, BodyHandlers.ofString())).toList();
        TestLog.await(() -> threads.recent().waiting() >= before + 100);
        assertTrue(database.getMetrics().activeCount() < 8, "connections are kept");
        owner.api().get("/v1/me").then().statusCode(200);
        happen(owner, 1);
        for (var answer : answers) {
            assertTrue(answer.get(10, TimeUnit.SECONDS).body().contains("dev.kith.test.happened.v1"));
        }
    }

    @Test
    void a_cursor_that_retention_has_overtaken_is_gone_and_the_beginning_says_that_it_is_none() throws Exception {
        var place = new LogCursor(epoch(), 0);
        try (var owned = Database.asOwner(); var update = owned.createStatement()) {
            update.execute("update log_head set oldest = 2");
            try {
                owner.api().queryParam("after", reader.cursor(owner.id(), place)).get("/v1/events").then().statusCode(410)
                        .body("detail", containsString("GET /v1/snapshot"));
                owner.api().queryParam("after", reader.cursor(owner.id(), new LogCursor(place.epoch(), 1))).get("/v1/events")
                        .then().statusCode(200).body("truncated", is(false));
                owner.api().get("/v1/events").then().statusCode(200).body("truncated", is(true));
            } finally {
                update.execute("update log_head set oldest = 1");
            }
        }
        owner.api().get("/v1/events").then().body("truncated", is(false));
    }

    private UUID epoch() throws SQLException {
        try (var connection = Database.asApi(owner.id())) {
            return reader.head(connection, owner.id()).epoch();
        }
    }

    /** The place behind what has happened so far. */
    private String end() throws Exception {
        owner.api().get("/v1/events").then().statusCode(200);
        awaitEvents(1);
        return owner.api().get("/v1/events").then().body("items", hasSize(1)).extract().path("nextCursor");
    }

    @Test
    void a_cursor_of_another_history_is_gone_and_the_way_on_is_told() {
        var cursor = Cursor.of("events of " + owner.id(), UUID.randomUUID().toString(), "3");
        owner.api().queryParam("after", cursor).get("/v1/events").then().statusCode(410)
                .body("type", is("https://kith.dev/problems/gone")).body("detail", containsString("GET /v1/snapshot"));
    }

    @Test
    void health_has_a_line_for_the_relay_and_readiness_does_not() throws Exception {
        happen(owner, 1);
        Topic.await("kith.events", owner.id(), 1);
        TestLog.await(() -> RestAssured.get("/q/health").jsonPath()
                .getBoolean("checks.find { it.name == 'event relay' }.data.leader"));
        TestLog.await(() -> RestAssured.get("/q/health").jsonPath()
                .getMap("checks.find { it.name == 'event relay' }.data").containsKey("lag"));
        RestAssured.get("/q/health").then().body("checks.find { it.name == 'event relay' }.status", equalTo("UP"))
                .body("checks.find { it.name == 'event relay' }.data.cursor", greaterThan(0))
                .body("checks.find { it.name == 'event relay' }.data.head", greaterThan(0));
        var ready = RestAssured.get("/q/health/ready").then().statusCode(200).extract().<List<String>> path("checks.name");
        assertTrue(!ready.contains("event relay"), ready.toString());
    }

    @Test
    void operators_see_how_far_the_relay_is() throws Exception {
        happen(owner, 1);
        Topic.await("kith.events", owner.id(), 1);
        var operator = owner.with(Scope.ADMIN);
        TestLog.await(() -> {
            var relay = operator.api().get("/v1/relay").then().statusCode(200).extract().jsonPath();
            return relay.getBoolean("leader") && Integer.valueOf(0).equals(relay.get("lag"));
        });
        operator.api().get("/v1/relay").then().body("cursor", greaterThan(0)).body("error", nullValue())
                .body("remedy", nullValue()).body("trouble", nullValue()).body("replica", notNullValue())
                .body("leadsSince", notNullValue()).body("epoch", notNullValue()).body("oldest", equalTo(1))
                .body("unpublished", nullValue());
    }

    @ParameterizedTest
    @CsvSource({ "'{\"from\": 1}', 400, /to", "'{\"from\": 0, \"to\": 1}', 400, /from", "'{\"from\": 2, \"to\": 1}', 422, /to",
            "'{\"from\": 1, \"to\": 9000000000000000000}', 422, /to" })
    void what_was_never_published_is_not_published_again(String range, int status, String pointer) {
        owner.with(Scope.ADMIN).api().contentType("application/json").body(range).put("/v1/relay/republication").then()
                .statusCode(status).body("errors[0].pointer", equalTo(pointer));
    }

    @Test
    void operators_have_a_range_published_once_more() throws Exception {
        happen(owner, 3);
        var first = Topic.await("kith.events", owner.id(), 3);
        var position = Long.parseLong(TestLog.header(first.get(0), "ce_sequence"));
        var operator = owner.with(Scope.ADMIN);
        TestLog.await(() -> operator.api().get("/v1/relay").jsonPath().getLong("cursor") >= position);
        var range = "{\"from\": %d, \"to\": %d}".formatted(position, position);
        operator.api().contentType("application/json").body(range).put("/v1/relay/republication").then().statusCode(200)
                .body("from", equalTo((int) position)).body("endedAt", nullValue());
        TestLog.await(() -> Topic.readCommitted("kith.events").stream()
                .filter(record -> TestLog.header(record, "ce_id").equals(TestLog.header(first.get(0), "ce_id"))).count() == 2);
        TestLog.await(() -> operator.api().get("/v1/relay").jsonPath().get("republication.endedAt") != null);
        operator.api().get("/v1/relay").then().body("republication.position", equalTo((int) position))
                .body("republication.cancelled", equalTo(false));
    }

    @Test
    void metrics_tell_how_far_outbox_log_and_relay_are_apart() throws Exception {
        happen(owner, 1);
        Topic.await("kith.events", owner.id(), 1);
        TestLog.await(() -> metric("kith_outbox_rows") == 0 && metric("kith_relay_lag") == 0);
        assertEquals(0, metric("kith_outbox_age_seconds"));
        assertTrue(metric("kith_relay_events_total") > 0);
        assertTrue(metric("kith_relay_takeovers_total") > 0);
        assertTrue(metric("kith_sequencer_passes_total") > 0);
    }

    private static double metric(String name) {
        var line = RestAssured.get("/q/metrics").asString().lines().filter(one -> one.startsWith(name + " ")
                || one.startsWith(name + "{")).findFirst().orElseThrow(() -> new AssertionError("no metric " + name));
        return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    }

    private void happen(TestOwner whose, int events) throws SQLException {
        try (var connection = Database.asSystem()) {
            log.append(connection, Map.of(whose.id(), IntStream.rangeClosed(1, events)
                    .mapToObj(number -> new Happened(number, "Zoë \"–\" \u0007 \uD83D\uDE42", 1e21, null)).toList()));
        }
        log.announce();
    }

    private void awaitEvents(int events) throws Exception {
        TestLog.await(() -> logged().size() == events);
    }

    private List<LoggedEvent> logged() throws SQLException {
        try (var connection = Database.asApi(owner.id());
                var query = connection.prepareStatement("select " + LoggedEvent.COLUMNS
                        + " from event_log where owner_id = ? order by position")) {
            query.setObject(1, owner.id());
            var events = new ArrayList<LoggedEvent>();
            try (var row = query.executeQuery()) {
                while (row.next()) {
                    events.add(LoggedEvent.of(row));
                }
            }
            return events;
        }
    }
}
