package dev.kith.warmth;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BiFunction;

import dev.kith.problem.RuleBroken;

/** How a contact is to be left alone from now on. */
public final class Rest {

    private static final Duration SHORTEST = Duration.ofDays(1);
    private static final Duration LONGEST = Duration.ofDays(365);
    /** How far a client's clock may be off. */
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private final BiFunction<Instant, Facts, Snooze> snooze;

    private Rest(BiFunction<Instant, Facts, Snooze> snooze) {
        this.snooze = snooze;
    }

    /** Until an instant that is 1 to 365 days from now. */
    public static Rest until(Instant until) {
        return new Rest((now, facts) -> {
            var rest = Duration.between(now, until);
            if (rest.compareTo(SHORTEST.minus(TOLERANCE)) < 0 || rest.compareTo(LONGEST.plus(TOLERANCE)) > 0) {
                throw new RuleBroken("/until", "A snooze lasts from 1 to 365 days.");
            }
            return new Snooze(now, until);
        });
    }

    /** For one cadence; one must apply. */
    public static Rest forOneCadence() {
        return new Rest((now, facts) -> {
            var cadence = facts.cadence().cadence();
            if (cadence == null) {
                throw new RuleBroken("/nextCadence", "No cadence applies to this contact; say until when.");
            }
            return new Snooze(now, cadence.after(now, facts.zone()));
        });
    }

    /** No longer. */
    public static Rest ended() {
        return new Rest((now, facts) -> null);
    }

    /** @return null for no rest */
    Snooze from(Instant now, Facts facts) {
        return snooze.apply(now, facts);
    }
}
