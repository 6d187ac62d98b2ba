package dev.kith.warmth;

import java.time.Instant;

/** For how long the owner does not want to hear of a contact, and since when. */
record Snooze(Instant setAt, Instant until) {

    /** Contact after it was set makes a snooze pointless; it is not deleted, only without effect. */
    boolean overtakenBy(LastContact contact) {
        return contact != null && contact.at().isAfter(setAt);
    }
}
