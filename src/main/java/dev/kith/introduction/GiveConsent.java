package dev.kith.introduction;

import java.time.Instant;
import java.util.UUID;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** A party answers. @param at when that was; null: now; @param reasonCode why not */
record GiveConsent(@NotNull UUID partyId, @NotNull Consent.Answer answer, Instant at, DeclineReason reasonCode,
        @Size(max = 2000) String note) {
}
