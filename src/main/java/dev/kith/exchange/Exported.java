package dev.kith.exchange;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonIgnore;

import dev.kith.eventlog.DomainEvent;

/**
 * Somebody began to take the network out: said before anything leaves, so that nobody who hangs up early goes unnoticed.
 *
 * @param contacts that there were, as are interactions and introductions; none where only contacts are taken
 */
record Exported(UUID ownerId, Format format, long contacts, long interactions, long introductions,
        @JsonIgnore Instant at) implements DomainEvent {

    @Override
    public String type() {
        return "dev.kith.account.exported.v1";
    }

    @Override
    public UUID subject() {
        return ownerId;
    }

    @Override
    public Instant time() {
        return at;
    }
}
