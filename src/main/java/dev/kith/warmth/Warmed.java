package dev.kith.warmth;

import java.time.Instant;
import java.util.UUID;

import dev.kith.eventlog.DomainEvent;

/** A cold spell ended. @param goesColdAt when the contact is due next; null without a cadence */
record Warmed(UUID contactId, int spell, Instant coldAt, Instant closedAt, WarmedReason reason, UUID batchId,
        Instant goesColdAt) implements DomainEvent {

    @Override
    public String type() {
        return "dev.kith.contact.warmed.v1";
    }

    @Override
    public UUID subject() {
        return contactId;
    }

    @Override
    public Instant time() {
        return closedAt;
    }
}
