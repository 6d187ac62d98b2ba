package dev.kith.introduction;

/** What an introduction led to. */
public enum OutcomeKind {
    CONVERSATION,
    REFERRAL,
    INTERVIEW,
    JOB_OFFER,
    PROJECT,
    ADVICE,
    NOTHING
}
