package dev.kith.warmth;

import java.time.Instant;
import java.util.UUID;

import dev.kith.eventlog.DomainEvent;

/**
 * A spell had been closed and should not have been: the contact had not become warm. Same words as {@link WentCold}.
 *
 * @param detectedAt when the spell was noticed first
 * @param cause why it is cold again
 */
record SpellReopened(UUID contactId, int spell, Instant coldAt, Instant detectedAt, Instant reopenedAt, Instant goesColdAt,
        long daysOverdue, Cause cause, UUID batchId, String cadence, CadenceSource cadenceSource, boolean neverContacted,
        LastContact lastContact) implements DomainEvent {

    @Override
    public String type() {
        return "dev.kith.contact.spell-reopened.v1";
    }

    @Override
    public UUID subject() {
        return contactId;
    }

    @Override
    public Instant time() {
        return reopenedAt;
    }
}
