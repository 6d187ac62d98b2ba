package dev.kith.contact;

/** Whether the owner wants to keep in touch; in every status but {@code ACTIVE} the clock rests. */
public enum ContactStatus {
    ACTIVE,
    MUTED,
    ARCHIVED,
    DECEASED,
    DO_NOT_CONTACT
}
