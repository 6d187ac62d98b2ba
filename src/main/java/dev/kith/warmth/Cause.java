package dev.kith.warmth;

/**
 * Why a contact is cold now. To be told of what time has done, and of nothing the owner just did: {@code TIME, SNOOZE_ENDED}.
 */
public enum Cause {
    /** The cadence went by. */
    TIME,
    /** A cadence was set or shortened, on the contact, a tag or as default. */
    CADENCE,
    /** The contact came in cold. */
    IMPORT,
    /** An interaction, the day they met or the time zone was corrected. */
    CORRECTION,
    /** The snooze ran out or was lifted. */
    SNOOZE_ENDED,
    /** Unmuted, back from the archive or the bin. */
    RESUMED
}
