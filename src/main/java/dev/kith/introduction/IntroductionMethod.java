package dev.kith.introduction;

/** How people are introduced. */
public enum IntroductionMethod {
    EMAIL,
    MESSAGE,
    CALL,
    VIDEO_CALL,
    IN_PERSON,
    OTHER
}
