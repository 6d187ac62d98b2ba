package dev.kith.interaction;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/**
 * What a client says of an interaction: all that is asked for when it is logged, and what a patch is applied to.
 *
 * @param id made by the client, or null
 */
record InteractionDetails(
        UUID id,
        @NotNull Kind kind,
        @NotNull Instant occurredAt,
        @NotEmpty @Size(max = 50) List<@NotNull @Valid Participant> participants,
        Direction direction,
        @Size(max = 200) String place,
        @Size(max = 500) String summary,
        @Size(max = 20_000) String notes,
        @Size(max = 500) String nextStep,
        LocalDate nextStepDue) {

    InteractionDetails occurredAt(Instant instant) {
        return new InteractionDetails(id, kind, instant, participants, direction, place, summary, notes, nextStep, nextStepDue);
    }
}
