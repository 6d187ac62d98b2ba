package dev.kith.warmth;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * Contacts whose relationships this transaction may change now.
 *
 * @param found those the owner has; of them {@code binned} are in the bin
 * @param now the time, microseconds; null when none was found
 */
public record Locked(Set<UUID> found, Set<UUID> binned, Instant now) {
}
