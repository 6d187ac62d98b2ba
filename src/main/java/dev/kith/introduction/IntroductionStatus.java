package dev.kith.introduction;

import java.util.EnumSet;
import java.util.Set;

/** How far an introduction has come, and where it can go from there. */
public enum IntroductionStatus {
    /** Thought of; nobody was asked yet. */
    PROPOSED,
    /** The parties were asked, or the introducer was asked to. */
    ASKED,
    /** Every party said yes. */
    AGREED,
    /** They were introduced. */
    MADE,
    /** Made, and nothing more is expected of it. */
    CLOSED,
    /** Somebody said no. */
    DECLINED,
    /** What was asked was not answered, or what was agreed not made, in time. */
    EXPIRED,
    /** Called off; after it was made: a mistake. */
    WITHDRAWN;

    Set<IntroductionStatus> moves() {
        return switch (this) {
            case PROPOSED -> EnumSet.of(ASKED, MADE, WITHDRAWN);
            case ASKED -> EnumSet.of(AGREED, MADE, DECLINED, EXPIRED, WITHDRAWN);
            case AGREED -> EnumSet.of(MADE, DECLINED, EXPIRED, WITHDRAWN);
            case MADE -> EnumSet.of(CLOSED, WITHDRAWN);
            case CLOSED -> EnumSet.of(MADE);
            case DECLINED, EXPIRED, WITHDRAWN -> EnumSet.noneOf(IntroductionStatus.class);
        };
    }

    boolean mayBecome(IntroductionStatus next) {
        return moves().contains(next);
    }

    /** Of two people only one such by the same introducer may be open. */
    boolean isOpen() {
        return this == PROPOSED || this == ASKED || this == AGREED;
    }

    /** Whether they were introduced, and that was no mistake. */
    boolean isMade() {
        return this == MADE || this == CLOSED;
    }
}
