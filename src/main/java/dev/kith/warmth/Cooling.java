package dev.kith.warmth;

import java.time.Instant;
import java.util.UUID;

import dev.kith.eventlog.DomainEvent;

/**
 * Four fifths of a cadence are over: once for each approach to a cold spell. An approach ends when the spell begins, or when
 * the contact is warm again, snoozed, paused or without a cadence.
 *
 * @param coolingSince when it began: {@code coolsAt}, or the end of a snooze that held it back
 * @param detectedAt when that was noticed
 * @param goesColdAt when the spell begins if nothing happens
 * @param neverContacted the owner never spoke to this contact: the clock ran from the day they met or were added
 */
record Cooling(UUID contactId, Instant coolingSince, Instant detectedAt, Instant coolsAt, Instant goesColdAt, Cause cause,
        UUID batchId,
        String cadence, CadenceSource cadenceSource, boolean neverContacted, LastContact lastContact) implements DomainEvent {

    @Override
    public String type() {
        return "dev.kith.contact.cooling.v1";
    }

    @Override
    public UUID subject() {
        return contactId;
    }

    @Override
    public Instant time() {
        return coolingSince;
    }
}
