package dev.kith.support;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;
import java.util.function.Predicate;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A topic as an independent consumer sees it: from the beginning, committed records only. */
public final class Topic {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Topic() {
    }

    /** All there is now, in order within each partition; nothing when there is no such topic. */
    public static List<ConsumerRecord<String, byte[]>> readCommitted(String topic) {
        return readCommitted(topic, record -> true);
    }

    public static List<ConsumerRecord<String, byte[]>> readCommitted(String topic,
            Predicate<ConsumerRecord<String, byte[]>> wanted) {
        return readCommitted(sharedBroker(), topic, wanted);
    }

    /** @param broker where a test has one of its own */
    public static List<ConsumerRecord<String, byte[]>> readCommitted(String broker, String topic,
            Predicate<ConsumerRecord<String, byte[]>> wanted) {
        try (var consumer = consumer(broker)) {
            return read(consumer, topic, wanted);
        }
    }

    /** Waits until an owner, who is the key, has at least so many records. */
    public static List<ConsumerRecord<String, byte[]>> await(String topic, UUID ownerId, int atLeast) {
        return await(topic, record -> ownerId.toString().equals(record.key()), atLeast);
    }

    /** Waits until there are at least so many of the wanted records, and returns them all. */
    public static List<ConsumerRecord<String, byte[]>> await(String topic,
            Predicate<ConsumerRecord<String, byte[]>> wanted, int atLeast) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        try (var consumer = consumer(sharedBroker())) {
            var found = new ArrayList<ConsumerRecord<String, byte[]>>();
            var assigned = false;
            while (true) {
                if (!assigned) {
                    assigned = assign(consumer, topic);
                }
                if (assigned) {
                    consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                        if (wanted.test(record)) {
                            found.add(record);
                        }
                    });
                }
                if (found.size() >= atLeast) {
                    return found;
                }
                if (System.nanoTime() > deadline) {
                    throw new AssertionError(
                            "waited for " + atLeast + " records of " + topic + ", but there are " + found.size());
                }
            }
        }
    }

    private static List<ConsumerRecord<String, byte[]>> read(KafkaConsumer<String, byte[]> consumer, String topic,
            Predicate<ConsumerRecord<String, byte[]>> wanted) {
        var found = new ArrayList<ConsumerRecord<String, byte[]>>();
        if (!assign(consumer, topic)) {
            return found;
        }
        var ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                if (wanted.test(record)) {
                    found.add(record);
                }
            });
        }
        return found;
    }

    /**
     * Reads on in every partition, to where it ends now; nothing when there is no such topic.
     *
     * @param from offset to begin at, by partition
     * @param to told the offset to go on from, by partition
     */
    static void readOn(String topic, IntToLongFunction from, BiConsumer<Integer, Long> to,
            Consumer<ConsumerRecord<String, byte[]>> each) {
        try (var consumer = consumer(sharedBroker())) {
            if (!assign(consumer, topic)) {
                return;
            }
            var ends = consumer.endOffsets(consumer.assignment());
            ends.keySet().forEach(partition -> consumer.seek(partition, from.applyAsLong(partition.partition())));
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(each);
            }
            ends.keySet().forEach(partition -> to.accept(partition.partition(), consumer.position(partition)));
        }
    }

    private static boolean assign(KafkaConsumer<String, byte[]> consumer, String topic) {
        List<TopicPartition> partitions;
        try {
            partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
        } catch (TimeoutException e) {
            return false;
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return !partitions.isEmpty();
    }

    private static String sharedBroker() {
        return System.getProperty("kafka.bootstrap.servers");
    }

    private static KafkaConsumer<String, byte[]> consumer(String broker) {
        return new KafkaConsumer<>(Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false),
                new StringDeserializer(), new ByteArrayDeserializer());
    }
}
