package dev.kith.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

import dev.kith.faults.Client.Answer;
import dev.kith.faults.Client.Request;

/** A replica that is told to stop, as by every rollout: SIGTERM, in the middle of its work. */
class StoppingIT {

    private static final int CLIENTS = 6;
    private static final Duration SOON = Duration.ofSeconds(20);

    /** As a load balancer does, those who ask look whether it is ready, now and then. */
    @Test
    void a_replica_that_is_told_to_stop_answers_whoever_has_asked_and_another_one_relays() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (var rig = Rig.prepare(2, Map.of("kith.stopping.delay", "1s"));
                var history = new History(rig.home().resolve("history.log"))) {
            rig.startReplicas();
            Await.until("somebody relays", SOON, () -> leader(rig).isPresent());
            var stopping = rig.leader().orElseThrow();
            var other = rig.all().stream().filter(replica -> replica != stopping).findFirst().orElseThrow();
            var client = new Client(() -> List.of(stopping.direct()), history);
            assertTrue(client.ask(rig.token("ada"), Request.get("/v1/me")).isGood());

            var ready = new AtomicBoolean(true);
            var busy = new ArrayList<Future<List<Answer>>>();
            for (var i = 0; i < CLIENTS; i++) {
                var token = rig.token("client-" + i);
                busy.add(threads.submit(() -> writeWhile(ready, client, token)));
            }
            var cursor = Json.read(client.ask(rig.token("ada"), Request.get("/v1/events")).body()).get("nextCursor")
                    .textValue();
            var waiting = CompletableFuture.supplyAsync(() -> waitFor(client, rig.token("ada"), cursor), threads);
            Thread.sleep(1000); // all of them are at it

            try (var topic = new TopicReader(rig.bootstrapServers())) {
                topic.start();
                var began = System.nanoTime();
                stopping.end();
                Await.until("it says that it is not ready", SOON, () -> !stopping.isReady());
                ready.set(false);
                Await.until("the other one relays", SOON, () -> leader(rig).equals(Optional.of(other)));
                var handedOver = System.nanoTime() - began;
                var answered = 0;
                for (var one : busy) {
                    for (var answer : one.get()) {
                        assertEquals(201, answer.status(), answer.text());
                        answered++;
                    }
                }
                assertTrue(answered > CLIENTS, answered + " requests were answered");
                assertEquals(200, waiting.get().status(), "who waited for events was told that there were none");
                assertTrue(stopping.awaitExit(SOON), "it has ended");
                var writer = client.only(other.direct());
                assertEquals(201, make(writer, rig.token("ada")).status());
                var expected = answered + 1L;
                Await.until("all is on the topic", SOON, () -> topic.partitions().stream().flatMap(List::stream)
                        .filter(seen -> seen.type().equals("dev.kith.contact.created.v1")).count() == expected);
                Files.writeString(Files.createDirectories(Path.of("target", "figures")).resolve("stopping.md"),
                        String.format(Locale.ROOT, "| SIGTERM to the next one that leads (ms) | %.0f |%n", handedOver / 1e6));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Optional<Replica> leader(Rig rig) throws IOException {
        try {
            return rig.leader();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private static List<Answer> writeWhile(AtomicBoolean ready, Client client, String token) throws InterruptedException {
        var answers = new ArrayList<Answer>();
        while (ready.get()) {
            answers.add(make(client, token));
        }
        return answers;
    }

    private static Answer make(Client client, String token) throws InterruptedException {
        return client.ask(token, new Request("POST", "/v1/contacts", "{\"name\": {\"display\": \"Ada\"}}", null, null,
                Duration.ofSeconds(20)));
    }

    private static Answer waitFor(Client client, String token, String cursor) {
        try {
            return client.ask(token,
                    new Request("GET", "/v1/events?wait=20&after=" + cursor, null, null, null, Duration.ofSeconds(30)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.none(e);
        }
    }
}
