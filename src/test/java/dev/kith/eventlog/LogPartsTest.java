package dev.kith.eventlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class LogPartsTest {

    private final UUID owner = UUID.randomUUID();

    @Test
    void a_log_of_an_earlier_release_keeps_every_row_and_goes_on() throws Exception {
        try (var log = TestLog.released("22")) {
            try (var connection = log.connectAsOwner(); var insert = connection.createStatement()) {
                insert.execute("""
                        insert into event_log (position, owner_id, event_id, type, subject, occurred_at, data)
                        select n, '%s', gen_random_uuid(), 'dev.kith.test.happened.v1', gen_random_uuid(), now(), '{}'
                        from generate_series(1, 1000005) n where n < 10 or n > 1000000
                        """.formatted(owner));
                insert.execute("update log_head set position = 3");
            }
            log.migrate();
            assertEquals(14, log.count("event_log"));
            assertEquals(1, log.count("log_head where oldest = 1"));
            log.sequencer();
            log.append(owner, 3);
            log.awaitLogged(17);
            assertEquals(3,
                    log.count("event_log where position between 1000006 and 1000008 and logged_at <= statement_timestamp()"));
        }
    }

    @Test
    void of_the_passes_only_the_last_one_is_kept() throws Exception {
        try (var log = TestLog.fresh()) {
            log.sequencer();
            for (var events = 1; events <= 3; events++) {
                log.append(owner, 1);
                log.awaitLogged(events);
            }
            log.parts().tend();
            assertEquals(1, log.count("log_pass"));
            assertEquals(1, log.count("log_pass where position = 3"));
        }
    }

    @Test
    void an_event_for_which_there_is_no_part_gets_one() throws Exception {
        try (var log = inPartsOfTen()) {
            log.sequencer();
            log.append(owner, 35);
            log.awaitLogged(35);
            assertEquals(35, log.log().size());
            assertEquals(List.of(1L, 11L, 21L, 31L), parts(log).subList(0, 4));
        }
    }

    @Test
    void parts_are_there_before_their_first_event_is() throws Exception {
        try (var log = inPartsOfTen().with("parts.ahead", "3")) {
            log.parts().tend();
            assertEquals(List.of(1L, 11L, 21L, 31L), parts(log));
            log.parts().tend();
            assertEquals(List.of(1L, 11L, 21L, 31L), parts(log));
            log.sequencer();
            log.append(owner, 10);
            log.awaitLogged(10);
            log.parts().tend();
            assertEquals(List.of(1L, 11L, 21L, 31L, 41L), parts(log));
        }
    }

    @Test
    void what_is_too_old_is_dropped_but_never_before_it_is_read() throws Exception {
        try (var log = inPartsOfTen().with("retention", "24h")) {
            fill(log, 45);
            age(log, 40, "25 hours");
            log.parts().tend();
            assertEquals(45, log.count("event_log"), "it is not published");
            publishedTo(log, 30);
            log.parts(() -> 12).tend();
            assertEquals(List.of(11L), parts(log).subList(0, 1));
            assertEquals(1, log.count("log_head where oldest = 11"));
            log.parts(() -> Long.MAX_VALUE).tend();
            assertEquals(List.of(31L), parts(log).subList(0, 1));
            assertEquals(1, log.count("log_head where oldest = 31"));
            publishedTo(log, 45);
            log.parts().tend();
            assertEquals(List.of(41L), parts(log).subList(0, 1));
            age(log, 45, "25 hours");
            log.parts().tend();
            assertEquals(5, log.count("event_log"), "the newest part is the one that counting goes on from");
        }
    }

    @Test
    void nothing_is_dropped_unless_that_is_wanted() throws Exception {
        try (var log = inPartsOfTen()) {
            fill(log, 45);
            publishedTo(log, 45);
            age(log, 45, "100 years");
            log.parts().tend();
            assertEquals(45, log.log().size());
        }
    }

    @Test
    void whoever_reads_keeps_a_part_from_going_and_nobody_from_writing() throws Exception {
        try (var log = inPartsOfTen().with("retention", "24h"); var reader = log.connect()) {
            fill(log, 25);
            publishedTo(log, 25);
            age(log, 25, "25 hours");
            reader.setAutoCommit(false);
            try (var read = reader.createStatement()) {
                read.execute("select from event_log where position = 1");
                var dropping = CompletableFuture.runAsync(() -> assertThrows(SQLException.class, () -> log.parts().tend()));
                var sequencer = log.sequencer();
                for (var round = 0; round < 30; round++) {
                    log.append(owner, 1);
                    var waitsSince = System.nanoTime();
                    sequencer.wake();
                    var position = 26 + round;
                    TestLog.await(() -> log.count("event_log where position = " + position) == 1);
                    assertTrue(System.nanoTime() - waitsSince < 1_000_000_000L);
                }
                dropping.get(); // it gave up
                assertEquals(1, log.count("log_head where oldest = 11"));
                reader.commit();
            }
            log.parts().tend();
            assertEquals(List.of(21L), parts(log).subList(0, 1));
        }
    }

    @Test
    void a_part_that_takes_too_long_to_fill_ends_and_can_go() throws Exception {
        try (var log = TestLog.fresh().with("retention", "24h")) {
            fill(log, 300);
            log.parts().tend();
            var before = parts(log);
            age(log, 200, "7 hours"); // more than a quarter
            log.parts().tend();
            assertEquals(List.of(1L, 401L), parts(log).subList(0, 2));
            log.parts().tend();
            assertEquals(before.size(), parts(log).size());
            log.append(owner, 150);
            log.awaitLogged(450);
            publishedTo(log, 450);
            age(log, 400, "25 hours");
            log.parts().tend();
            assertEquals(50, log.count("event_log"));
            assertEquals(1, log.count("log_head where oldest = 401"));
        }
    }

    @Test
    void a_part_is_reached_through_the_log_alone() throws Exception {
        try (var log = TestLog.fresh(); var reader = log.connect(); var read = reader.createStatement()) {
            log.parts().tend();
            for (var first : parts(log)) {
                assertThrows(SQLException.class, () -> read.execute("select from event_log_" + first));
            }
        }
    }

    /** Without the part that a migration made, which is large. */
    private static TestLog inPartsOfTen() throws SQLException {
        var log = TestLog.fresh().with("parts.size", "10").with("sequencer.batch", "10");
        asOwner(log, "drop table event_log_1");
        return log;
    }

    private void fill(TestLog log, int events) throws Exception {
        var sequencer = log.sequencer();
        log.append(owner, events);
        sequencer.wake();
        log.awaitLogged(events);
    }

    private static void age(TestLog log, int last, String age) throws SQLException {
        asOwner(log, "update event_log set logged_at = now() - interval '" + age + "' where position <= " + last);
    }

    private static void publishedTo(TestLog log, int position) throws SQLException {
        asOwner(log, "insert into relay_cursor select 0, " + position + ", epoch from log_head"
                + " on conflict (lane) do update set position = excluded.position");
    }

    private static void asOwner(TestLog log, String sql) throws SQLException {
        try (var connection = log.connectAsOwner(); var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<Long> parts(TestLog log) throws SQLException {
        try (var connection = log.connectAsOwner();
                var query = connection.createStatement();
                var row = query.executeQuery("select substring(inhrelid::regclass::text from '\\d+')::bigint from pg_inherits"
                        + " where inhparent = 'event_log'::regclass order by 1")) {
            var parts = new ArrayList<Long>();
            while (row.next()) {
                parts.add(row.getLong(1));
            }
            return parts;
        }
    }
}
