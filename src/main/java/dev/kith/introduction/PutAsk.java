package dev.kith.introduction;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/**
 * A contact was asked whom the owner should meet.
 *
 * @param id made by the client, or null
 * @param interactionId in which, or null
 * @param askedAt null: now
 * @param names given on the spot
 */
record PutAsk(
        UUID id,
        @NotNull UUID contactId,
        UUID interactionId,
        Instant askedAt,
        @Size(max = 500) String question,
        @Size(max = 20_000) String notes,
        @Size(max = 50) List<@NotNull @Valid GiveName> names) {

    PutAsk {
        names = names == null ? List.of() : names;
    }
}
