package dev.kith.eventlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class RecentEventsTest {

    private static final UUID EPOCH = UUID.randomUUID();
    private static final LogCursor START = new LogCursor(EPOCH, 100);
    private static final UUID ADA = new UUID(0, 0);

    private final RecentEvents recent = new RecentEvents(3_000);

    private static LoggedEvent event(long position, long owner, String type) {
        return new LoggedEvent(position, new UUID(0, owner), UUID.randomUUID(), type, ADA, Instant.EPOCH, null,
                new byte[(int) (position * 37 % 200)]);
    }

    /** The events of three owners, of two types, in batches; asked for from every place. */
    @Property(tries = 300)
    void what_it_has_is_what_the_log_has_and_it_never_has_less_without_saying_so(
            @ForAll @Size(max = 30) List<@IntRange(min = 1, max = 6) Integer> batches, @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 5) int most) {
        var random = new Random(seed);
        var events = new RecentEvents(3_000);
        events.beginAt(START);
        var log = new ArrayList<LoggedEvent>();
        for (var size : batches) {
            var batch = new ArrayList<LoggedEvent>();
            for (var i = 0; i < size; i++) {
                batch.add(event(START.position() + log.size() + batch.size() + 1, random.nextInt(3), "t" + random.nextInt(2)));
            }
            log.addAll(batch);
            events.add(batch);
        }
        var filter = random.nextBoolean() ? EventFilter.ALL : EventFilter.ofTypes(Set.of("t1"));
        for (var place = START.position(); place <= START.position() + log.size() + 1; place++) {
            var from = START.at(place);
            var wanted = log.stream().filter(event -> event.position() > from.position() && event.ownerId().equals(ADA)
                    && filter.lets(event)).toList();
            events.after(ADA, from, filter, most).ifPresent(found -> {
                assertEquals(wanted.stream().limit(most).toList(), found.events());
                assertEquals(wanted.size() > most, found.isFull());
                assertTrue(wanted.stream().skip(most).allMatch(later -> later.position() > found.next().position()));
                assertFalse(found.next().isBehind(from));
            });
        }
        assertTrue(events.after(ADA, events.end(), filter, most).isPresent());
        assertEquals(log.stream().mapToInt(event -> 400 + event.data().length).sum() <= 3_000,
                events.after(ADA, START, filter, most).isPresent());
        assertEquals(Optional.empty(), events.after(ADA, new LogCursor(UUID.randomUUID(), 100), filter, most));
    }

    private boolean isTold(LogCursor place, EventFilter filter, Runnable meanwhile) {
        var told = recent.news(ADA, place, filter).subscribeAsCompletionStage();
        meanwhile.run();
        var result = told.isDone();
        told.cancel(true);
        return result;
    }

    @Test
    void whoever_waits_is_told_of_what_they_want_and_of_nothing_else() {
        var cold = EventFilter.ofTypes(Set.of("cold"));
        recent.beginAt(START);
        assertFalse(isTold(START, cold, () -> recent.add(List.of(event(101, 0, "warm"), event(102, 1, "cold")))));
        assertTrue(isTold(START, cold, () -> recent.add(List.of(event(103, 0, "cold")))));
        assertEquals(0, recent.waiting());
    }

    @Test
    void whoever_comes_after_what_they_want_is_told_at_once() {
        recent.beginAt(START);
        recent.add(List.of(event(101, 0, "cold")));
        assertTrue(isTold(START, EventFilter.ALL, () -> {
        }));
        assertFalse(isTold(START.at(101), EventFilter.ALL, () -> {
        }));
    }

    @Test
    void whoever_is_too_far_behind_or_in_another_history_is_sent_to_the_log() {
        recent.beginAt(START);
        assertTrue(isTold(START.at(99), EventFilter.ALL, () -> {
        }));
        assertTrue(isTold(new LogCursor(UUID.randomUUID(), 100), EventFilter.ALL, () -> {
        }));
        assertTrue(isTold(START, EventFilter.ALL, () -> recent.beginAt(new LogCursor(UUID.randomUUID(), 7))));
    }

    @Test
    void nobody_waits_in_a_replica_that_stops() {
        recent.beginAt(START);
        assertTrue(isTold(START, EventFilter.ALL, recent::close));
        assertTrue(isTold(START, EventFilter.ALL, () -> {
        }));
        assertEquals(0, recent.waiting());
    }

    @Test
    void whoever_gives_up_leaves_nothing_behind() {
        recent.beginAt(START);
        recent.news(ADA, START, EventFilter.ALL).ifNoItem().after(Duration.ofMillis(1)).recoverWithItem((Void) null)
                .await().indefinitely();
        assertEquals(0, recent.waiting());
    }
}
