package dev.kith.interaction;

import java.time.Duration;
import java.time.Instant;

import dev.kith.problem.RuleBroken;

/** Rule 10: plans are not history, and a client's clock that is up to five minutes ahead is forgiven. */
public final class Happened {

    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private Happened() {
    }

    /**
     * When something happened.
     *
     * @param told by the client; null: now
     * @return not later than now
     * @throws RuleBroken if it is further in the future
     */
    public static Instant at(String pointer, Instant told, Instant now) {
        if (told != null && told.isAfter(now.plus(TOLERANCE))) {
            throw new RuleBroken(pointer, "This is in the future; log it when it has happened.");
        }
        return told == null || told.isAfter(now) ? now : told;
    }
}
