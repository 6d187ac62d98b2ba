package dev.kith.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Stories that chance would seldom tell, each under load and looked at like every other run. Not part of the build:
 *
 * <pre>
 * ./mvnw -q verify -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=FaultScenarios
 * </pre>
 */
class FaultScenarios {

    private static final int REPLICAS = 2;
    private static final int RATE = Integer.getInteger("kith.faults.rate", 60);
    private static final int KILLS = Integer.getInteger("kith.faults.kills", 1);
    /** Longer than the lease of a relay that stopped. */
    private static final Duration TO_SUCCEED = Duration.ofSeconds(60);
    private static final Report REPORT = new Report();

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2)).build();

    private interface Story {
        void happen(Run run) throws Exception;
    }

    private static void tell(String name, boolean restored, Story story) throws Exception {
        try (var run = Run.start(Long.getLong("kith.faults.seed", 1), REPLICAS, RATE)) {
            story.happen(run);
            run.rig().heal();
            var violations = run.end(restored);
            REPORT.add(name, run);
            assertEquals(List.of(), violations, () -> "logs in " + run.rig().home());
        }
    }

    @AfterAll
    static void report() throws IOException {
        REPORT.write();
    }

    /** So many of them at each; nobody comes by where nobody dies twice. */
    @Test
    void replicas_may_die_at_every_place_in_their_code() throws Exception {
        tell("crash points", false, run -> {
            var missed = new ArrayList<CrashPoint>();
            for (int kill = 1; kill <= KILLS; kill++) {
                for (var point : CrashPoint.values()) {
                    var died = run.faults().crashes().getOrDefault(point, 0);
                    var passes = 1 + kill % 20;
                    if (point.cause() != CrashPoint.Cause.FIRST_START && died < kill
                            && !run.faults().everybodyDies(point, passes) && !run.faults().everybodyDies(point, passes)) {
                        missed.add(point);
                    }
                }
            }
            assertEquals(List.of(), missed);
        });
    }

    @Test
    void an_answer_that_was_lost_is_given_to_the_same_key_again() throws Exception {
        tell("lost answers", false, run -> {
            var rig = run.rig();
            for (int i = 0; i < 10; i++) {
                var key = UUID.randomUUID().toString();
                var request = post("/v1/contacts", "{\"name\": {\"display\": \"Lost %d\"}}".formatted(i), key);
                var network = rig.replica(0).clients();
                network.halfOpen(Proxy.Direction.BACK);
                var unheard = http.sendAsync(request.at(rig.replica(0), rig), BodyHandlers.ofString());
                Await.until("the request has taken place", Duration.ofSeconds(10),
                        () -> count(rig, "select count(*) from idempotency_key where key = ?", key) == 1);
                network.reset();
                network.heal();
                assertTrue(unheard.handle((answer, failure) -> failure != null).join());
                var heard = http.send(request.at(rig.replica(1), rig), BodyHandlers.ofString());
                assertEquals(201, heard.statusCode(), heard.body());
                assertEquals("true", heard.headers().firstValue("Idempotency-Replayed").orElse(""));
                assertEquals(1, count(rig, "select count(*) from contact where display_name = ?", "Lost " + i));
            }
        });
    }

    /** Its successor has published since, and so must not it. */
    @Test
    void a_relay_that_was_stopped_publishes_nothing_when_it_goes_on() throws Exception {
        tell("zombie relay", false, run -> {
            var rig = run.rig();
            for (int i = 0; i < 2; i++) {
                var zombie = leader(rig);
                zombie.pause();
                Await.until("another one relays", TO_SUCCEED, () -> leader(rig) != zombie);
                Thread.sleep(2_000);
                zombie.goOn();
                Thread.sleep(3_000);
            }
        });
    }

    /** Its clients have asked another replica meanwhile, and gone on from what they were told. */
    @Test
    void what_a_stopped_replica_was_asked_is_not_done_after_all_when_it_goes_on() throws Exception {
        tell("late requests", false, run -> {
            var rig = run.rig();
            var stopped = rig.replica(0);
            var other = rig.replica(1);
            for (int i = 0; i < 5; i++) {
                var people = List.of(made(rig, other, "One"), made(rig, other, "Two"));
                var open = id(answered(201, introduction(people, null).at(other, rig)));
                var lunch = UUID.randomUUID();
                var late = "Late " + i;
                var logged = post("/v1/interactions", """
                        {"id": "%s", "kind": "MEAL", "occurredAt": "2025-06-01T12:00:00Z", "summary": "%s",
                         "participants": [{"contactId": "%s"}]}""".formatted(lunch, late, people.get(0)), null);
                var proposed = introduction(people, UUID.randomUUID().toString());
                var binned = signed(stopped.uri().resolve("/v1/contacts/" + people.get(1)), rig)
                        .header("If-Match", etag(rig, other, people.get(1)));

                stopped.pause();
                var unheard = List.of(logged.at(stopped, rig), proposed.at(stopped, rig), binned.DELETE().build(),
                        post("/v1/contacts", "{\"name\": {\"display\": \"%s\"}}".formatted(late), null).at(stopped, rig))
                        .stream().map(request -> http.sendAsync(request, BodyHandlers.discarding())).toList();
                answered(201, logged.at(other, rig));
                answered(204, signed(other.uri().resolve("/v1/interactions/" + lunch), rig).DELETE().build());
                answered(409, proposed.at(other, rig));
                answered(200, post("/v1/introductions/" + open + "/transitions", "{\"to\": \"WITHDRAWN\"}", null)
                        .at(other, rig));
                answered(204, signed(other.uri().resolve("/v1/contacts/" + people.get(1)), rig).DELETE().build());
                answered(200, post("/v1/contacts/" + people.get(1) + "/restore", "", null).at(other, rig));
                stopped.goOn();

                // the last one had neither key, id nor If-Match: so much for what is done late
                assertEquals(List.of(410, 409, 412, 201),
                        unheard.stream().map(answer -> answer.join().statusCode()).toList());
                assertEquals(0, count(rig, "select count(*) from interaction where summary = ?", late));
                assertEquals(1,
                        count(rig, "select count(*) from event_log where subject = ? and type = ?", lunch, Effect.LOGGED));
                assertEquals(1, count(rig, "select count(*) from introduction where ? in (party_id, other_party_id)",
                        people.get(0)));
                assertEquals(1, count(rig, "select count(*) from event_log where subject = ? and type = ?", people.get(1),
                        Effect.BINNED));
            }
        });
    }

    private static Post introduction(List<UUID> parties, String key) {
        return post("/v1/introductions", "{\"partyIds\": [\"%s\", \"%s\"], \"status\": \"PROPOSED\"}"
                .formatted(parties.get(0), parties.get(1)), key);
    }

    private UUID made(Rig rig, Replica replica, String name) throws IOException, InterruptedException {
        return id(answered(201, post("/v1/contacts", "{\"name\": {\"display\": \"%s\"}}".formatted(name), null)
                .at(replica, rig)));
    }

    private String etag(Rig rig, Replica replica, UUID contact) throws IOException, InterruptedException {
        return answered(200, signed(replica.uri().resolve("/v1/contacts/" + contact), rig).build()).headers()
                .firstValue("ETag").orElseThrow();
    }

    private HttpResponse<String> answered(int status, HttpRequest request) throws IOException, InterruptedException {
        var answer = http.send(request, BodyHandlers.ofString());
        assertEquals(status, answer.statusCode(), answer.body());
        return answer;
    }

    private static UUID id(HttpResponse<String> answer) {
        return UUID.fromString(answer.headers().firstValue("Location").orElseThrow().replaceFirst(".*/", ""));
    }

    @Test
    void nobody_notices_that_kafka_is_away() throws Exception {
        tell("Kafka away", false, run -> {
            var rig = run.rig();
            rig.broker().kill();
            var until = System.nanoTime() + Duration.ofSeconds(Integer.getInteger("kith.faults.away", 30)).toNanos();
            for (int i = 0; System.nanoTime() < until; i++) {
                var replica = rig.replica(i % REPLICAS);
                assertTrue(replica.isReady());
                var made = http.send(post("/v1/contacts", "{\"name\": {\"display\": \"Away\"}}", null).at(replica, rig),
                        BodyHandlers.ofString());
                assertEquals(201, made.statusCode(), made.body());
                Thread.sleep(200);
            }
            rig.broker().start();
        });
    }

    @Test
    void events_do_not_wait_for_a_foreign_transaction() throws Exception {
        tell("foreign transaction", false, run -> {
            var rig = run.rig();
            try (var foreign = rig.postgres().connect();
                    var statement = foreign.createStatement();
                    var topic = new TopicReader(rig.bootstrapServers())) {
                foreign.setAutoCommit(false);
                statement.execute("select pg_current_xact_id(), count(*) from event_log");
                topic.start();
                for (int i = 0; i < 20; i++) {
                    var made = http.send(post("/v1/contacts", "{\"name\": {\"display\": \"Held\"}}", null)
                            .at(rig.replica(i % REPLICAS), rig), BodyHandlers.ofString());
                    var id = id(made);
                    Await.until("the topic has what was made beside the foreign transaction", Duration.ofSeconds(30),
                            () -> topic.partitions().stream().flatMap(List::stream)
                                    .anyMatch(event -> event.subject().equals(id)));
                }
                foreign.rollback();
            }
        });
    }

    /** Whoever was further than it is told so, and what comes then does not take the place of what was lost. */
    @Test
    void a_database_put_back_to_an_earlier_point_begins_a_new_epoch() throws Exception {
        tell("restored database", true, run -> {
            var rig = run.rig();
            var snapshot = rig.postgres().snapshot("snapshot");
            Await.until("all are ready again", TO_SUCCEED, () -> rig.replica(0).isReady() && rig.replica(1).isReady());
            Thread.sleep(5_000);
            var lost = http.send(post("/v1/contacts", "{\"name\": {\"display\": \"Lost\"}}", null).at(rig.replica(0), rig),
                    BodyHandlers.ofString());
            assertEquals(201, lost.statusCode(), lost.body());
            var cursor = Json.read(get(rig, "/v1/events?wait=10&type=dev.kith.contact.created.v1").body().getBytes())
                    .get("nextCursor").textValue();
            var before = position(rig);
            rig.postgres().restore(snapshot);
            Await.until("a new epoch begins", TO_SUCCEED,
                    () -> count(rig, "select count(*) from log_epoch where base > ?", before) == 1);
            Await.until("the old cursor is gone", TO_SUCCEED,
                    () -> get(rig, "/v1/events?after=" + cursor).statusCode() == 410);
            Thread.sleep(5_000);
            assertNotEquals(0, count(rig, "select count(*) from event_log where position > ?", before));
        });
    }

    @Test
    void streams_that_are_cut_go_on_where_they_were() throws Exception {
        tell("streams cut", false, run -> {
            for (int i = 0; i < 30; i++) {
                run.rig().replica(i % REPLICAS).clients().reset();
                Thread.sleep(500);
            }
        });
    }

    @Test
    void a_rolling_restart_fails_no_request_after_one_retry() throws Exception {
        tell("rolling restart", false, run -> {
            var rig = run.rig();
            var over = new AtomicBoolean();
            var failed = CompletableFuture.supplyAsync(() -> failedWithOneRetry(rig, over));
            for (var replica : rig.all()) {
                replica.end();
                assertTrue(replica.awaitExit(Duration.ofSeconds(60)));
                replica.start();
                assertTrue(replica.awaitReady(Duration.ofSeconds(180)));
            }
            over.set(true);
            assertEquals(List.of(), failed.join());
        });
    }

    /** One request after the other; who is not answered, or asked to come again, asks another replica, once. */
    private List<String> failedWithOneRetry(Rig rig, AtomicBoolean over) {
        var failed = new ArrayList<String>();
        for (int i = 0; !over.get(); i++) {
            var request = post("/v1/contacts", "{\"name\": {\"display\": \"Rolling\"}}", UUID.randomUUID().toString());
            var first = outcome(request, rig.replica(i % REPLICAS), rig);
            var second = first.equals("201") ? first : outcome(request, rig.replica((i + 1) % REPLICAS), rig);
            if (!second.equals("201")) {
                failed.add(first + ", then " + second);
            }
        }
        return failed;
    }

    private String outcome(Post request, Replica replica, Rig rig) {
        try {
            return Integer.toString(http.send(request.at(replica, rig), BodyHandlers.discarding()).statusCode());
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Post(String path, String body, String key) {

        HttpRequest at(Replica replica, Rig rig) {
            var request = signed(replica.uri().resolve(path), rig).header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(body));
            return (key == null ? request : request.header("Idempotency-Key", key)).build();
        }
    }

    private static Post post(String path, String body, String key) {
        return new Post(path, body, key);
    }

    private HttpResponse<String> get(Rig rig, String path) throws IOException, InterruptedException {
        return http.send(signed(rig.replica(0).uri().resolve(path), rig).build(), BodyHandlers.ofString());
    }

    /** Of somebody whom the writers do not know. */
    private static HttpRequest.Builder signed(URI uri, Rig rig) {
        return HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + rig.token("teller"));
    }

    private static Replica leader(Rig rig) {
        try {
            return rig.leader().orElseThrow();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long position(Rig rig) {
        return count(rig, "select coalesce(max(position), 0) from event_log");
    }

    private static long count(Rig rig, String sql, Object... values) {
        try (var connection = rig.postgres().connect(); var query = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                query.setObject(i + 1, values[i]);
            }
            try (var row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
