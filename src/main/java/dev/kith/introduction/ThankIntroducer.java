package dev.kith.introduction;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import dev.kith.interaction.Kind;

/**
 * The introducer was told what came of it, and thanked.
 *
 * @param outcomeIds for which outcomes; null: for all that are owed
 * @param kind how; null: by a message
 * @param at when; null: now
 */
record ThankIntroducer(@Size(max = 200) List<@NotNull UUID> outcomeIds, Kind kind, Instant at,
        @Size(max = 20_000) String notes) {

    ThankIntroducer {
        kind = kind == null ? Kind.MESSAGE : kind;
    }
}
