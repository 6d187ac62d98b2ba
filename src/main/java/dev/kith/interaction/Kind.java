package dev.kith.interaction;

import java.time.Instant;

/** What kind of thing happened. From when it counts as contact is said by kind, direction and answer, and nowhere else. */
public enum Kind {
    MEETING(Counting.ALWAYS),
    MEAL(Counting.ALWAYS),
    CALL(Counting.WHEN_REACHED),
    VIDEO_CALL(Counting.WHEN_REACHED),
    INTERVIEW(Counting.ALWAYS),
    EVENT(Counting.ALWAYS),
    INTRODUCTION(Counting.ALWAYS),
    MESSAGE(Counting.WHEN_REACHED),
    EMAIL(Counting.WHEN_REACHED),
    NOTE(Counting.NEVER),
    FILE(Counting.NEVER);

    private enum Counting {
        /** People met: whoever asked, it took place. */
        ALWAYS,
        /** Outreach counts from its answer, what came in or went both ways at once. */
        WHEN_REACHED,
        NEVER
    }

    private final Counting counting;

    Kind(Counting counting) {
        this.counting = counting;
    }

    /** Messages say nothing of contact unless it is known who wrote. */
    boolean needsDirection() {
        return this == MESSAGE || this == EMAIL;
    }

    /**
     * From when it counts as contact with a participant.
     *
     * @param direction may be null where it is not needed
     * @param answeredAt when the participant answered, or null
     * @return null if it does not count
     */
    Instant countsAt(Direction direction, Instant occurredAt, Instant answeredAt) {
        return switch (counting) {
            case ALWAYS -> occurredAt;
            case WHEN_REACHED -> direction == Direction.OUTBOUND ? answeredAt : occurredAt;
            case NEVER -> null;
        };
    }
}
