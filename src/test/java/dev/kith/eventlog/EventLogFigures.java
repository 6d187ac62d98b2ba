package dev.kith.eventlog;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.tools.ProducerPerformance;
import org.junit.jupiter.api.Test;

import dev.kith.support.TestOwner;
import dev.kith.support.Topic;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.RestAssured;

/**
 * Shows, in {@code target/figures/event-log.md}: how fast a relay drains a full log, as a part of what Kafka's own producer
 * test
 * writes, of records as large and as compressible, with the same acks and compression; how long an event takes from its commit
 * to a consumer of committed records, timed from when it was meant to be sent; and what the packaged application does with
 * Kafka
 * away, as a part of what it does with Kafka. Runs when it is named only.
 */
@QuarkusIntegrationTest
@WithTestResource(EventLogFigures.Kafka.class)
class EventLogFigures {

    private static final int EVENTS = 200_000;
    private static final int ROUNDS = 3;
    private static final int DRAINS = 5;

    private static final int RATE = 200;
    private static final Duration OPEN_LOOP = Duration.ofSeconds(30);

    private static final int CLIENTS = 8;
    private static final Duration PHASE = Duration.ofSeconds(10);

    private final StringBuilder table = new StringBuilder("| | |\n| --- | ---: |\n");

    /** A broker that can be taken away. */
    public static class Kafka implements QuarkusTestResourceLifecycleManager {

        private static OwnBroker broker;

        @Override
        public int order() {
            return 1; // after the one that all share
        }

        @Override
        public Map<String, String> start() {
            try {
                broker = new OwnBroker();
                broker.start();
                return Map.of("kafka.bootstrap.servers", broker.address());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void stop() {
            broker.close();
        }
    }

    @Test
    void figures() throws Exception {
        requests();
        drain();
        delay();
        Files.writeString(Files.createDirectories(Path.of("target", "figures")).resolve("event-log.md"), table);
    }

    private void row(String what, String format, double value) {
        table.append("| ").append(what).append(" | ").append(String.format(Locale.ROOT, format, value)).append(" |\n");
    }

    // ---- draining

    private void drain() throws Exception {
        var relayed = new ArrayList<Double>();
        var produced = new ArrayList<Double>();
        for (int round = 0; round < DRAINS; round++) {
            try (var log = TestLog.fresh()) {
                fill(log);
                var began = System.nanoTime();
                var relay = log.relay();
                TestLog.await(() -> relay.cursor().map(LogCursor::position).orElse(0L) == EVENTS);
                relayed.add(EVENTS / seconds(began));
                produced.add(producerTest(log.topic()));
            }
        }
        row("relay, events a second", "%,.0f", median(relayed));
        row("Kafka's producer test, records a second", "%,.0f", median(produced));
        row("relay : producer test", "%.2f", median(relayed) / median(produced));
    }

    private static void fill(TestLog log) throws Exception {
        try (var writer = log.connect(); var fill = writer.createStatement()) {
            fill.execute(
                    """
                            insert into outbox (owner_id, event_id, type, subject, occurred_at, data)
                            select md5((n %% 1000)::text)::uuid, gen_random_uuid(), 'dev.kith.test.happened.v1', gen_random_uuid(), now(),
                                   convert_to(format('{"contactId":"%%s","what":"%%s","number":%%s}', gen_random_uuid(),
                                                     repeat(md5(n::text), 8), n), 'UTF8')
                            from generate_series(1, %d) n
                            """
                            .formatted(EVENTS));
        }
        log.sequencer();
        log.awaitLogged(EVENTS);
    }

    /** With what the relay has just written: its headers, too, are bytes of a record. @return records a second */
    private static double producerTest(String topic) throws Exception {
        var payloads = Files.createTempFile("records", ".txt");
        try (var admin = Admin.create(Map.of("bootstrap.servers", TestLog.broker()));
                var writer = Files.newBufferedWriter(payloads, StandardCharsets.UTF_8)) {
            for (var record : Topic.readCommitted(TestLog.broker(), topic, record -> record.offset() < 1000)) {
                writer.append(payload(record)).append('\n');
            }
            writer.flush();
            var own = "test." + UUID.randomUUID();
            admin.createTopics(List.of(new NewTopic(own, 12, (short) 1))).all().get();
            var began = System.nanoTime();
            ProducerPerformance.main(new String[] { "--topic", own, "--num-records", Integer.toString(EVENTS),
                    "--payload-file", payloads.toString(), "--throughput", "-1", "--producer-props",
                    "bootstrap.servers=" + TestLog.broker(), "acks=all", "compression.type=lz4" });
            return EVENTS / seconds(began);
        } finally {
            Files.delete(payloads);
        }
    }

    private static String payload(ConsumerRecord<String, byte[]> record) {
        var payload = new StringBuilder(record.key());
        record.headers()
                .forEach(header -> payload.append(header.key()).append(new String(header.value(), StandardCharsets.UTF_8)));
        return payload.append(new String(record.value(), StandardCharsets.UTF_8)).toString();
    }

    // ---- from commit to consumer

    private void delay() throws Exception {
        try (var log = TestLog.fresh(); var writer = log.connect()) {
            var sequencer = log.sequencer();
            log.relay();
            log.append(UUID.randomUUID(), 1);
            log.awaitPublished(1);
            delays(log, sequencer, writer, RATE * 5); // warm-up
            var delays = delays(log, sequencer, writer, RATE * (int) OPEN_LOOP.toSeconds());
            Arrays.sort(delays);
            row("commit to consumer at " + RATE + " events a second, p50 (ms)", "%.1f", at(delays, 0.5));
            row("the same, p99 (ms)", "%.1f", at(delays, 0.99));
        }
    }

    private static double at(long[] sorted, double part) {
        return sorted[(int) Math.ceil(part * sorted.length) - 1] / 1e6;
    }

    private static long[] delays(TestLog log, Sequencer sequencer, Connection writer, int events) throws Exception {
        var arrivals = new ConcurrentHashMap<Integer, Long>();
        var run = UUID.randomUUID().toString();
        var reader = new Thread(() -> read(log, run, arrivals, events));
        reader.start();
        Thread.sleep(1000); // it has found its place
        var owners = IntStream.range(0, 50).mapToObj(i -> UUID.randomUUID()).toArray(UUID[]::new);
        var intended = new long[events];
        var start = System.nanoTime();
        for (var number = 0; number < events; number++) {
            intended[number] = start + number * 1_000_000_000L / RATE;
            while (System.nanoTime() < intended[number]) {
                LockSupport.parkNanos(intended[number] - System.nanoTime());
            }
            log.append(writer, owners[number % owners.length], run, number);
            sequencer.wake();
        }
        reader.join();
        return IntStream.range(0, events).mapToLong(number -> arrivals.get(number) - intended[number]).toArray();
    }

    private static void read(TestLog log, String run, Map<Integer, Long> arrivals, int events) {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", TestLog.broker(), "isolation.level", "read_committed", "fetch.max.wait.ms", 500),
                new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(log.topic()).stream()
                    .map(partition -> new TopicPartition(log.topic(), partition.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
            while (arrivals.size() < events) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    var data = new String(record.value(), StandardCharsets.UTF_8);
                    if (data.contains(run)) {
                        arrivals.put(Integer.parseInt(data.replaceFirst(".*\"number\":(\\d+).*", "$1")), System.nanoTime());
                    }
                }
            }
        }
    }

    // ---- requests with Kafka away

    private void requests() throws Exception {
        var clients = new Clients();
        clients.throughput(); // until its code is compiled
        var up = new ArrayList<Double>();
        var away = new ArrayList<Double>();
        for (int round = 0; round < ROUNDS; round++) {
            clients.awaitRelay();
            up.add(clients.throughput());
            Kafka.broker.stop();
            away.add(clients.throughput());
            Kafka.broker.start();
        }
        clients.awaitRelay();
        row("interactions logged a second with Kafka, " + CLIENTS + " clients", "%,.0f", median(up));
        row("with Kafka away", "%,.0f", median(away));
        row("away : there", "%.2f", median(away) / median(up));
        row("the same phase again and again, least : most", "%.2f",
                up.stream().min(Double::compare).orElseThrow() / up.stream().max(Double::compare).orElseThrow());
    }

    /** Eight people who log a lunch as soon as the one before is logged. */
    private static final class Clients {

        private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final List<TestOwner> owners = IntStream.range(0, CLIENTS).mapToObj(i -> TestOwner.fresh()).toList();
        private final List<String> contacts = new ArrayList<>();

        Clients() throws IOException, InterruptedException {
            for (var owner : owners) {
                contacts.add(send(owner, "/v1/contacts", "{\"name\":{\"display\":\"Ada\"},\"cadence\":\"P1M\"}")
                        .replaceFirst("(?s).*?\"id\" *: *\"([^\"]+)\".*", "$1"));
            }
        }

        /** @return a second */
        double throughput() throws Exception {
            var threads = Executors.newFixedThreadPool(CLIENTS);
            try {
                var began = System.nanoTime();
                var end = began + PHASE.toNanos();
                var sent = new ArrayList<Future<Integer>>();
                for (int i = 0; i < CLIENTS; i++) {
                    var owner = owners.get(i);
                    var body = """
                            {"kind": "MEAL", "occurredAt": "2026-01-01T12:00:00Z", "participants": [{"contactId": "%s"}]}
                            """.formatted(contacts.get(i));
                    sent.add(threads.submit(() -> {
                        var count = 0;
                        for (; System.nanoTime() < end; count++) {
                            send(owner, "/v1/interactions", body);
                        }
                        return count;
                    }));
                }
                var all = 0;
                for (var one : sent) {
                    all += one.get();
                }
                return all / seconds(began);
            } finally {
                threads.shutdown();
            }
        }

        /** Until it has nothing left to publish, which would take its part of the machine. */
        void awaitRelay() throws Exception {
            TestLog.await(() -> {
                var health = http.send(HttpRequest.newBuilder(URI.create(base() + "/q/metrics")).build(),
                        BodyHandlers.ofString());
                return health.body().lines().anyMatch(line -> line.matches("kith_relay_lag\\S* 0(\\.0)?"))
                        && health.body().lines().anyMatch(line -> line.matches("kith_outbox_rows\\S* 0(\\.0)?"));
            });
        }

        private String send(TestOwner owner, String path, String body) throws IOException, InterruptedException {
            var response = http.send(HttpRequest.newBuilder(URI.create(base() + path))
                    .header("Authorization", "Bearer " + owner.token()).header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
            if (response.statusCode() != 201) {
                throw new IllegalStateException(response.statusCode() + ": " + response.body());
            }
            return response.body();
        }

        private static String base() {
            return "http://localhost:" + RestAssured.port;
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
