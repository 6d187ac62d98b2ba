package dev.kith.faults;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what is committed on the topic, from its beginning, past all faults. */
final class TopicReader implements AutoCloseable {

    private static final String TOPIC = "kith.events";
    private static final int PARTITIONS = 12;
    private static final List<String> FIXED = List.of("ce_specversion=1.0", "ce_source=https://kith.dev",
            "content-type=application/json");

    private final String bootstrapServers;
    private final List<List<Seen>> partitions = IntStream.range(0, PARTITIONS).<List<Seen>> mapToObj(i -> new ArrayList<>())
            .toList();
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private final List<Violation> violations = new ArrayList<>();
    private final Thread thread = new Thread(this::work, "topic-reader");
    private volatile boolean stopped;
    private volatile long furthest;

    TopicReader(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        thread.setDaemon(true);
        IntStream.range(0, PARTITIONS).forEach(i -> next.put(new TopicPartition(TOPIC, i), 0L));
    }

    void start() {
        thread.start();
    }

    private void work() {
        while (!stopped) {
            var consumer = new KafkaConsumer<>(Map.of(
                    ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                    ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                    ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none",
                    ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
                    ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false), new ByteArrayDeserializer(),
                    new ByteArrayDeserializer());
            try {
                read(consumer);
            } catch (KafkaException e) {
                pause(); // the next one goes on where this one was
            } finally {
                consumer.close(CloseOptions.timeout(Duration.ZERO));
            }
        }
    }

    private void read(KafkaConsumer<byte[], byte[]> consumer) {
        consumer.assign(next.keySet());
        next.forEach(consumer::seek);
        while (!stopped) {
            for (var record : consumer.poll(Duration.ofMillis(200))) {
                keep(record);
                next.put(new TopicPartition(TOPIC, record.partition()), record.offset() + 1);
            }
        }
    }

    private synchronized void keep(ConsumerRecord<byte[], byte[]> record) {
        var owner = UUID.fromString(new String(record.key(), StandardCharsets.UTF_8));
        var type = header(record, "ce_type");
        var position = Long.parseLong(header(record, "ce_sequence"));
        var seen = Seen.of(owner, position, UUID.fromString(header(record, "ce_id")), type,
                UUID.fromString(header(record, "ce_subject")), Instant.parse(header(record, "ce_time")), record.value());
        partitions.get(record.partition()).add(seen);
        furthest = Math.max(furthest, position);
        var fixed = new ArrayList<>(FIXED);
        fixed.add("ce_partitionkey=" + owner);
        fixed.add("ce_dataschema=https://kith.dev/schemas/" + type + ".json");
        for (var header : fixed) {
            var pair = header.split("=", 2);
            if (!pair[1].equals(header(record, pair[0]))) {
                violations.add(new Violation(Invariants.SAME_BYTES, seen + " has " + pair[0] + " " + header(record, pair[0])));
            }
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private void pause() {
        try {
            Thread.sleep(500);
        } catch (InterruptedException e) {
            stopped = true;
        }
    }

    /** The largest position that came so far. */
    long furthest() {
        return furthest;
    }

    /** Each in the order of its offsets. */
    synchronized List<List<Seen>> partitions() {
        return partitions.stream().map(List::copyOf).toList();
    }

    synchronized List<Violation> violations() {
        return List.copyOf(violations);
    }

    @Override
    public void close() {
        stopped = true;
    }
}
