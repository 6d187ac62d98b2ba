package dev.kith.eventlog;

import java.time.Instant;
import java.util.UUID;

import com.github.f4b6a3.uuid.UuidCreator;

/**
 * Something that happened. A record whose components are the event's data, as JSON: ids, codes and facts, never a name,
 * an address, a note or a tag.
 */
public interface DomainEvent {

    /** Ours and versioned, as {@code dev.kith.contact.went-cold.v1}; never a class name. */
    String type();

    /** The contact, interaction or other thing it is about. */
    UUID subject();

    /** When it became true; microseconds. */
    Instant time();

    /** What repeats are dropped by. Events that a rule numbers override it by an id computed from that number. */
    default UUID id(UUID ownerId) {
        return UuidCreator.getTimeOrderedEpoch();
    }
}
