package dev.kith.contact;

import java.time.Instant;

import dev.kith.problem.Invalid;
import dev.kith.warmth.Rest;

/** Until when to hear nothing of a contact: an instant, or for one more cadence; one of the two. */
record SnoozeContact(Instant until, Boolean nextCadence) {

    SnoozeContact {
        nextCadence = nextCadence != null && nextCadence; // a primitive that is missing is refused
        if (until == null != nextCadence) {
            throw new Invalid("/until", "Say until when, or nextCadence: true; not both.");
        }
    }

    Rest rest() {
        return nextCadence ? Rest.forOneCadence() : Rest.until(until);
    }
}
