package dev.kith.introduction;

import java.time.Instant;
import java.util.UUID;

/** What an introduction led to. @param thankedAt when the introducer was thanked for it, or null */
public record OutcomeView(UUID id, OutcomeKind kind, Instant occurredAt, String note, Instant thankedAt, Instant recordedAt) {
}
