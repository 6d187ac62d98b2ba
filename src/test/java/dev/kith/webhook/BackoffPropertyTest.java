package dev.kith.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class BackoffPropertyTest {

    private static final Duration DAY = Duration.ofHours(24);
    private static final List<Duration> LONGEST = List.of(Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofMinutes(30),
            Duration.ofHours(2), Duration.ofHours(5), Duration.ofHours(10));

    private final Backoff backoff = new Backoff(LONGEST, DAY);

    @Property
    void it_waits_for_a_part_of_what_it_may(@ForAll @IntRange(min = 1, max = 50) int attempts, @ForAll long seed) {
        var wait = backoff.next(attempts, Duration.ZERO, null, new Random(seed)).orElseThrow();
        assertTrue(wait.compareTo(Duration.ofSeconds(1)) >= 0);
        assertTrue(wait.compareTo(LONGEST.get(Math.min(attempts, 6) - 1)) <= 0);
    }

    @Property
    void it_never_comes_sooner_than_it_is_asked_to_unless_it_would_be_too_late(
            @ForAll @IntRange(min = 1, max = 50) int attempts, @ForAll @LongRange(min = 0, max = 200_000) long asked,
            @ForAll @LongRange(min = 0, max = 86_399) long since, @ForAll long seed) {
        var wait = backoff.next(attempts, Duration.ofSeconds(since), Duration.ofSeconds(asked), new Random(seed)).orElseThrow();
        var left = DAY.minusSeconds(since);
        assertTrue(wait.compareTo(left) <= 0);
        assertTrue(wait.equals(left) || wait.compareTo(Duration.ofSeconds(asked)) >= 0);
    }

    /** The last attempt is when the time is up, however the waits before it came out. */
    @Property
    void it_is_tried_for_exactly_a_day(@ForAll long seed) {
        var random = new Random(seed);
        var since = Duration.ZERO;
        var attempts = 1;
        for (var wait = backoff.next(attempts, since, null, random); wait.isPresent();) {
            since = since.plus(wait.get());
            wait = backoff.next(++attempts, since, null, random);
        }
        assertEquals(DAY, since);
        assertTrue(attempts >= 7 && attempts < 60, "attempts: " + attempts);
    }

    @Example
    void waits_are_spread_over_all_of_the_time() {
        var random = new Random(7);
        var early = 0;
        for (int i = 0; i < 1000; i++) {
            if (backoff.next(3, Duration.ZERO, null, random).orElseThrow().compareTo(Duration.ofMinutes(15)) < 0) {
                early++;
            }
        }
        assertTrue(early > 400 && early < 600, "in the first half: " + early);
    }

    @Example
    void nonsense_that_is_asked_for_is_as_if_it_was_not() {
        assertEquals(Optional.empty(), Optional.ofNullable(RetryAfter.of(null, null)));
        assertEquals(Duration.ofSeconds(120), RetryAfter.of("120", null));
        assertEquals(Duration.ofMinutes(3),
                RetryAfter.of("Wed, 21 Oct 2026 07:31:00 GMT", "Wed, 21 Oct 2026 07:28:00 GMT"));
        for (var nonsense : List.of("", "-5", "soon", "99999999999999", "1.5", "Wed, 21 Oct 2026 07:31:00 GMT")) {
            assertEquals(null, RetryAfter.of(nonsense, null), nonsense);
        }
    }
}
