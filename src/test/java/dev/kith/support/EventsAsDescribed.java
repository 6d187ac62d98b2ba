package dev.kith.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.SQLException;
import java.time.Duration;
import java.util.TreeMap;
import java.util.TreeSet;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import io.quarkus.test.junit.callback.QuarkusTestAfterAllCallback;
import io.quarkus.test.junit.callback.QuarkusTestContext;
import tools.jackson.databind.json.JsonMapper;

/**
 * After every test class: each event that Kafka was given since the class before is one that {@code asyncapi.yaml} describes.
 * Found by its name in {@code META-INF/services}.
 */
public final class EventsAsDescribed implements QuarkusTestAfterAllCallback {

    private static final String TOPIC = "kith.events";
    /** Of events that only a test knows. */
    private static final String MADE_UP = "dev.kith.test.";
    /** Test classes are loaded more than once: how far each partition was read is in the system properties. */
    private static final String READ = "kith.test.events-read.";
    /** For the relay; what it publishes later is looked at after the next class. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public void afterAll(QuarkusTestContext context) {
        try {
            awaitRelay();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        var faults = new TreeSet<String>();
        Topic.readOn(TOPIC, partition -> Long.getLong(READ + partition, 0),
                (partition, next) -> System.setProperty(READ + partition, Long.toString(next)),
                record -> {
                    if (!new String(record.headers().lastHeader("ce_type").value(), UTF_8).startsWith(MADE_UP)) {
                        faults.addAll(faults(record));
                    }
                });
        if (!faults.isEmpty()) {
            throw new AssertionError("events that are not as asyncapi.yaml has them:\n" + String.join("\n", faults));
        }
    }

    static TreeSet<String> faults(ConsumerRecord<String, byte[]> record) {
        var headers = new TreeMap<String, String>();
        record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        var faults = new TreeSet<>(EventContract.its().faults(headers.get("ce_type"), JSON.writeValueAsString(headers),
                new String(record.value(), UTF_8)));
        if (!record.key().equals(headers.get("ce_partitionkey"))) {
            faults.add("the key is not the owner: " + headers);
        }
        return faults;
    }

    private static void awaitRelay() throws SQLException {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        try (var connection = Database.asSystem(); var all = connection.prepareStatement("""
                select not exists (select from outbox)
                   and coalesce((select max(position) from event_log) <= (select max(position) from relay_cursor), true)
                """)) {
            while (System.nanoTime() < deadline) {
                try (var row = all.executeQuery()) {
                    row.next();
                    if (row.getBoolean(1)) {
                        return;
                    }
                }
                Thread.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
