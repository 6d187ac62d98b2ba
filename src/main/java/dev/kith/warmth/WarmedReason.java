package dev.kith.warmth;

/** What ended a cold spell. */
public enum WarmedReason {
    CONTACT,
    CADENCE,
    CORRECTION,
    SNOOZED,
    PAUSED
}
