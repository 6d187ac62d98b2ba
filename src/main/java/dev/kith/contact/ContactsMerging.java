package dev.kith.contact;

import java.time.Instant;
import java.util.UUID;

/**
 * One contact is about to become part of another one. Fired in the transaction that does it, with both locked, before the
 * first one goes: whoever keeps something about it points it at the second one now.
 */
public record ContactsMerging(UUID contactId, UUID intoId, Instant now) {
}
