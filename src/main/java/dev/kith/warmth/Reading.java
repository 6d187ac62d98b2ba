package dev.kith.warmth;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

import dev.kith.warmth.Facts.Applying;

/**
 * The clock of one relationship as it was last computed. Instants in microseconds.
 *
 * @param coolsAt when four fifths of the cadence are over; null without a cadence, as {@code goesColdAt}
 * @param dueAt when a cold spell begins if nothing happens: {@code goesColdAt}, or the end of the snooze that covers it; null
 *        while paused or without a cadence
 */
record Reading(Instant anchor, LastContact lastContact, Applying applying, boolean paused, Snooze snooze, Instant coolsAt,
        Instant goesColdAt, Instant dueAt) {

    static Reading of(Facts facts, Snooze snooze) {
        var anchor = facts.anchor();
        var applying = facts.cadence();
        if (applying.cadence() == null) {
            return new Reading(anchor, facts.lastContact(), applying, facts.paused(), snooze, null, null, null);
        }
        var goesColdAt = applying.cadence().after(anchor, facts.zone());
        var warmth = Duration.of(anchor.until(goesColdAt, ChronoUnit.MICROS) / 5 * 4, ChronoUnit.MICROS);
        var snoozed = snooze != null && !snooze.overtakenBy(facts.lastContact()) && snooze.until().isAfter(goesColdAt);
        var dueAt = facts.paused() ? null : snoozed ? snooze.until() : goesColdAt;
        return new Reading(anchor, facts.lastContact(), applying, facts.paused(), snooze, anchor.plus(warmth), goesColdAt,
                dueAt);
    }

    /**
     * When it begins to cool if nothing happens: {@code coolsAt}, or the end of the snooze that covers it; null while paused,
     * without a cadence, or if a cold spell begins as early as that.
     */
    Instant approachAt() {
        if (dueAt == null) {
            return null;
        }
        var snoozed = snooze != null && !snooze.overtakenBy(lastContact) && snooze.until().isAfter(coolsAt);
        var approachAt = snoozed ? snooze.until() : coolsAt;
        return approachAt.isBefore(dueAt) ? approachAt : null;
    }

    boolean isApproached(Instant now) {
        return approachAt() != null && !approachAt().isAfter(now);
    }

    boolean isDue(Instant now) {
        return dueAt != null && !dueAt.isAfter(now);
    }

    boolean isSnoozed(Instant now) {
        return snooze != null && snooze.until().isAfter(now) && !snooze.overtakenBy(lastContact);
    }

    State state(boolean cold, Instant now) {
        if (paused) {
            return State.PAUSED;
        }
        if (goesColdAt == null) {
            return State.NONE;
        }
        if (cold) {
            return State.COLD;
        }
        if (isSnoozed(now)) {
            return State.SNOOZED;
        }
        return coolsAt.isAfter(now) ? State.WARM : State.COOLING;
    }

    /** Why it begins to cool by the passing of time alone. */
    Cause approachedInTime() {
        return approachAt().equals(coolsAt) ? Cause.TIME : Cause.SNOOZE_ENDED;
    }

    /** Why a spell begins by the passing of time alone. */
    Cause causeInTime() {
        return dueAt.equals(goesColdAt) ? Cause.TIME : Cause.SNOOZE_ENDED;
    }

    /** Why a spell, or an approach to one, begins by a change from an earlier reading. */
    Cause causeAfter(Reading before) {
        if (before == null) {
            return Cause.CADENCE;
        }
        if (before.paused) {
            return Cause.RESUMED;
        }
        if (!applying.equals(before.applying)) {
            return Cause.CADENCE;
        }
        return anchor.equals(before.anchor) && goesColdAt.equals(before.goesColdAt) ? Cause.SNOOZE_ENDED : Cause.CORRECTION;
    }

    /** What ended a spell by a change from an earlier reading. */
    WarmedReason reasonAfter(Reading before, Instant now) {
        if (paused) {
            return WarmedReason.PAUSED;
        }
        if (lastContact != null && (before.lastContact == null || lastContact.at().isAfter(before.lastContact.at()))) {
            return WarmedReason.CONTACT;
        }
        if (goesColdAt != null && !goesColdAt.isAfter(now)) {
            return WarmedReason.SNOOZED;
        }
        return applying.equals(before.applying) ? WarmedReason.CORRECTION : WarmedReason.CADENCE;
    }

    UUID lastInteractionId() {
        return lastContact == null ? null : lastContact.interactionId();
    }
}
