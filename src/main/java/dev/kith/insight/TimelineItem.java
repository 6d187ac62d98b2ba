package dev.kith.insight;

import java.time.Instant;

import dev.kith.interaction.InteractionView;

/**
 * Something in the history of one contact.
 *
 * @param interaction for {@code INTERACTION}, else null
 * @param spell for {@code WENT_COLD} and {@code WARMED}, else null
 */
record TimelineItem(Type type, Instant at, InteractionView interaction, SpellView spell) {

    enum Type {
        INTERACTION,
        MET,
        WARMED,
        WENT_COLD
    }

    /** A cold spell. @param closedAt null while it is open */
    record SpellView(int number, Instant coldAt, Instant detectedAt, String cause, Instant closedAt, String closeReason) {
    }
}
