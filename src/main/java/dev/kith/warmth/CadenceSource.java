package dev.kith.warmth;

/** Which cadence applies to a contact; the first there is. */
public enum CadenceSource {
    CONTACT,
    /** The tightest of the contact's tags: fewest estimated days, then by name. */
    TAG,
    /** The owner's default. */
    DEFAULT,
    NONE
}
