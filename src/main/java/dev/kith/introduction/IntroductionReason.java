package dev.kith.introduction;

/** Why two people should meet, in a word that programs can use. */
public enum IntroductionReason {
    JOB_SEARCH,
    HIRING,
    ADVICE,
    BUSINESS,
    INVESTMENT,
    COLLABORATION,
    SOCIAL,
    OTHER
}
