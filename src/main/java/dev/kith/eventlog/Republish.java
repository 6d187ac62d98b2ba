package dev.kith.eventlog;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

/** Publish these positions once more, the last one included. */
record Republish(@NotNull @Min(1) Long from, @NotNull @Min(1) Long to) {
}
