package dev.kith.introduction;

import java.time.Instant;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** Something came of it. @param occurredAt null: now */
record RecordOutcome(@NotNull OutcomeKind kind, Instant occurredAt, @Size(max = 2000) String note) {
}
