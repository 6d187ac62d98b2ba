package dev.kith.eventlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.kith.support.Topic;
import io.cloudevents.core.message.Encoding;
import io.cloudevents.kafka.KafkaMessageFactory;

/** Each of these has a log of its own and mostly waits, so that they wait together, and beside the other tests. */
@Execution(ExecutionMode.CONCURRENT)
class RelayTest {

    private final UUID owner = UUID.randomUUID();

    @Test
    void what_is_committed_is_published_once_in_order_and_byte_for_byte() throws Exception {
        try (var log = TestLog.fresh()) {
            log.sequencer();
            log.relay();
            for (var i = 0; i < 10; i++) {
                log.append(new UUID(3, i), 30);
            }
            assertPublished(log, 300);
            try (var admin = Admin.create(Map.of("bootstrap.servers", TestLog.broker()))) {
                var topic = admin.describeTopics(List.of(log.topic())).allTopicNames().get().get(log.topic());
                assertEquals(12, topic.partitions().size());
                var resource = new ConfigResource(ConfigResource.Type.TOPIC, log.topic());
                assertEquals("-1",
                        admin.describeConfigs(List.of(resource)).all().get().get(resource).get("retention.ms").value());
            }
            var partitions = new HashSet<Integer>();
            Topic.await(log.topic(), new UUID(3, 1), 30).forEach(record -> partitions.add(record.partition()));
            assertEquals(1, partitions.size());
        }
    }

    /** By the CloudEvents project's own reader, which shares no code with the relay. */
    @Test
    void a_record_is_a_cloud_event() throws Exception {
        try (var log = TestLog.fresh()) {
            log.sequencer();
            log.relay();
            log.append(owner, 1);
            var record = Topic.await(log.topic(), owner, 1).get(0);
            assertEquals(owner.toString(), record.key());
            var message = KafkaMessageFactory.createReader(record.headers(), record.value());
            assertEquals(Encoding.BINARY, message.getEncoding());
            var event = message.toEvent();
            assertEquals("dev.kith.test.happened.v1", event.getType());
            assertEquals(URI.create("https://kith.dev"), event.getSource());
            assertEquals(URI.create("https://kith.dev/schemas/dev.kith.test.happened.v1.json"), event.getDataSchema());
            assertEquals(new UUID(0, 1).toString(), event.getSubject());
            assertEquals(OffsetDateTime.parse("1970-01-01T00:00:01Z"), event.getTime());
            assertEquals("application/json", event.getDataContentType());
            assertEquals(owner.toString(), event.getExtension("partitionkey"));
            assertEquals("0000000000000000001", event.getExtension("sequence"));
            assertEquals("{\"what\":\"a\",\"number\":1}", new String(event.getData().toBytes(), "UTF-8"));
            assertTrue(log.log().get(0).contains(event.getId()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "send", "sendOffsetsToTransaction", "commitTransaction" })
    void a_failure_before_the_commit_repeats_nothing_and_loses_nothing(String call) throws Exception {
        try (var log = TestLog.fresh().with("relay.batch", "7")) {
            var kafka = new FaultyKafka(TestLog.broker());
            log.sequencer();
            log.relay(kafka, Relay.LANE);
            log.append(owner, 20);
            log.awaitPublished(20);
            kafka.failBefore(call);
            log.append(owner, 20);
            assertPublished(log, 40);
            assertTrue(kafka.hasStruck());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "send", "sendOffsetsToTransaction", "commitTransaction" })
    void a_call_that_took_place_but_seemed_to_fail_repeats_nothing(String call) throws Exception {
        try (var log = TestLog.fresh().with("relay.batch", "7")) {
            var kafka = new FaultyKafka(TestLog.broker());
            log.sequencer();
            log.relay(kafka, Relay.LANE);
            log.append(owner, 20);
            log.awaitPublished(20);
            kafka.failAfter(call);
            log.append(owner, 20);
            assertPublished(log, 40);
            assertTrue(kafka.hasStruck());
        }
    }

    @Test
    void a_relay_killed_between_commit_and_copy_has_a_successor_that_repeats_nothing() throws Exception {
        try (var log = TestLog.fresh()) {
            var kafka = new FaultyKafka(TestLog.broker());
            log.sequencer();
            log.relay(kafka, Relay.LANE);
            log.append(owner, 10);
            log.awaitPublished(10);
            TestLog.await(() -> copy(log) == 10);
            var killed = kafka.stallAfter("commitTransaction"); // committed, and never heard of again
            log.append(owner, 10);
            killed.await();
            assertEquals(10, copy(log));
            log.cutConnections();
            log.relay();
            log.append(owner, 10);
            assertPublished(log, 30);
            TestLog.await(() -> copy(log) == 30);
            killed.release();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "send", "sendOffsetsToTransaction", "commitTransaction" })
    void a_zombie_that_wakes_after_its_successor_took_over_publishes_nothing(String call) throws Exception {
        try (var log = TestLog.fresh()) {
            var kafka = new FaultyKafka(TestLog.broker());
            log.sequencer();
            var zombie = log.relay(kafka, Relay.LANE);
            log.append(owner, 10);
            log.awaitPublished(10);
            var stopped = kafka.stallBefore(call);
            log.append(owner, 10);
            stopped.await();
            log.cutConnections(); // as the database does after the lease
            log.relay();
            log.append(owner, 10);
            log.awaitPublished(30);
            stopped.release();
            TestLog.await(() -> zombie.failure().isPresent() || zombie.cursor().isEmpty());
            log.append(owner, 10);
            assertPublished(log, 40);
        }
    }

    @Test
    void a_relay_that_stands_still_loses_the_lead_by_itself() throws Exception {
        try (var log = TestLog.fresh().with("relay.lease", "5s")) {
            var kafka = new FaultyKafka(TestLog.broker());
            log.sequencer();
            log.relay(kafka, Relay.LANE);
            log.append(owner, 10);
            log.awaitPublished(10);
            var stopped = kafka.stallBefore("commitTransaction");
            log.append(owner, 10);
            stopped.await();
            log.relay();
            log.awaitPublished(20);
            stopped.release();
            assertPublished(log, 20);
        }
    }

    @Test
    void of_two_relays_one_leads_and_the_other_takes_its_place() throws Exception {
        try (var log = TestLog.fresh()) {
            log.sequencer();
            var first = log.relay();
            TestLog.await(() -> first.cursor().isPresent());
            var second = log.relay();
            log.append(owner, 10);
            log.awaitPublished(10);
            assertTrue(second.cursor().isEmpty());
            first.close();
            log.append(owner, 10);
            assertPublished(log, 20);
            assertTrue(second.cursor().isPresent());
        }
    }

    @Test
    void two_relays_that_both_believe_they_lead_publish_everything_once() throws Exception {
        try (var log = TestLog.fresh().with("relay.batch", "5")) {
            log.sequencer();
            log.relay(new FaultyKafka(TestLog.broker()), 1);
            log.relay(new FaultyKafka(TestLog.broker()), 2);
            for (var round = 1; round <= 10; round++) {
                log.append(owner, 20);
                log.awaitPublished(round * 20);
            }
            assertPublished(log, 200);
            assertTrue(log.metrics.get("kith.relay.takeovers").counter().count() > 2, "they never met");
        }
    }

    @Test
    void a_cursor_that_kafka_has_forgotten_is_found_in_the_database() throws Exception {
        try (var log = TestLog.fresh()) {
            log.sequencer();
            var first = log.relay();
            log.append(owner, 10);
            log.awaitPublished(10);
            TestLog.await(() -> copy(log) == 10);
            first.close();
            log.with("relay.cursor-group", "expired." + UUID.randomUUID());
            log.relay();
            log.append(owner, 10);
            assertPublished(log, 20);
        }
    }

    @Test
    void a_rebuilt_database_under_an_old_topic_is_refused() throws Exception {
        try (var old = TestLog.fresh(); var rebuilt = old.rebuilt()) {
            publish(old, 10);
            rebuilt.sequencer();
            rebuilt.append(owner, 15); // more than the old one had: only the epoch tells them apart
            rebuilt.awaitLogged(15);
            var relay = rebuilt.relay();
            TestLog.await(() -> relay.failure().isPresent());
            var failure = assertInstanceOf(ForeignCursorException.class, relay.failure().get());
            assertTrue(failure.getMessage().contains("kith.events.relay.foreign-cursor"), failure.getMessage());
            Thread.sleep(1000);
            assertEquals(10, Topic.readCommitted(old.topic()).size());
            assertTrue(relay.cursor().isEmpty());
        }
    }

    @Test
    void a_rebuilt_database_is_published_from_its_beginning_when_told_so() throws Exception {
        try (var old = TestLog.fresh(); var rebuilt = old.rebuilt()) {
            publish(old, 10);
            rebuilt.with("relay.foreign-cursor", "beginning").sequencer();
            rebuilt.append(owner, 15);
            rebuilt.awaitLogged(15);
            rebuilt.relay().close(); // whenever it is stopped, the next one goes on
            rebuilt.relay();
            rebuilt.awaitPublished(25);
            assertEquals(rebuilt.log(), rebuilt.published(old));
        }
    }

    @Test
    void a_rebuilt_database_is_published_from_its_head_when_told_so() throws Exception {
        try (var old = TestLog.fresh(); var rebuilt = old.rebuilt()) {
            publish(old, 10);
            rebuilt.with("relay.foreign-cursor", "head").sequencer();
            rebuilt.append(owner, 15);
            rebuilt.awaitLogged(15);
            var first = rebuilt.relay();
            TestLog.await(() -> first.cursor().isPresent());
            first.close();
            var second = rebuilt.relay(); // the setting has done its work: it does not skip again
            rebuilt.append(UUID.randomUUID(), 3);
            rebuilt.awaitPublished(13);
            TestLog.await(() -> second.cursor().isPresent());
            var log = rebuilt.log();
            var ids = Topic.readCommitted(old.topic()).stream().map(record -> TestLog.header(record, "ce_id")).toList();
            assertTrue(log.subList(0, 15).stream().noneMatch(event -> ids.contains(event.split(" ")[1])));
            assertTrue(log.subList(15, 18).stream().allMatch(event -> ids.contains(event.split(" ")[1])));
        }
    }

    @Test
    void a_log_is_published_again_from_its_beginning_though_the_relay_dies_at_once() throws Exception {
        try (var log = TestLog.fresh()) {
            publish(log, 10);
            try (var connection = log.connectAsOwner(); var restore = connection.createStatement()) {
                restore.execute("delete from event_log where position > 6");
                restore.execute("update event_log set event_id = gen_random_uuid() where position = 6");
                restore.execute("update relay_cursor set position = 6");
            }
            var kafka = new FaultyKafka(TestLog.broker());
            kafka.failBefore("send"); // what counts then is what both copies of the cursor say
            log.with("relay.foreign-cursor", "beginning").relay(kafka, Relay.LANE);
            log.awaitPublished(16);
            assertTrue(kafka.hasStruck());
        }
    }

    @Test
    void a_transaction_carries_no_more_than_fits_into_memory_and_at_least_one_event() throws Exception {
        try (var log = TestLog.fresh().with("relay.batch", "7"); var reader = log.connect()) {
            log.sequencer();
            log.append(owner, 20);
            log.awaitLogged(20);
            var session = log.session();
            var start = History.read(reader).head().at(0);
            var all = session.after(start, log.config().relay());
            assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L), all.stream().map(LoggedEvent::position).toList());
            var size = all.get(0).data().length;
            for (var bytes = 1; bytes <= 3 * size + 1; bytes += size) {
                var few = session.after(start.at(2), log.with("relay.bytes", "" + bytes).config().relay());
                assertEquals(1 + bytes / size, few.size(), bytes + " bytes");
                assertEquals(3, few.get(0).position());
            }
        }
    }

    @Test
    void a_hole_in_the_log_is_not_passed_over() throws Exception {
        try (var log = TestLog.fresh()) {
            log.sequencer();
            log.append(owner, 10);
            log.awaitLogged(10);
            try (var connection = log.connectAsOwner(); var damage = connection.createStatement()) {
                damage.execute("delete from event_log where position = 4");
            }
            var relay = log.relay();
            TestLog.await(() -> relay.failure().isPresent());
            assertInstanceOf(SQLException.class, relay.failure().get());
            assertEquals(0, Topic.readCommitted(log.topic()).size());
        }
    }

    @Test
    void kafka_may_be_away_at_the_start_and_for_a_while() throws Exception {
        try (var log = TestLog.fresh(); var broker = new OwnBroker()) {
            var kafka = new Kafka(Map.of("bootstrap.servers", broker.address()));
            log.sequencer();
            var relay = log.relay(kafka, Relay.LANE);
            log.append(owner, 10);
            TestLog.await(() -> relay.failure().isPresent());
            broker.start();
            TestLog.await(() -> relay.cursor().map(LogCursor::position).orElse(0L) == 10);
            assertTrue(relay.failure().isEmpty());
            broker.stop();
            log.append(owner, 10);
            log.awaitLogged(20);
            TestLog.await(() -> relay.failure().isPresent());
            broker.start();
            TestLog.await(() -> relay.cursor().map(LogCursor::position).orElse(0L) == 20);
            log.append(owner, 10);
            TestLog.await(() -> relay.cursor().map(LogCursor::position).orElse(0L) == 30);
            assertEquals(log.log(), log.publishedAt(broker.address()));
        }
    }

    @Test
    void it_stops_within_a_second_while_kafka_is_away() throws Exception {
        try (var log = TestLog.fresh(); var away = new OwnBroker()) {
            log.sequencer();
            var relay = log.relay(new Kafka(Map.of("bootstrap.servers", away.address())), Relay.LANE);
            log.append(owner, 1);
            Thread.sleep(500);
            var started = System.nanoTime();
            relay.close();
            assertTrue(System.nanoTime() - started < 1_000_000_000L);
            assertTrue(relay.hasEnded());
        }
    }

    @Test
    void it_goes_on_after_the_database_cut_it_off() throws Exception {
        try (var log = TestLog.fresh()) {
            log.sequencer();
            log.relay();
            for (var round = 1; round <= 3; round++) {
                log.append(owner, 10);
                log.awaitPublished(round * 10);
                log.cutConnections();
            }
            log.append(owner, 10);
            assertPublished(log, 40);
        }
    }

    @Test
    void a_range_is_published_again_once_in_order_and_before_what_is_new_though_the_relay_dies() throws Exception {
        try (var log = TestLog.fresh().with("relay.batch", "5")) {
            var kafka = new FaultyKafka(TestLog.broker());
            log.sequencer();
            log.relay(kafka, Relay.LANE);
            log.append(owner, 40);
            log.awaitPublished(40);
            kafka.failAfter("commitTransaction"); // in mid-way: it took place, and nobody knows
            log.republish(11, 30);
            TestLog.await(kafka::hasStruck);
            log.append(owner, 10);
            log.awaitPublished(70);
            kafka.failBefore("commitTransaction");
            log.republish(1, 50);
            log.append(owner, 5);
            log.awaitPublished(125);
            Thread.sleep(300); // what is too much would come now
            assertTrue(kafka.hasStruck());
            var positions = Topic.readCommitted(log.topic()).stream()
                    .map(record -> Long.valueOf(TestLog.header(record, "ce_sequence"))).toList();
            assertEquals(
                    Stream.of(range(1, 40), range(11, 30), range(41, 50), range(1, 50), range(51, 55)).flatMap(List::stream)
                            .toList(),
                    positions);
        }
    }

    @Test
    void what_is_in_the_way_is_known_to_all_and_forgotten_when_it_is_gone() throws Exception {
        try (var log = TestLog.fresh()) {
            log.sequencer();
            log.append(owner, 3);
            log.awaitLogged(3);
            try (var connection = log.connectAsOwner(); var damage = connection.createStatement()) {
                damage.execute("update event_log set position = 9 where position = 2");
                var relay = log.relay();
                TestLog.await(() -> log.count("relay_state where trouble = 'LOG_DAMAGED' and failing_since is not null") == 1);
                TestLog.await(() -> relay.failure().map(RelayTrouble::of).equals(Optional.of(RelayTrouble.LOG_DAMAGED)));
                damage.execute("update event_log set position = 2 where position = 9");
                log.awaitPublished(3);
                TestLog.await(() -> log.count("relay_state where trouble is null and failing_since is null") == 1);
            }
        }
    }

    @Test
    void a_topic_that_takes_no_record_of_this_size_is_named_as_the_trouble() throws Exception {
        try (var log = TestLog.fresh(); var admin = Admin.create(Map.of("bootstrap.servers", TestLog.broker()))) {
            // made by somebody else: a broker takes its time to follow a change
            admin.createTopics(List.of(new NewTopic(log.topic(), 12, (short) 1).configs(Map.of("max.message.bytes", "100"))))
                    .all().get();
            log.sequencer();
            log.append(owner, 1);
            log.relay();
            TestLog.await(() -> log.count("relay_state where trouble = 'RECORD_TOO_LARGE'") == 1);
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, log.topic()),
                    List.of(new AlterConfigOp(new ConfigEntry("max.message.bytes", "1048576"), AlterConfigOp.OpType.SET))))
                    .all().get();
            assertPublished(log, 1);
        }
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private void publish(TestLog log, int events) throws Exception {
        var sequencer = log.sequencer();
        var relay = log.relay();
        log.append(owner, events);
        log.awaitPublished(events);
        relay.close();
        sequencer.close();
    }

    private static void assertPublished(TestLog log, int events) throws Exception {
        log.awaitPublished(events);
        Thread.sleep(300); // what is too much would come now
        assertEquals(log.log(), log.published());
        assertEquals(events, log.log().size());
    }

    private static long copy(TestLog log) throws SQLException {
        try (var connection = log.connect();
                var query = connection.createStatement();
                var row = query.executeQuery("select position from relay_cursor where lane = 0")) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
