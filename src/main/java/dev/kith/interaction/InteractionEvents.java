package dev.kith.interaction;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonIgnore;

import dev.kith.eventlog.DomainEvent;

/** What happens to interactions: ids, codes and instants only. */
sealed interface InteractionEvents extends DomainEvent {

    UUID interactionId();

    Instant at();

    @Override
    default UUID subject() {
        return interactionId();
    }

    @Override
    default Instant time() {
        return at();
    }

    /** @param countsAt from when it counts as contact with this one; null when it does not */
    record TookPart(UUID contactId, Instant countsAt) {

        static List<TookPart> of(List<Participation> participants) {
            return participants.stream().map(one -> new TookPart(one.contactId(), one.countsAt())).toList();
        }
    }

    record Logged(UUID interactionId, Kind kind, Direction direction, Instant occurredAt, List<TookPart> participants,
            @JsonIgnore Instant at) implements InteractionEvents {

        static Logged of(Interaction interaction, List<Participation> participants, Instant now) {
            return new Logged(interaction.id(), interaction.kind(), interaction.direction(), interaction.occurredAt(),
                    TookPart.of(participants), now);
        }

        @Override
        public String type() {
            return "dev.kith.interaction.logged.v1";
        }
    }

    /** @param changed the fields that have another value, as the API calls them */
    record Changed(UUID interactionId, Kind kind, Direction direction, Instant occurredAt, List<TookPart> participants,
            List<String> changed, @JsonIgnore Instant at) implements InteractionEvents {

        static Changed of(Interaction interaction, List<Participation> participants, List<String> changed, Instant now) {
            return new Changed(interaction.id(), interaction.kind(), interaction.direction(), interaction.occurredAt(),
                    TookPart.of(participants), changed, now);
        }

        @Override
        public String type() {
            return "dev.kith.interaction.changed.v1";
        }
    }

    /** @param participants the contacts that had taken part */
    record Removed(UUID interactionId, List<UUID> participants, @JsonIgnore Instant at) implements InteractionEvents {
        @Override
        public String type() {
            return "dev.kith.interaction.removed.v1";
        }
    }
}
