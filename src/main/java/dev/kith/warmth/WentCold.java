package dev.kith.warmth;

import java.time.Instant;
import java.util.UUID;

import com.github.f4b6a3.uuid.UuidCreator;

import dev.kith.eventlog.DomainEvent;

/**
 * A contact went cold: once per spell.
 *
 * @param goesColdAt anchor plus cadence; earlier than {@code coldAt} when a snooze held it back
 * @param daysOverdue whole days from {@code goesColdAt} to {@code detectedAt}
 * @param neverContacted the owner never spoke to this contact: the clock ran from the day they met or were added
 */
record WentCold(UUID contactId, int spell, Instant coldAt, Instant detectedAt, Instant goesColdAt, long daysOverdue,
        Cause cause,
        UUID batchId, String cadence, CadenceSource cadenceSource, boolean neverContacted,
        LastContact lastContact) implements DomainEvent {

    @Override
    public String type() {
        return "dev.kith.contact.went-cold.v1";
    }

    @Override
    public UUID subject() {
        return contactId;
    }

    @Override
    public Instant time() {
        return coldAt;
    }

    /** RFC 9562 version 5 of the owner and {@code contactId/spell}: whoever computes it, it is the same. */
    @Override
    public UUID id(UUID ownerId) {
        return UuidCreator.getNameBasedSha1(ownerId, contactId + "/" + spell);
    }
}
