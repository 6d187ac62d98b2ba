package dev.kith.eventlog;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import dev.kith.owner.Scope;
import dev.kith.paging.Cursor;
import dev.kith.support.Database;
import dev.kith.support.TestClock;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;

@QuarkusTest
class EventStreamResourceTest {

    @Inject
    EventLog log;
    @Inject
    EventLogThreads threads;
    @Inject
    OpenStreams streams;
    @Inject
    ObjectMapper json;

    private final TestOwner owner = TestOwner.fresh();

    @Test
    void what_happens_is_told_as_it_happens_as_the_list_has_it() throws Exception {
        try (var client = stream("", null)) {
            assertEquals("text/event-stream", client.header("Content-Type").split(";")[0]);
            assertEquals("no", client.header("X-Accel-Buffering"));
            assertEquals("dev.kith.account.opened.v1", client.next().orElseThrow().event());
            happen(2);
            var told = client.next(2);
            happen(1);
            told.addAll(client.next(1));
            var listed = json.readTree(owner.api().get("/v1/events").asString());
            for (var i = 0; i < 3; i++) {
                assertEquals(listed.at("/items/" + (i + 1)), json.readTree(told.get(i).data()));
                assertEquals("dev.kith.test.happened.v1", told.get(i).event());
            }
            owner.api().queryParam("after", told.get(1).id()).get("/v1/events").then()
                    .body("items.data.number", is(List.of(1)));
        }
    }

    @Test
    void whoever_comes_back_goes_on_behind_what_they_were_told_last() throws Exception {
        happen(5);
        Database.awaitLog(owner.id());
        String first;
        try (var client = stream("?type=dev.kith.test.happened.v1", null)) {
            first = client.next().orElseThrow().id();
            assertEquals(List.of(2, 3), numbers(client.next(2)));
            try (var again = stream("?after=" + first, client.place())) {
                assertEquals(List.of(4, 5), numbers(again.next(2)), "what came last counts, and not the address");
            }
        }
        try (var client = stream("?type=dev.kith.test.happened.v1&after=" + first, null)) {
            assertEquals(List.of(2, 3, 4, 5), numbers(client.next(4)));
        }
    }

    @Test
    void whoever_is_cut_off_before_the_first_event_misses_none() throws Exception {
        String place;
        try (var client = stream("?type=dev.kith.test.happened.v1", null)) {
            client.block();
            place = client.place();
        }
        happen(2);
        try (var client = stream("?type=dev.kith.test.happened.v1", place)) {
            assertEquals(List.of(1, 2), numbers(client.next(2)));
        }
    }

    @Test
    void types_and_subject_choose_what_is_told() throws Exception {
        try (var client = stream("?subject=" + new UUID(0, 2), null);
                var other = stream("?type=dev.kith.unheard.of.v1&type=dev.kith.account.opened.v1", null)) {
            happen(3);
            assertEquals(List.of(2), numbers(client.next(1)));
            happen(2);
            assertEquals(List.of(2), numbers(client.next(1)));
            assertEquals("dev.kith.account.opened.v1", other.next().orElseThrow().event());
            assertEquals(null, other.block().orElseThrow().data());
        }
    }

    @Test
    void a_stream_in_which_nothing_happens_says_that_it_is_there_and_how_far_it_is() throws Exception {
        try (var client = stream("", null)) {
            client.next(1);
            var place = client.place();
            happen(TestOwner.fresh(), 1);
            while (client.place().equals(place)) {
                client.block();
            }
            assertTrue(client.comments().size() > 0);
            happen(owner, 1);
            try (var other = stream("", client.place())) {
                assertEquals(List.of(1), numbers(other.next(1)));
            }
        }
    }

    /** More than all buffers on the way hold, so that the client is overtaken by what is at hand. */
    @Test
    void a_client_that_is_slow_is_told_everything() throws Exception {
        try (var client = stream("?type=dev.kith.test.happened.v1", null)) {
            client.block();
            for (var i = 0; i < 40; i++) {
                happen(1_000);
            }
            Database.awaitLog(owner.id());
            var expected = IntStream.range(0, 40_000).map(i -> i % 1_000 + 1).boxed().toList();
            assertEquals(expected, numbers(client.next(40_000)));
        }
    }

    @Test
    void twenty_streams_are_as_many_as_an_owner_may_have() throws Exception {
        var open = new ArrayList<StreamClient>();
        for (var i = 0; i < 20; i++) {
            open.add(stream("", null));
        }
        owner.api().get("/v1/events/stream").then().statusCode(429).header("Retry-After", notNullValue())
                .body("type", is("https://kith.dev/problems/too-many-requests"));
        new StreamClient(TestOwner.fresh().token(), "", null).close();
        open.remove(0).close();
        TestLog.await(() -> {
            try {
                open.add(stream("", null));
                return true;
            } catch (AssertionError tooMany) {
                return false;
            }
        });
        open.forEach(StreamClient::close);
    }

    @Test
    void a_place_that_is_none_or_is_gone_is_a_problem_and_no_stream() throws Exception {
        var foreign = Cursor.of("events of " + TestOwner.fresh().id(), UUID.randomUUID().toString(), "0");
        for (var place : List.of("nonsense", foreign)) {
            owner.api().header("Last-Event-ID", place).get("/v1/events/stream").then().statusCode(400)
                    .body("errors.pointer", hasItem("Last-Event-ID"));
            owner.api().queryParam("after", place).get("/v1/events/stream").then().statusCode(400)
                    .body("errors.pointer", hasItem("?after"));
        }
        var gone = Cursor.of("events of " + owner.id(), UUID.randomUUID().toString(), "0");
        owner.api().header("Last-Event-ID", gone).get("/v1/events/stream").then().statusCode(410)
                .contentType("application/problem+json").body("detail", containsString("GET /v1/snapshot"));
        owner.api().head("/v1/events/stream").then().statusCode(200).contentType("text/event-stream");
        assertEquals(0, streams.count());
    }

    @Test
    void a_stream_whose_place_is_lost_says_so_and_ends() throws Exception {
        try (var client = stream("", null); var owned = Database.asOwner(); var update = owned.createStatement()) {
            client.next(1);
            update.execute("update log_head set oldest = 1000000000");
            try {
                threads.recent().beginAt(new LogCursor(UUID.randomUUID(), 0)); // as after a change of the history
                var last = client.next().orElseThrow();
                assertEquals("gone", last.event());
                assertTrue(json.readTree(last.data()).path("detail").asText().contains("GET /v1/snapshot"));
                assertEquals(Optional.empty(), client.next());
                try (var other = new StreamClient(TestOwner.fresh().token(), "", null)) {
                    assertEquals("truncated", other.next().orElseThrow().event());
                }
            } finally {
                update.execute("update log_head set oldest = 1");
            }
        }
    }

    @Test
    void a_stream_ends_with_the_token_of_a_provider() throws Exception {
        owner.api().get("/v1/me").then().statusCode(200);
        var token = TestOwner.signed(TestOwner.claims(owner.subject()).expiresIn(Duration.ofSeconds(2)));
        try (var client = new StreamClient(token, "", null)) {
            var began = System.nanoTime();
            while (client.next().isPresent()) {
                assertTrue(System.nanoTime() - began < 10_000_000_000L);
            }
            assertTrue(client.comments().contains("the token has expired"), client.comments().toString());
        }
    }

    @Test
    void a_stream_ends_when_the_token_that_opened_it_is_revoked_or_expires_and_no_other_does() throws Exception {
        var token = token(Map.of("name", "a", "scopes", List.of(Scope.EVENTS)));
        var other = token(Map.of("name", "b", "scopes", List.of(Scope.EVENTS), "expiresAt",
                TestClock.now().plusSeconds(3).toString()));
        try (var client = new StreamClient(token.get("token"), "", null);
                var expiring = new StreamClient(other.get("token"), "", null);
                var own = stream("?type=dev.kith.test.happened.v1", null)) {
            owner.api().delete("/v1/tokens/" + token.get("id")).then().statusCode(204);
            while (client.next().isPresent()) {
                // what happened before
            }
            assertTrue(client.comments().contains("the token was revoked"), client.comments().toString());
            while (expiring.next().isPresent()) {
                // the other one's end, too
            }
            assertTrue(expiring.comments().contains("the token has expired"), expiring.comments().toString());
            happen(1);
            assertEquals(List.of(1), numbers(own.next(1)));
        }
    }

    @Test
    void the_last_that_is_told_is_that_the_account_was_closed() throws Exception {
        try (var client = stream("", null)) {
            owner.api().delete("/v1/me").then().statusCode(202);
            owner.api().delete("/v1/me").then().statusCode(204);
            assertEquals(List.of("dev.kith.account.opened.v1", "dev.kith.account.closed.v1"),
                    client.next(2).stream().map(StreamClient.Message::event).toList());
            assertEquals(Optional.empty(), client.next());
            assertTrue(client.comments().contains("the account was closed"), client.comments().toString());
        }
    }

    /** It does not even take the end. */
    @Test
    void a_client_that_takes_nothing_is_cut_off_when_its_time_is_over() throws Exception {
        owner.api().get("/v1/me").then().statusCode(200);
        var token = TestOwner.signed(TestOwner.claims(owner.subject()).expiresIn(Duration.ofSeconds(4)));
        try (var socket = new Socket("localhost", RestAssured.port)) {
            socket.setReceiveBufferSize(4_096);
            socket.getOutputStream()
                    .write(("GET /v1/events/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                            + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            TestLog.await(() -> streams.count() > 0);
            for (var i = 0; i < 20; i++) {
                happen(1_000);
            }
            TestLog.await(() -> streams.count() == 0);
        }
    }

    private Map<String, String> token(Map<String, Object> command) {
        var made = owner.api().contentType(ContentType.JSON).body(command).post("/v1/tokens").then().statusCode(201).extract();
        return Map.of("id", made.path("id"), "token", made.path("token"));
    }

    private StreamClient stream(String query, String place) throws IOException {
        return new StreamClient(owner.token(), query, place);
    }

    private List<Integer> numbers(List<StreamClient.Message> messages) throws IOException {
        var numbers = new ArrayList<Integer>();
        for (var message : messages) {
            numbers.add(json.readTree(message.data()).at("/data/number").intValue());
        }
        return numbers;
    }

    private void happen(int events) throws SQLException {
        happen(owner, events);
    }

    private void happen(TestOwner whose, int events) throws SQLException {
        try (var connection = Database.asSystem()) {
            log.append(connection, Map.of(whose.id(), IntStream.rangeClosed(1, events)
                    .mapToObj(number -> new TestLog.Happened("a", number)).toList()));
        }
        log.announce();
    }
}
