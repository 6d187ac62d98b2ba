package dev.kith.warmth;

import java.time.Instant;

/**
 * A cold spell.
 *
 * @param number from 1, per contact
 * @param coldAt when it began, however late that was noticed
 * @param detectedAt when it was noticed first
 * @param cause why it began
 * @param closedAt null while it is open
 */
record Spell(int number, Instant coldAt, Instant detectedAt, Cause cause, Instant closedAt, WarmedReason closeReason) {

    Spell closed(Instant now, WarmedReason reason) {
        return new Spell(number, coldAt, detectedAt, cause, now, reason);
    }

    Spell reopened() {
        return new Spell(number, coldAt, detectedAt, cause, null, null);
    }

    boolean isOpen() {
        return closedAt == null;
    }
}
