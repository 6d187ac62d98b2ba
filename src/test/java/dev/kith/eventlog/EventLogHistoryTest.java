package dev.kith.eventlog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

/**
 * A random history of writers that lock, wait for one another, roll back and stay open, of sequencers and relays that come
 * and go, and of faults; then everything that was committed is in the log and on the topic: once, in order, unchanged.
 * {@code -Dkith.log.histories=50} makes it many, {@code -Dkith.log.seed=…} repeats one.
 */
class EventLogHistoryTest {

    private static final int WRITERS = 5;
    private static final int OWNERS = 7;
    private static final int TRANSACTIONS = 60;
    private static final List<String> CALLS = List.of("beginTransaction", "send", "sendOffsetsToTransaction",
            "commitTransaction");

    @Test
    void whatever_happens_nothing_is_lost_doubled_or_out_of_order() throws Exception {
        var first = Long.getLong("kith.log.seed", System.nanoTime());
        for (var seed = first; seed < first + Integer.getInteger("kith.log.histories", 1); seed++) {
            try {
                history(new Random(seed));
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static void history(Random random) throws Exception {
        try (var log = TestLog.fresh().with("sequencer.batch", "" + (3 + random.nextInt(40)))
                .with("relay.batch", "" + (1 + random.nextInt(20)))) {
            try (var connection = log.connectAsOwner(); var create = connection.createStatement()) {
                create.execute("create table testing_numbers as select owner, 0 as last from generate_series(0, "
                        + (OWNERS - 1) + ") owner");
                create.execute("grant select, update on testing_numbers to kith_system");
            }
            var kafka = new FaultyKafka(TestLog.broker());
            var sequencers = List.of(log.sequencer(), log.sequencer());
            log.relay(kafka, Relay.LANE);
            log.relay(kafka, Relay.LANE);
            var committed = new AtomicInteger();
            var done = new AtomicBoolean();
            var threads = Executors.newCachedThreadPool();
            try {
                var writers = new ArrayList<Future<Void>>();
                for (var writer = 0; writer < WRITERS; writer++) {
                    var own = new Random(random.nextLong());
                    writers.add(threads.submit((Callable<Void>) () -> write(log, sequencers, own, committed)));
                }
                var faults = threads.submit((Callable<Void>) () -> disturb(log, kafka, random, done));
                for (var writer : writers) {
                    writer.get();
                }
                done.set(true);
                faults.get();
            } finally {
                threads.shutdown();
            }
            log.awaitLogged(committed.get());
            log.awaitPublished(committed.get());
            Thread.sleep(300); // what is too much would come now
            var events = log.log();
            assertEquals(committed.get(), events.size());
            assertEquals(events, log.published());
            assertEquals(0, log.count("outbox"));
            assertInOrder(events);
        }
    }

    /** Each owner has a row that is locked, and the number of their last event in it: numbers follow commit order. */
    private static Void write(TestLog log, List<Sequencer> sequencers, Random random, AtomicInteger committed)
            throws Exception {
        try (var connection = log.connect(); var locks = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (var transaction = 0; transaction < TRANSACTIONS; transaction++) {
                if (random.nextInt(4) == 0) {
                    locks.execute("select pg_current_xact_id()"); // older than those it will wait for
                    Thread.sleep(random.nextInt(20));
                }
                var owners = random.ints(1 + random.nextInt(2), 0, OWNERS).distinct().sorted().toArray();
                var events = 0;
                for (var owner : owners) {
                    var last = lock(connection, owner);
                    var count = 1 + random.nextInt(4);
                    for (var number = last + 1; number <= last + count; number++) {
                        log.append(connection, new UUID(7, owner), "n", number);
                    }
                    locks.execute("update testing_numbers set last = last + " + count + " where owner = " + owner);
                    events += count;
                }
                if (random.nextInt(10) == 0) {
                    Thread.sleep(random.nextInt(100));
                }
                if (random.nextInt(6) == 0) {
                    connection.rollback();
                } else {
                    connection.commit();
                    committed.addAndGet(events);
                    if (random.nextInt(5) > 0) { // a replica that dies does not say anything
                        sequencers.get(random.nextInt(sequencers.size())).wake();
                    }
                }
            }
        }
        return null;
    }

    private static int lock(Connection connection, int owner) throws SQLException {
        try (var query = connection.createStatement();
                var row = query.executeQuery("select last from testing_numbers where owner = " + owner + " for update")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static Void disturb(TestLog log, FaultyKafka kafka, Random random, AtomicBoolean done) throws Exception {
        while (!done.get()) {
            Thread.sleep(50 + random.nextInt(250));
            var call = CALLS.get(random.nextInt(CALLS.size()));
            switch (random.nextInt(5)) {
                case 0 -> kafka.failBefore(call);
                case 1 -> kafka.failAfter(call);
                case 2 -> {
                    var zombie = kafka.stallBefore(call);
                    Thread.sleep(random.nextInt(200));
                    log.cutConnections();
                    Thread.sleep(random.nextInt(500));
                    zombie.release();
                }
                case 3 -> log.cutConnections();
                default -> log.relay(kafka, 1 + random.nextInt(2)); // believes that it leads
            }
        }
        return null;
    }

    private static void assertInOrder(List<String> events) {
        Map<String, Integer> last = new HashMap<>();
        for (var event : events) {
            var number = Integer.parseInt(event.replaceFirst(".*\"number\":(\\d+).*", "$1"));
            assertEquals(last.getOrDefault(event.substring(0, 36), 0) + 1, number, event);
            last.put(event.substring(0, 36), number);
        }
    }
}
