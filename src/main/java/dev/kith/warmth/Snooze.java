package dev.kith.warmth;

import java.time.Instant;

/** For how long the owner does not want to hear of a contact, and since when. */
record Snooze(Instant setAt, Instant until) {

    /** @return the one that lasts longer, of which either may be null */
    static Snooze longer(Snooze one, Snooze other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return other.until().isAfter(one.until()) ? other : one;
    }

    /** Contact after it was set makes a snooze pointless; it is not deleted, only without effect. */
    boolean overtakenBy(LastContact contact) {
        return contact != null && contact.at().isAfter(setAt);
    }
}
