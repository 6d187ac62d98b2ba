package dev.kith.eventlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

class LogTailTest {

    private static final UUID ADA = UUID.randomUUID();

    private final RecentEvents recent = new RecentEvents(1_000_000);
    private final List<Long> told = new CopyOnWriteArrayList<>();

    private void follow(TestLog log) throws Exception {
        log.tail(recent, events -> events.forEach(event -> told.add(event.position())));
        TestLog.await(() -> !recent.end().epoch().equals(new UUID(0, 0)));
    }

    @Test
    void everything_is_told_once_and_in_order_however_often_the_connection_is_lost() throws Exception {
        try (var log = TestLog.fresh()) {
            log.append(ADA, 3);
            log.sequencer();
            log.awaitLogged(3);
            follow(log);
            for (var cut = 0; cut < 5; cut++) {
                log.append(UUID.randomUUID(), 200);
                log.append(ADA, 200);
                log.cutConnections();
            }
            log.awaitLogged(2_003);
            TestLog.await(() -> told.size() >= 2_000);
            assertEquals(LongStream.rangeClosed(4, 2_003).boxed().toList(), told);
            assertEquals(2_003, recent.end().position());
        }
    }

    @Test
    void it_follows_the_log_into_another_history_and_wakes_everybody() throws Exception {
        try (var log = TestLog.fresh()) {
            log.append(ADA, 3);
            log.sequencer();
            log.awaitLogged(3);
            follow(log);
            var before = recent.end();
            var woken = recent.news(ADA, before, EventFilter.ALL).subscribeAsCompletionStage();
            try (var owned = log.connectAsOwner(); var update = owned.createStatement()) {
                update.execute("update log_head set epoch = gen_random_uuid(), position = 1000");
            }
            woken.get(10, TimeUnit.SECONDS);
            TestLog.await(() -> recent.end().position() == 1_000);
            assertNotEquals(before.epoch(), recent.end().epoch());
            log.append(ADA, 2);
            TestLog.await(() -> told.size() == 2);
            assertEquals(IntStream.of(1_001, 1_002).asLongStream().boxed().toList(), told);
        }
    }
}
