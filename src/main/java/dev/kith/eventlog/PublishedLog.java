package dev.kith.eventlog;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The log as Kafka has it, to be compared with the one in the database. */
final class PublishedLog implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(500);

    /** By which the clocks of database and relay may differ; and what is looked through in vain. */
    private static final Duration MARGIN = Duration.ofHours(1);

    /** How far from the end of a partition its last event is sought: markers and what was aborted may be behind it. */
    private static final List<Long> DISTANCES = List.of(10L, 10_000L, Long.MAX_VALUE);

    private final Consumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;

    /** @throws org.apache.kafka.common.KafkaException if Kafka is away */
    PublishedLog(Kafka kafka, EventLogConfig config) {
        consumer = kafka.consumer();
        try {
            partitions = partitions(config.topic());
            consumer.assign(partitions);
        } catch (RuntimeException e) {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
            throw e;
        }
    }

    private List<TopicPartition> partitions(String topic) {
        try {
            return consumer.partitionsFor(topic).stream().map(known -> new TopicPartition(topic, known.partition())).toList();
        } catch (UnknownTopicOrPartitionException e) {
            return List.of();
        }
    }

    /** The furthest position that any partition ends with. */
    long newest() {
        var newest = new AtomicLong();
        var ends = consumer.endOffsets(partitions);
        var beginnings = consumer.beginningOffsets(partitions);
        var sought = new HashSet<>(partitions);
        for (var distance : DISTANCES) {
            var starts = sought.stream().collect(Collectors.toMap(partition -> partition,
                    partition -> Math.max(beginnings.get(partition), ends.get(partition) - distance)));
            read(starts, ends, event -> {
                newest.accumulateAndGet(position(event), Math::max);
                sought.remove(new TopicPartition(event.topic(), event.partition()));
            });
        }
        return newest.get();
    }

    /** Whether another event is at the position that this one has in the log; null is contradicted by nothing. */
    boolean contradicts(Trace trace) {
        var contradicts = new AtomicBoolean();
        if (trace != null) {
            readSince(trace.since(), event -> {
                if (position(event) == trace.position() && !id(event).equals(trace.id())) {
                    contradicts.set(true);
                }
            });
        }
        return contradicts.get();
    }

    /** Which of these are there. */
    Set<UUID> have(Collection<Trace> traces) {
        var sought = traces.stream().map(Trace::id).collect(Collectors.toSet());
        var found = new HashSet<UUID>();
        traces.stream().map(Trace::since).min(Instant::compareTo).ifPresent(since -> readSince(since, event -> {
            if (sought.contains(id(event))) {
                found.add(id(event));
            }
        }));
        return found;
    }

    private void readSince(Instant since, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        var ends = consumer.endOffsets(partitions);
        var starts = new HashMap<TopicPartition, Long>();
        consumer.offsetsForTimes(partitions.stream()
                .collect(Collectors.toMap(partition -> partition, partition -> since.minus(MARGIN).toEpochMilli())))
                .forEach((partition, found) -> {
                    if (found != null) {
                        starts.put(partition, found.offset());
                    }
                });
        read(starts, ends, reader);
    }

    private void read(Map<TopicPartition, Long> starts, Map<TopicPartition, Long> ends,
            java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        var unread = new HashSet<TopicPartition>();
        consumer.pause(partitions);
        starts.forEach((partition, offset) -> {
            if (offset < ends.get(partition)) {
                consumer.seek(partition, offset);
                consumer.resume(List.of(partition));
                unread.add(partition);
            }
        });
        while (!unread.isEmpty()) {
            consumer.poll(POLL).forEach(reader);
            unread.removeIf(partition -> consumer.position(partition) >= ends.get(partition));
        }
    }

    private static long position(ConsumerRecord<byte[], byte[]> event) {
        return Long.parseLong(header(event, "ce_sequence"));
    }

    private static UUID id(ConsumerRecord<byte[], byte[]> event) {
        return UUID.fromString(header(event, "ce_id"));
    }

    private static String header(ConsumerRecord<byte[], byte[]> event, String name) {
        return new String(event.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
