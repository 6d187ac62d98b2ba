package dev.kith.contact;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonIgnore;

import dev.kith.eventlog.DomainEvent;

/** What happens to contacts: ids and codes only. */
sealed interface ContactEvents extends DomainEvent {

    UUID contactId();

    Instant at();

    @Override
    default UUID subject() {
        return contactId();
    }

    @Override
    default Instant time() {
        return at();
    }

    /** How a contact came into the network. */
    enum Source {
        API,
        INTERACTION,
        INTRODUCTION,
        IMPORT
    }

    /** @param batchId the import's id, or null */
    record Created(UUID contactId, Source source, UUID batchId, @JsonIgnore Instant at) implements ContactEvents {
        @Override
        public String type() {
            return "dev.kith.contact.created.v1";
        }
    }

    /** @param changed the fields that have another value, as the API calls them */
    record Updated(UUID contactId, List<String> changed, UUID batchId, @JsonIgnore Instant at) implements ContactEvents {
        @Override
        public String type() {
            return "dev.kith.contact.updated.v1";
        }
    }

    record Binned(UUID contactId, @JsonIgnore Instant at) implements ContactEvents {
        @Override
        public String type() {
            return "dev.kith.contact.binned.v1";
        }
    }

    record Restored(UUID contactId, @JsonIgnore Instant at) implements ContactEvents {
        @Override
        public String type() {
            return "dev.kith.contact.restored.v1";
        }
    }

    /** A contact is part of another one from now on: whatever was said of it is said of {@code intoId}. */
    record Merged(UUID contactId, UUID intoId, @JsonIgnore Instant at) implements ContactEvents {
        @Override
        public String type() {
            return "dev.kith.contact.merged.v1";
        }
    }

    record Erased(UUID contactId, @JsonIgnore Instant at) implements ContactEvents {
        @Override
        public String type() {
            return "dev.kith.contact.erased.v1";
        }
    }
}
