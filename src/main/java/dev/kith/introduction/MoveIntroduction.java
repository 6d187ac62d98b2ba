package dev.kith.introduction;

import java.time.Instant;
import java.util.UUID;

import jakarta.validation.constraints.NotNull;

/**
 * Moves an introduction to another status.
 *
 * @param at when that was; null: now
 * @param declinedById for DECLINED, who said no: a party, the introducer, or the owner (null)
 * @param reasonCode for DECLINED, why
 */
record MoveIntroduction(@NotNull IntroductionStatus to, Instant at, UUID declinedById, DeclineReason reasonCode) {
}
