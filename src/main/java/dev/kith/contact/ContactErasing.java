package dev.kith.contact;

import java.time.Instant;
import java.util.UUID;

/**
 * A contact is about to be erased. Fired in the transaction that does it, before the row goes: whoever keeps something about
 * the contact erases it now.
 */
public record ContactErasing(UUID contactId, Instant now) {
}
