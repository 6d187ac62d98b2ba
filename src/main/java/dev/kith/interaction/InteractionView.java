package dev.kith.interaction;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

import dev.kith.http.Tagged;

/** An interaction, as the API says it. */
public record InteractionView(UUID id, Kind kind, Direction direction, Instant occurredAt, List<ParticipantView> participants,
        String place, String summary, String notes, String nextStep, LocalDate nextStepDue, Instant createdAt,
        Instant updatedAt,
        String etag) implements Tagged {

    /** @param countsAt from when it counts as contact with this one; null when it does not */
    public record ParticipantView(UUID contactId, Instant answeredAt, Instant countsAt) {

        static ParticipantView of(Participation participation) {
            return new ParticipantView(participation.contactId(), participation.answeredAt(), participation.countsAt());
        }
    }

    static InteractionView of(Interaction interaction, List<Participation> participants) {
        var details = interaction.details(List.of());
        return new InteractionView(interaction.id(), details.kind(), details.direction(), details.occurredAt(),
                participants.stream().map(ParticipantView::of).toList(), details.place(), details.summary(), details.notes(),
                details.nextStep(), details.nextStepDue(), interaction.createdAt(), interaction.updatedAt(),
                Integer.toString(interaction.version()));
    }
}
