package dev.kith.warmth;

import java.time.Instant;
import java.util.UUID;

/**
 * How warm a relationship is, as the API says it.
 *
 * @param cadenceTag the name of the tag the cadence comes from
 * @param spells cold spells so far, the open one included
 * @param pending a changed tag, default or time zone has not been applied to this contact yet
 */
public record WarmthView(State state, String cadence, CadenceSource cadenceSource, String cadenceTag, Instant lastContactAt,
        UUID lastInteractionId, Instant coolsAt, Instant goesColdAt, Instant coldSince, Instant snoozedUntil, int spells,
        boolean pending) {
}
