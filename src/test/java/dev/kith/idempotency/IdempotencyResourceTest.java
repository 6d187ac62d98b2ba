package dev.kith.idempotency;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import dev.kith.support.Database;
import dev.kith.support.TestOwner;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

@QuarkusTest
class IdempotencyResourceTest {

    private static final String PATH = "/test/notes";

    private final TestOwner owner = TestOwner.fresh();
    private final String key = UUID.randomUUID().toString();

    @Inject
    IdempotencyRepository keys;

    @TestHTTPResource
    URI server;

    private Response post(String text) {
        return owner.api().header("Idempotency-Key", key).body("{\"text\": \"" + text + "\"}").post(PATH);
    }

    /** How often the request had its effect. */
    private int effects() throws SQLException {
        return count("select count(*) from tag where owner_id = ?");
    }

    private int kept() throws SQLException {
        return count("select count(*) from idempotency_key where owner_id = ?");
    }

    private int count(String sql) throws SQLException {
        try (var connection = Database.asSystem(); var count = connection.prepareStatement(sql)) {
            count.setObject(1, owner.id());
            try (var row = count.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    @Test
    void without_a_key_every_request_counts() throws SQLException {
        for (var i = 0; i < 2; i++) {
            owner.api().body("{\"text\": \"a\"}").post(PATH).then().statusCode(201)
                    .header("Location", matchesPattern("/test/notes/[0-9a-f-]{36}"))
                    .header("ETag", equalTo("\"0.abc\"")).header("Idempotency-Replayed", nullValue())
                    .contentType("application/json").body("note.text", equalTo("as it is"));
        }
        assertEquals(2, effects());
        assertEquals(0, kept());
    }

    @Test
    void a_repeat_gets_the_same_answer_and_changes_nothing() throws SQLException {
        var first = post("a");
        first.then().statusCode(201).header("Idempotency-Replayed", nullValue());
        post("a").then().statusCode(201)
                .header("Idempotency-Replayed", equalTo("true"))
                .header("Location", equalTo(first.header("Location")))
                .header("ETag", equalTo(first.header("ETag")))
                .contentType(first.contentType())
                .body(is(first.asString()));
        assertEquals(1, effects());
    }

    @Test
    void a_key_is_not_taken_for_another_request() throws SQLException {
        post("a").then().statusCode(201);
        post("b").then().statusCode(422).body("errors[0].pointer", equalTo("Idempotency-Key"));
        owner.api().header("Idempotency-Key", key).body("{\"text\": \"a\"}").post(PATH + "?x=1").then().statusCode(422);
        owner.api().header("Idempotency-Key", key).post(PATH + "/forget/" + UUID.randomUUID()).then().statusCode(422);
        assertEquals(1, effects());
    }

    @Test
    void two_owners_may_use_the_same_key() throws SQLException {
        post("a").then().statusCode(201);
        var other = TestOwner.fresh();
        other.api().header("Idempotency-Key", key).body("{\"text\": \"b\"}").post(PATH).then().statusCode(201)
                .header("Idempotency-Replayed", nullValue());
    }

    @Test
    void a_refused_request_leaves_nothing_but_its_refusal() throws SQLException {
        var first = post("refused");
        first.then().statusCode(409).header("Idempotency-Replayed", nullValue());
        assertEquals(0, effects());
        assertEquals(1, kept());
        post("refused").then().statusCode(409).header("Idempotency-Replayed", equalTo("true"))
                .contentType(first.contentType()).body(is(first.asString()));
    }

    /** With a key or without one: a client sees no difference. */
    @Test
    void a_refusal_is_told_as_any_other() {
        owner.api().body("{\"text\": \"a\"}").post(PATH).then().statusCode(201);
        var without = owner.api().body("{\"text\": \"first\"}").post(PATH);
        without.then().statusCode(409).contentType("application/problem+json").body("errors[0].pointer", equalTo("/text"));
        var with = post("first");
        assertEquals(without.jsonPath().getMap(""), with.jsonPath().getMap(""));
        assertEquals(without.contentType(), with.contentType());
    }

    @Test
    void the_key_of_a_refused_request_may_be_used_for_another() throws SQLException {
        post("refused").then().statusCode(409);
        post("a").then().statusCode(201).header("Idempotency-Replayed", nullValue());
        post("a").then().statusCode(201).header("Idempotency-Replayed", equalTo("true"));
        post("refused").then().statusCode(422).body("errors[0].pointer", equalTo("Idempotency-Key"));
        assertEquals(1, effects());
    }

    /** An attempt that was on its way all the time does not do what its client was told is refused. */
    @Test
    void a_refusal_is_kept_for_ten_minutes_though_it_might_be_allowed_by_now() throws SQLException {
        owner.api().body("{\"text\": \"a\"}").post(PATH).then().statusCode(201);
        post("first").then().statusCode(409);
        clear();
        post("first").then().statusCode(409).header("Idempotency-Replayed", equalTo("true"));
        age("9 minutes 50 seconds");
        post("first").then().statusCode(409).header("Idempotency-Replayed", equalTo("true"));
        assertEquals(0, effects());
        age("10 seconds");
        post("first").then().statusCode(201).header("Idempotency-Replayed", nullValue());
        post("first").then().statusCode(201).header("Idempotency-Replayed", equalTo("true"));
        assertEquals(1, effects());
    }

    private void clear() throws SQLException {
        try (var connection = Database.asOwner();
                var delete = connection.prepareStatement("delete from tag where owner_id = ?")) {
            delete.setObject(1, owner.id());
            delete.executeUpdate();
        }
    }

    @Test
    void what_is_wrong_in_itself_is_not_kept() throws SQLException {
        post("").then().statusCode(400);
        assertEquals(0, kept());
        post("a").then().statusCode(201);
    }

    /** Whether it is refused is left to chance, each time it is carried out: it is once. */
    @Test
    void many_at_once_are_all_refused_or_none_is() throws Exception {
        for (var round = 0; round < 40; round++) {
            var test = new IdempotencyResourceTest();
            var told = test.answersTogether(8, "perhaps").stream().filter(answer -> !isRunning(answer))
                    .map(answer -> answer.statusCode() + answer.asString()).collect(Collectors.toSet());
            var later = test.post("perhaps");
            told.add(later.statusCode() + later.asString());
            assertEquals(1, told.size(), told.toString());
            assertEquals(told.iterator().next().startsWith("201") ? 1 : 0, test.effects());
        }
    }

    private static boolean isRunning(Response answer) {
        return answer.statusCode() == 409 && answer.asString().contains("Idempotency-Key");
    }

    @Test
    void many_at_once_have_one_effect() throws Exception {
        var answers = together(32, "slow");
        assertEquals(1, effects());
        assertTrue(Set.of(201, 409).containsAll(answers.keySet()), answers.toString());
        post("slow").then().statusCode(201).header("Idempotency-Replayed", equalTo("true"));
        for (var round = 0; round < 5; round++) {
            var next = new IdempotencyResourceTest();
            answers = next.together(32, "a");
            assertEquals(1, next.effects());
            assertTrue(Set.of(201, 409).containsAll(answers.keySet()), answers.toString());
        }
    }

    /** @return how many were answered with each status; one of them was the first */
    private TreeMap<Integer, Integer> together(int times, String text) throws Exception {
        var statuses = new TreeMap<Integer, Integer>();
        var answers = answersTogether(times, text);
        answers.forEach(answer -> statuses.merge(answer.statusCode(), 1, Integer::sum));
        assertEquals(1, answers.stream()
                .filter(answer -> answer.statusCode() == 201 && answer.header("Idempotency-Replayed") == null).count(),
                statuses.toString());
        return statuses;
    }

    private List<Response> answersTogether(int times, String text) throws Exception {
        var start = new CyclicBarrier(times);
        var threads = Executors.newFixedThreadPool(times);
        try {
            var running = new ArrayList<Future<Response>>();
            for (var i = 0; i < times; i++) {
                running.add(threads.submit(() -> {
                    start.await();
                    return post(text);
                }));
            }
            var answers = new ArrayList<Response>();
            for (var response : running) {
                answers.add(response.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Whoever lost the connection before the answer does not know whether there was one. */
    @Test
    void who_hung_up_before_the_answer_gets_it_later() throws Exception {
        var body = "{\"text\": \"slow\"}";
        try (var socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoLinger(true, 0); // cut, and not closed
            socket.getOutputStream().write(("POST " + PATH + " HTTP/1.1\r\nHost: kith\r\nContent-Type: application/json\r\n"
                    + "Authorization: Bearer " + owner.token() + "\r\nIdempotency-Key: " + key + "\r\nContent-Length: "
                    + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            while (!isRunning()) {
                LockSupport.parkNanos(1_000_000);
            }
        }
        Response again;
        do {
            again = post("slow");
        } while (again.statusCode() == 409);
        again.then().statusCode(201).header("Idempotency-Replayed", equalTo("true"));
        assertEquals(1, effects());
    }

    private boolean isRunning() throws SQLException {
        try (var connection = Database.asSystem();
                var select = connection.prepareStatement(
                        """
                                select exists (select from pg_locks where locktype = 'advisory' and granted
                                               and (classid::bigint << 32) | objid::bigint = ('x' || encode(substr(sha256(?), 1, 8), 'hex'))::bit(64)::bigint)
                                """)) {
            select.setBytes(1, (owner.id() + key).getBytes(StandardCharsets.US_ASCII));
            try (var row = select.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    @Test
    void one_that_still_runs_is_not_waited_for() throws Exception {
        var threads = Executors.newFixedThreadPool(1);
        try {
            var first = threads.submit(() -> post("slow"));
            Response second;
            do {
                second = post("slow");
            } while (second.statusCode() == 201 && second.header("Idempotency-Replayed") == null && !first.isDone());
            assertTrue(first.get().statusCode() == 409 || second.statusCode() == 409);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void what_was_erased_is_not_told_again_and_not_made_again() throws SQLException {
        var id = post("a").then().statusCode(201).extract().<String> path("id");
        owner.api().post(PATH + "/forget/" + UUID.randomUUID()).then().statusCode(204);
        post("a").then().statusCode(201);
        owner.api().post(PATH + "/forget/" + id).then().statusCode(204);
        post("a").then().statusCode(410).body("type", equalTo("https://kith.dev/problems/gone"));
        post("b").then().statusCode(410);
        assertEquals(1, effects());
        assertEquals(0, count("select count(*) from idempotency_key where owner_id = ? and (body is not null"
                + " or location is not null or request is not null or status is not null)"));
    }

    @Test
    void nobody_erases_the_answers_of_others() {
        var id = post("a").then().statusCode(201).extract().<String> path("id");
        TestOwner.fresh().api().post(PATH + "/forget/" + id).then().statusCode(204);
        post("a").then().statusCode(201).header("Idempotency-Replayed", equalTo("true"));
    }

    @Test
    void a_file_is_known_by_its_bytes() {
        owner.api().contentType("text/csv").header("Idempotency-Key", key).body("a,b").post(PATH + "/file").then()
                .statusCode(200).body(is("3"));
        owner.api().contentType("text/csv").header("Idempotency-Key", key).body("a,b").post(PATH + "/file").then()
                .statusCode(200).header("Idempotency-Replayed", equalTo("true"));
        owner.api().contentType("text/csv").header("Idempotency-Key", key).body("a,c").post(PATH + "/file").then()
                .statusCode(422);
    }

    @Test
    void an_answer_is_kept_for_seven_days() throws SQLException {
        post("a").then().statusCode(201);
        age("6 days 23 hours");
        post("a").then().statusCode(201).header("Idempotency-Replayed", equalTo("true"));
        age("2 hours");
        post("a").then().statusCode(201).header("Idempotency-Replayed", nullValue());
        post("a").then().statusCode(201).header("Idempotency-Replayed", equalTo("true"));
        assertEquals(2, effects());
        assertEquals(1, kept());
    }

    @Test
    void old_keys_are_dropped_in_batches() throws SQLException {
        for (var i = 0; i < 3; i++) {
            owner.api().header("Idempotency-Key", "old-" + i).body("{\"text\": \"a\"}").post(PATH).then().statusCode(201);
        }
        age("7 days 1 minute");
        post("a").then().statusCode(201);
        assertEquals(2, keys.purge(2));
        while (keys.purge(2) > 0) {
            // those of others
        }
        assertEquals(1, kept());
    }

    private void age(String interval) throws SQLException {
        try (var connection = Database.asOwner();
                var update = connection
                        .prepareStatement("update idempotency_key set created_at = created_at - cast(? as interval)"
                                + " where owner_id = ?")) {
            update.setString(1, interval);
            update.setObject(2, owner.id());
            update.executeUpdate();
        }
    }
}
