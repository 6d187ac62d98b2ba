package dev.kith.eventlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import dev.kith.support.Topic;

/** With a real server that is put back to what it was, while Kafka keeps what it has. */
@Execution(ExecutionMode.CONCURRENT)
class RestorationTest {

    private final UUID owner = UUID.randomUUID();

    @Test
    void a_database_recovered_to_an_earlier_point_goes_on_in_a_new_epoch_far_ahead() throws Exception {
        try (var server = new OwnPostgres(); var log = TestLog.on(server)) {
            log.sequencer();
            log.relay();
            log.append(owner, 10);
            log.awaitPublished(10);
            var epoch = epoch(log);
            var backup = server.backup();
            log.append(owner, 5); // lost in the database, but not in Kafka
            log.awaitPublished(15);
            server.recover(backup); // under replicas that run
            log.append(owner, 3);
            log.awaitPublished(18);
            assertNotEquals(epoch, epoch(log));
            assertEquals(range(1, 10, Restoration.STRIDE + 1, 3), positions(log));
            assertEquals(range(1, 15, Restoration.STRIDE + 1, 3), published(log));
            assertOnce(log);

            server.recover(backup); // again, and so without knowing of the first time
            log.append(owner, 4);
            log.awaitPublished(22);
            assertEquals(range(1, 10, 2 * Restoration.STRIDE + 1, 4), positions(log));
            assertOnce(log);
        }
    }

    @Test
    void a_disk_put_back_is_noticed_by_what_kafka_has() throws Exception {
        try (var server = new OwnPostgres(); var log = TestLog.on(server)) {
            log.sequencer();
            log.relay();
            log.append(owner, 10);
            log.awaitPublished(10);
            var backup = server.backup();
            log.append(owner, 5);
            log.awaitPublished(15);
            server.putBack(backup);
            log.append(owner, 3);
            log.awaitPublished(18);
            assertEquals(range(1, 10, Restoration.STRIDE + 1, 3), positions(log));
            assertEquals(range(1, 15, Restoration.STRIDE + 1, 3), published(log));
        }
    }

    @Test
    void what_waited_in_the_outbox_and_is_in_kafka_is_not_published_again() throws Exception {
        try (var server = new OwnPostgres(); var log = TestLog.on(server)) {
            var first = log.sequencer();
            log.relay();
            log.append(owner, 10);
            log.awaitPublished(10);
            first.close();
            log.append(owner, 6); // in the backup they are waiting
            var backup = server.backup();
            var second = log.sequencer();
            log.append(owner, 2);
            log.awaitPublished(18);
            second.close();
            server.recover(backup);
            log.append(owner, 1);
            log.sequencer();
            log.awaitPublished(19);
            Thread.sleep(500);
            assertOnce(log);
            assertEquals(19, published(log).size());
            assertEquals(range(1, 10, Restoration.STRIDE + 1, 7), positions(log));
        }
    }

    /** An id is made of what happened: a contact that was lost and made again goes cold by the same one. */
    @Test
    void what_happened_again_after_something_new_keeps_its_place_behind_it() throws Exception {
        try (var server = new OwnPostgres(); var log = TestLog.on(server)) {
            var sequencer = log.sequencer();
            log.relay();
            log.append(owner, 10);
            log.awaitPublished(10);
            var backup = server.backup();
            log.append(owner, 1);
            log.awaitPublished(11);
            sequencer.close();
            var again = TestLog.header(Topic.readCommitted(log.topic()).get(10), "ce_id");
            server.recover(backup);
            log.append(owner, 1);
            asOwner(log, "insert into outbox (owner_id, event_id, type, subject, occurred_at, data)"
                    + " select owner_id, '" + again + "', type, subject, occurred_at, data from outbox");
            log.sequencer();
            log.awaitPublished(13);
            assertEquals(range(1, 11, Restoration.STRIDE + 1, 2), published(log));
            assertEquals(again, TestLog.header(Topic.readCommitted(log.topic()).get(12), "ce_id"));
        }
    }

    @Test
    void what_was_not_published_before_is_published_then() throws Exception {
        try (var server = new OwnPostgres(); var log = TestLog.on(server)) {
            log.sequencer();
            var relay = log.relay();
            log.append(owner, 10);
            log.awaitPublished(10);
            relay.close();
            log.append(owner, 5);
            log.awaitLogged(15);
            server.recover(server.backup()); // nothing is lost but the knowledge that nothing is
            log.append(owner, 3);
            TestLog.await(() -> positions(log).size() == 18);
            log.relay();
            log.awaitPublished(18);
            assertEquals(range(1, 15, Restoration.STRIDE + 1, 3), published(log));
        }
    }

    @Test
    void without_kafka_nothing_is_sequenced_until_it_can_be_asked() throws Exception {
        try (var log = TestLog.fresh(); var broker = new OwnBroker()) {
            var kafka = new Kafka(Map.of("bootstrap.servers", broker.address()));
            log.append(owner, 10);
            var healthy = log.sequencer(kafka); // though Kafka is away
            log.awaitLogged(10);
            healthy.close();
            onAnotherTimeline(log);
            log.append(owner, 5);
            var waiting = log.sequencer(kafka);
            TestLog.await(() -> waiting.failure().isPresent());
            assertInstanceOf(KafkaException.class, waiting.failure().get());
            assertEquals(10, log.count("event_log"));
            broker.start();
            log.awaitLogged(15);
            assertEquals(range(1, 10, Restoration.STRIDE + 1, 5), positions(log));
            TestLog.await(() -> waiting.failure().isEmpty());
        }
    }

    @Test
    void timelines_that_are_trusted_make_no_difference() throws Exception {
        try (var log = TestLog.fresh().with("timelines", "trusted")) {
            log.append(owner, 10);
            onAnotherTimeline(log);
            log.sequencer();
            log.awaitLogged(10);
            assertEquals(range(1, 10, 0, 0), positions(log));
        }
    }

    @Test
    void what_was_sequenced_since_a_disk_was_put_back_is_left_to_an_operator() throws Exception {
        try (var log = TestLog.fresh()) {
            var sequencer = log.sequencer();
            var relay = log.relay();
            log.append(owner, 10);
            log.awaitPublished(10);
            relay.close();
            sequencer.close();
            asOwner(log, "delete from event_log where position > 6");
            asOwner(log, "update relay_cursor set position = 6");
            asOwner(log, "insert into event_log select 7, owner_id, gen_random_uuid(), type, subject, occurred_at, null, data"
                    + " from event_log where position = 6");
            var epoch = epoch(log);
            var refusing = log.relay();
            TestLog.await(() -> refusing.failure().isPresent());
            assertInstanceOf(ForeignCursorException.class, refusing.failure().get());
            refusing.close();
            asOwner(log, "insert into event_log select n, owner_id, gen_random_uuid(), type, subject, occurred_at, null, data"
                    + " from event_log, generate_series(8, 10) n where position = 7");
            var again = log.relay(); // now only the event tells them apart
            TestLog.await(() -> again.failure().isPresent());
            assertInstanceOf(ForeignCursorException.class, again.failure().get());
            assertEquals(epoch, epoch(log));
            assertEquals(10, Topic.readCommitted(log.topic()).size());
        }
    }

    private static void onAnotherTimeline(TestLog log) throws SQLException {
        asOwner(log, "update log_head set timeline = '1/00000001'");
    }

    private static void asOwner(TestLog log, String sql) throws SQLException {
        try (var connection = log.connectAsOwner(); var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static UUID epoch(TestLog log) throws SQLException {
        try (var connection = log.connect()) {
            return History.read(connection).head().epoch();
        }
    }

    private static List<Long> positions(TestLog log) throws SQLException {
        try (var connection = log.connect();
                var query = connection.createStatement();
                var row = query.executeQuery("select position from event_log order by position")) {
            var positions = new ArrayList<Long>();
            while (row.next()) {
                positions.add(row.getLong(1));
            }
            return positions;
        }
    }

    /** As they come out of the owner's partition. */
    private List<Long> published(TestLog log) {
        return Topic.readCommitted(log.topic()).stream().map(record -> Long.valueOf(TestLog.header(record, "ce_sequence")))
                .toList();
    }

    private static void assertOnce(TestLog log) {
        var ids = Topic.readCommitted(log.topic()).stream().map(record -> TestLog.header(record, "ce_id")).toList();
        assertEquals(ids.size(), new HashSet<>(ids).size());
        assertTrue(ids.size() > 0);
    }

    private static List<Long> range(long first, int count, long second, int more) {
        var range = new ArrayList<Long>();
        for (var i = 0; i < count; i++) {
            range.add(first + i);
        }
        for (var i = 0; i < more; i++) {
            range.add(second + i);
        }
        return range;
    }
}
