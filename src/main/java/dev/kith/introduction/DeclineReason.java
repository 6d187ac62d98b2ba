package dev.kith.introduction;

/** Why somebody does not want an introduction. */
public enum DeclineReason {
    NO_TIME,
    NOT_NOW,
    NOT_INTERESTED,
    WRONG_PERSON,
    ALREADY_ACQUAINTED,
    CONFLICT_OF_INTEREST,
    NOT_SAID,
    OTHER
}
