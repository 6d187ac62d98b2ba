package dev.kith.eventlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class SequencerTest {

    private final UUID owner = UUID.randomUUID();

    @Test
    void transactions_that_follow_one_another_keep_their_order_whoever_began_first() throws Exception {
        try (var log = TestLog.fresh(); var first = transaction(log); var second = transaction(log)) {
            begin(second); // has the smaller transaction id, and does something else for a while
            begin(first);
            log.append(first, owner, "first", 1);
            first.commit();
            log.append(second, owner, "second", 2);
            second.commit();
            log.sequencer();
            log.awaitLogged(2);
            assertInOrder(log, "first", "second");
        }
    }

    @Test
    void an_event_committed_late_comes_late_though_its_row_is_older() throws Exception {
        try (var log = TestLog.fresh(); var slow = transaction(log)) {
            log.append(slow, owner, "slow", 1);
            var sequencer = log.sequencer();
            log.append(owner, 1);
            sequencer.wake();
            log.awaitLogged(1);
            slow.commit();
            sequencer.wake();
            log.awaitLogged(2);
            assertInOrder(log, "\"a\"", "slow");
        }
    }

    @Test
    void events_do_not_wait_for_a_long_transaction_of_somebody_else() throws Exception {
        try (var log = TestLog.fresh().with("sequencer.full-pass", "1h"); var foreign = transaction(log)) {
            begin(foreign);
            log.append(foreign, UUID.randomUUID(), "foreign", 1);
            var sequencer = log.sequencer();
            for (var round = 1; round <= 20; round++) {
                log.append(owner, 10);
                var committed = System.nanoTime();
                sequencer.wake();
                log.awaitLogged(round * 10);
                var waited = Duration.ofNanos(System.nanoTime() - committed);
                assertTrue(waited.toSeconds() < 5, () -> "waited " + waited);
            }
            foreign.commit(); // no full pass is due: the hint itself has to remember that it was running
            sequencer.wake();
            log.awaitLogged(201);
        }
    }

    @Test
    void the_cost_of_a_pass_does_not_grow_behind_a_long_transaction() throws Exception {
        try (var log = TestLog.fresh().with("sequencer.full-pass", "1h");
                var foreign = transaction(log)) {
            begin(foreign);
            var sequencer = log.sequencer();
            log.append(owner, 1);
            sequencer.wake();
            log.awaitLogged(1);
            var before = rowsRead(log);
            for (var round = 0; round < 50; round++) {
                log.append(owner, 20);
                sequencer.wake();
                log.awaitLogged(1 + (round + 1) * 20);
            }
            var read = rowsRead(log) - before;
            assertTrue(read < 10_000, () -> read + " index entries read to move 1,000 events");
        }
    }

    @Test
    void nothing_is_left_of_what_was_rolled_back() throws Exception {
        try (var log = TestLog.fresh(); var writer = transaction(log)) {
            var sequencer = log.sequencer();
            log.append(writer, owner, "never", 1);
            writer.rollback();
            log.append(writer, owner, "kept", 1);
            writer.commit();
            sequencer.wake();
            log.awaitLogged(1);
            assertInOrder(log, "kept");
            assertEquals(0, log.count("outbox"));
        }
    }

    @Test
    void a_backlog_is_moved_in_order_batch_by_batch() throws Exception {
        try (var log = TestLog.fresh().with("sequencer.batch", "7").with("sequencer.full-pass", "1h");
                var writer = transaction(log)) {
            for (var number = 1; number <= 100; number++) {
                log.append(writer, owner, "n", number);
            }
            writer.commit();
            log.sequencer();
            log.awaitLogged(100);
            var events = log.log();
            for (var number = 1; number <= 100; number++) {
                assertTrue(events.get(number - 1).endsWith("\"number\":" + number + "}"), events.get(number - 1));
            }
        }
    }

    @Test
    void several_sequencers_and_many_writers_leave_no_gap_and_no_double() throws Exception {
        try (var log = TestLog.fresh().with("sequencer.batch", "20")) {
            var sequencers = List.of(log.sequencer(), log.sequencer(), log.sequencer());
            var writers = Executors.newFixedThreadPool(6);
            try {
                var written = writers.invokeAll(IntStream.range(0, 6).mapToObj(writer -> (Callable<Void>) () -> {
                    try (var connection = transaction(log)) {
                        var mine = new UUID(1, writer);
                        for (var number = 1; number <= 100; number++) {
                            log.append(connection, mine, "n", number);
                            connection.commit();
                            sequencers.get(number % 3).wake();
                        }
                    }
                    return null;
                }).toList());
                for (var one : written) {
                    one.get();
                }
            } finally {
                writers.shutdown();
            }
            log.awaitLogged(600);
            var last = new HashMap<String, Integer>();
            for (var event : log.log()) {
                var number = Integer.parseInt(event.replaceFirst(".*\"number\":(\\d+).*", "$1"));
                assertEquals(last.getOrDefault(event.substring(0, 36), 0) + 1, number, event);
                last.put(event.substring(0, 36), number);
            }
            assertEquals(600, log.log().size());
            assertEquals(0, log.count("outbox"));
            // they waited for one another; without the fence, only the primary key would have kept them apart
            assertEquals(0, statistic(log, "select xact_rollback from pg_stat_database where datname = current_database()"));
        }
    }

    @Test
    void a_sequencer_with_nothing_to_do_takes_no_lock() throws Exception {
        try (var log = TestLog.fresh().with("sequencer.poll", "10ms"); var other = transaction(log)) {
            log.append(owner, 1);
            log.sequencer();
            log.awaitLogged(1);
            var passes = log.metrics.get("kith.sequencer.passes").counter();
            Thread.sleep(50);
            var before = passes.count();
            Thread.sleep(300);
            assertEquals(before, passes.count());
            log.append(other, owner, "unannounced", 2);
            other.commit();
            log.awaitLogged(2); // nobody woke it, it looked
        }
    }

    @Test
    void a_sequencer_that_stops_in_mid_pass_does_not_stop_the_others() throws Exception {
        try (var log = TestLog.fresh().with("sequencer.patience", "1s"); var stopped = log.openSequencerConnection()) {
            stopped.setAutoCommit(false);
            try (var fence = stopped.createStatement()) {
                fence.execute("select position from log_head where id = 1 for update");
            }
            log.sequencer();
            log.append(owner, 1);
            log.awaitLogged(1);
        }
    }

    @Test
    void it_goes_on_after_the_database_cut_it_off() throws Exception {
        try (var log = TestLog.fresh()) {
            var sequencer = log.sequencer();
            for (var round = 1; round <= 3; round++) {
                log.append(owner, 5);
                sequencer.wake();
                log.awaitLogged(round * 5);
                log.cutConnections();
            }
            log.append(owner, 5);
            log.awaitLogged(20);
        }
    }

    private static Connection transaction(TestLog log) throws SQLException {
        var connection = log.connect();
        connection.setAutoCommit(false);
        return connection;
    }

    /** Takes a transaction id, as a first change does. */
    private static void begin(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("select pg_current_xact_id()");
        }
    }

    private static long rowsRead(TestLog log) throws Exception {
        return statistic(log, """
                select coalesce(sum(idx_tup_read), 0) from pg_stat_user_indexes where relname in ('outbox', 'log_head')
                """);
    }

    private static long statistic(TestLog log, String query) throws Exception {
        Thread.sleep(1200); // statistics are reported once a second
        try (var connection = log.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void assertInOrder(TestLog log, String... parts) throws SQLException {
        var events = log.log();
        assertEquals(parts.length, events.size());
        for (var i = 0; i < parts.length; i++) {
            assertTrue(events.get(i).contains(parts[i]), events.toString());
        }
    }
}
