package dev.kith.eventlog;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * From the commit of an event to its arrival at a consumer of committed records, at 200 events a second, timed from when
 * each was meant to be sent; and how fast a relay drains a log that is full.
 *
 * <pre>
 * ./mvnw -q test-compile exec:java -Dexec.mainClass=dev.kith.eventlog.EventLogBenchmark -Dexec.args=30
 * </pre>
 */
final class EventLogBenchmark {

    private static final int RATE = 200;

    private EventLogBenchmark() {
    }

    public static void main(String[] arguments) throws Exception {
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> {
            e.printStackTrace();
            Runtime.getRuntime().exit(1);
        });
        var seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 30;
        try (var log = TestLog.fresh(); var writer = log.connect()) {
            var sequencer = log.sequencer();
            log.relay();
            log.append(UUID.randomUUID(), 1);
            log.awaitPublished(1);
            delay(log, sequencer, writer, RATE * 5); // warm-up
            var delays = delay(log, sequencer, writer, RATE * seconds);
            Arrays.sort(delays);
            System.out.printf("commit to consumer at %d/s, %d events: p50 %.1f ms, p99 %.1f ms, most %.1f ms%n", RATE,
                    delays.length,
                    at(delays, 0.5), at(delays, 0.99), at(delays, 1));
        }
        try (var log = TestLog.fresh(); var writer = log.connect(); var fill = writer.createStatement()) {
            var events = 200_000;
            var started = System.nanoTime();
            fill.execute("insert into outbox (owner_id, event_id, type, subject, occurred_at, data)"
                    + " select md5((n % 1000)::text)::uuid, gen_random_uuid(), 'dev.kith.test.happened.v1', gen_random_uuid(), now(),"
                    + " convert_to('{\"contactId\":\"' || gen_random_uuid() || '\",\"filler\":\"' || repeat('x', 300) || '\"}', 'UTF8')"
                    + " from generate_series(1, " + events + ") n");
            report("filled the outbox", events, started);
            started = System.nanoTime();
            log.sequencer();
            log.awaitLogged(events);
            report("sequenced", events, started);
            started = System.nanoTime();
            var relay = log.relay();
            TestLog.await(() -> relay.cursor().map(LogCursor::position).orElse(0L) == events);
            report("relayed", events, started);
        }
        System.exit(0);
    }

    private static void report(String what, int events, long started) {
        var seconds = Duration.ofNanos(System.nanoTime() - started).toMillis() / 1000.0;
        System.out.printf("%s: %,d events in %.1f s, %,.0f a second%n", what, events, seconds, events / seconds);
    }

    private static double at(long[] sorted, double part) {
        return sorted[(int) Math.ceil(part * sorted.length) - 1] / 1e6;
    }

    private static long[] delay(TestLog log, Sequencer sequencer, Connection writer, int events) throws Exception {
        var arrivals = new ConcurrentHashMap<Integer, Long>();
        var run = UUID.randomUUID().toString();
        var reader = new Thread(() -> read(log, run, arrivals, events));
        reader.start();
        Thread.sleep(1000);
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
        var delays = new long[events];
        for (var number = 0; number < events; number++) {
            delays[number] = arrivals.get(number) - intended[number];
        }
        return delays;
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
}
