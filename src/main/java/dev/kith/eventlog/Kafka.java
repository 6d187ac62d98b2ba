package dev.kith.eventlog;

import java.util.HashMap;
import java.util.Map;

import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.Config;

/** Makes Kafka's clients. */
class Kafka {

    private static final String PREFIX = "kafka";

    private final Map<String, Object> broker;

    /** @param broker where it is and how to sign in, in Kafka's words */
    Kafka(Map<String, Object> broker) {
        this.broker = Map.copyOf(broker);
    }

    /** All settings that begin with {@code kafka.}, or {@code KAFKA_} in the environment. */
    static Kafka of(Config config) {
        var broker = new HashMap<String, Object>();
        for (var name : config.getPropertyNames()) {
            if (name.length() > PREFIX.length() && name.regionMatches(true, 0, PREFIX, 0, PREFIX.length())
                    && ".-_".indexOf(name.charAt(PREFIX.length())) >= 0) {
                config.getOptionalValue(name, String.class).ifPresent(value -> broker
                        .put(name.substring(PREFIX.length() + 1).toLowerCase().replaceAll("[_-]", "."), value));
            }
        }
        return new Kafka(broker);
    }

    boolean isConfigured() {
        return broker.containsKey(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
    }

    /** All times are so short that the transaction is over, one way or the other, before the coordinator ends it. */
    Producer<String, byte[]> producer(String transactionalId) {
        var settings = settings();
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024); // full only when there is much: commits flush
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 8_000);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 8_000);
        // a transaction that begins right after another finds it still being written, and would wait 100 ms each time
        settings.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 5L);
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    Admin admin() {
        return admin(8_000);
    }

    /** For what is good to know, but not worth waiting for. */
    Admin quickAdmin() {
        return admin(3_000);
    }

    private Admin admin(int patience) {
        var settings = settings();
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, patience);
        return Admin.create(settings);
    }

    /** Reads what is committed, of no group, from wherever it is told to. */
    Consumer<byte[], byte[]> consumer() {
        var settings = settings();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 8_000);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Map<String, Object> settings() {
        var settings = new HashMap<>(broker);
        settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
        settings.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 3_000L);
        settings.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, 6_000L);
        settings.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        return settings;
    }
}
