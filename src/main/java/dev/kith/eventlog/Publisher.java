package dev.kith.eventlog;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jboss.logging.Logger;

/**
 * The Kafka side of the relay. Events and the cursor behind them become visible in one transaction, or not at all, and of
 * several publishers only the one that was opened last can commit. After any failure it is closed and a new one opened:
 * whether the last transaction took place, only the cursor that Kafka has tells.
 */
final class Publisher implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Publisher.class);

    /** Never changed: an owner's events would go to another partition from then on. */
    private static final int PARTITIONS = 12;

    private static final Header SPEC_VERSION = header("ce_specversion", LoggedEvent.SPEC_VERSION);
    private static final Header SOURCE = header("ce_source", LoggedEvent.SOURCE);
    private static final Header CONTENT_TYPE = header("content-type", LoggedEvent.CONTENT_TYPE);

    private final EventLogConfig config;
    private final Producer<String, byte[]> producer;
    private final TopicPartition cursorPartition;
    private final Optional<RelayMark> markAtStart;

    /**
     * Makes the topics if need be, shuts out every earlier publisher, and ends what it left open.
     *
     * @throws KafkaException if Kafka is away
     */
    Publisher(Kafka kafka, EventLogConfig config) throws InterruptedException {
        this.config = config;
        this.cursorPartition = cursorPartition(config);
        var admin = kafka.admin();
        try {
            makeTopics(admin);
            producer = kafka.producer(config.relay().transactionalId());
            try {
                producer.initTransactions();
                markAtStart = mark(admin, config);
            } catch (RuntimeException | InterruptedException e) {
                close();
                throw e;
            }
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    /** How far the publishers before had come. */
    Optional<RelayMark> markAtStart() {
        return markAtStart;
    }

    /** @param mark the last of the events; without events, what the cursor is set to */
    void publish(List<LoggedEvent> events, RelayMark mark) throws InterruptedException {
        producer.beginTransaction();
        for (var event : events) {
            var sent = producer.send(recordOf(event));
            if (sent.isDone()) { // it is too early for success, and to fail one by one would take each its time
                outcome(sent);
            }
        }
        producer.sendOffsetsToTransaction(
                Map.of(cursorPartition, new OffsetAndMetadata(mark.cursor().position(), mark.metadata())),
                new ConsumerGroupMetadata(config.relay().cursorGroup()));
        producer.commitTransaction();
    }

    private ProducerRecord<String, byte[]> recordOf(LoggedEvent event) {
        var record = new ProducerRecord<>(config.topic(), event.partitionKey(), event.data());
        var headers = record.headers();
        headers.add(SPEC_VERSION);
        add(headers, "ce_id", event.id().toString());
        headers.add(SOURCE);
        add(headers, "ce_type", event.type());
        add(headers, "ce_subject", event.subject().toString());
        add(headers, "ce_time", event.time().toString());
        add(headers, "ce_dataschema", event.dataSchema());
        add(headers, "ce_partitionkey", event.partitionKey());
        add(headers, "ce_sequence", event.sequence());
        headers.add(CONTENT_TYPE);
        if (event.traceparent() != null) {
            add(headers, "traceparent", event.traceparent());
        }
        return record;
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(header(name, value));
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private void makeTopics(Admin admin) throws InterruptedException {
        var wanted = List.of(
                topic(config.topic(), PARTITIONS, config.replication()).configs(Map.of(
                        TopicConfig.RETENTION_MS_CONFIG, "-1",
                        TopicConfig.RETENTION_BYTES_CONFIG, "-1",
                        TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE)),
                topic(config.relay().cursorTopic(), 1, config.replication()));
        var missing = new ArrayList<NewTopic>();
        var described = admin.describeTopics(wanted.stream().map(NewTopic::name).toList()).topicNameValues();
        for (var topic : wanted) {
            try {
                var partitions = described.get(topic.name()).get().partitions().size();
                if (partitions != topic.numPartitions()) {
                    LOG.warnf("topic %s has %d partitions, not %d", topic.name(), partitions, topic.numPartitions());
                }
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw failed(e);
                }
                missing.add(topic);
            }
        }
        if (missing.isEmpty()) {
            return;
        }
        for (var made : admin.createTopics(missing).values().entrySet()) {
            try {
                made.getValue().get();
                LOG.infof("topic %s made", made.getKey());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw failed(e);
                }
            }
        }
    }

    private static NewTopic topic(String name, int partitions, OptionalInt replication) {
        return new NewTopic(name, Optional.of(partitions),
                replication.isPresent() ? Optional.of((short) replication.getAsInt()) : Optional.empty());
    }

    /** What the last transaction left. */
    static Optional<RelayMark> mark(Admin admin, EventLogConfig config) throws InterruptedException {
        var partition = cursorPartition(config);
        try {
            var group = config.relay().cursorGroup();
            var offset = admin.listConsumerGroupOffsets(group, new ListConsumerGroupOffsetsOptions().requireStable(true))
                    .partitionsToOffsetAndMetadata(group).get().get(partition);
            return Optional.ofNullable(offset).map(found -> RelayMark.of(found.offset(), found.metadata()));
        } catch (ExecutionException e) {
            throw failed(e);
        }
    }

    private static TopicPartition cursorPartition(EventLogConfig config) {
        return new TopicPartition(config.relay().cursorTopic(), 0);
    }

    private static void outcome(Future<?> sent) throws InterruptedException {
        try {
            sent.get();
        } catch (ExecutionException e) {
            throw failed(e);
        }
    }

    private static KafkaException failed(ExecutionException e) {
        return e.getCause() instanceof KafkaException failure ? failure : new KafkaException(e.getCause());
    }

    @Override
    public void close() {
        var interrupted = Thread.interrupted(); // or it would not close
        try {
            producer.close(Duration.ZERO);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
