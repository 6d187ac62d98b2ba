package dev.kith.eventlog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.kith.eventlog.History.Epoch;

/** Positions 1 to 10, 101 to 120 and 201 to 205 have events; Kafka had 12 and 125 when the second and third epoch began. */
class HistoryTest {

    private static final UUID FIRST = new UUID(1, 1);
    private static final UUID SECOND = new UUID(2, 2);
    private static final UUID THIRD = new UUID(3, 3);
    private static final UUID ANOTHER = new UUID(4, 4);

    private final History history = new History(new LogCursor(THIRD, 205), 1, null, List.of(
            new Epoch(FIRST, 0, 0, 0L, null), new Epoch(SECOND, 100, 10, 12L, null), new Epoch(THIRD, 200, 120, 125L, null)));

    @Test
    void only_positions_that_have_an_event_count() {
        assertEquals(35, history.eventsBehind(0));
        assertEquals(27, history.eventsBehind(8));
        for (long nothing : new long[] { 10, 11, 99, 100 }) {
            assertEquals(25, history.eventsBehind(nothing), "behind " + nothing);
        }
        assertEquals(24, history.eventsBehind(101));
        assertEquals(5, history.eventsBehind(120));
        assertEquals(5, history.eventsBehind(150));
        assertEquals(1, history.eventsBehind(204));
        assertEquals(0, history.eventsBehind(205));
        assertEquals(0, history.eventsBehind(300));
    }

    @Test
    void from_the_end_of_an_epoch_the_next_one_follows() {
        assertEquals(9, history.skip(9));
        assertEquals(100, history.skip(10));
        assertEquals(100, history.skip(99));
        assertEquals(101, history.skip(101));
        assertEquals(200, history.skip(120));
    }

    @Test
    void whoever_was_in_an_earlier_epoch_goes_on_where_kafka_was_if_they_had_come_to_its_end() {
        assertEquals(OptionalLong.of(7), history.follow(new LogCursor(FIRST, 7)));
        assertEquals(OptionalLong.of(12), history.follow(new LogCursor(FIRST, 11)));
        assertEquals(OptionalLong.of(110), history.follow(new LogCursor(SECOND, 110)));
        assertEquals(OptionalLong.of(125), history.follow(new LogCursor(SECOND, 122)));
        assertEquals(OptionalLong.of(203), history.follow(new LogCursor(THIRD, 203)));
        assertEquals(OptionalLong.empty(), history.follow(new LogCursor(ANOTHER, 3)));
    }

    @Test
    void of_two_places_the_further_one_tells_the_epoch_too() {
        var older = new LogCursor(FIRST, 12);
        assertEquals(history.head(), older.furthest(history.head()));
        assertEquals(history.head(), history.head().furthest(older));
    }
}
