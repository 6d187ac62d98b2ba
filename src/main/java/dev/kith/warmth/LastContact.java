package dev.kith.warmth;

import java.time.Instant;
import java.util.UUID;

/**
 * The newest interaction that counts as contact.
 *
 * @param at from when it counts: when it happened, or when it was answered
 */
record LastContact(UUID interactionId, String kind, Instant at) {
}
