package dev.kith.warmth;

/** The state of a relationship; where several could be said, the first in this order. */
public enum State {
    /** Muted, archived, deceased, not to be contacted, or in the bin: nothing cools. */
    PAUSED,
    /** No cadence applies. */
    NONE,
    /** A cold spell is open. */
    COLD,
    /** The owner does not want to hear of it for now. */
    SNOOZED,
    /** Four fifths of the cadence are over. */
    COOLING,
    WARM
}
