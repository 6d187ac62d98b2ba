package dev.kith.eventlog;

import java.util.UUID;

/**
 * A place in the log: what was published, or read, last.
 *
 * @param epoch the history the position belongs to: {@code log_head.epoch}
 * @param position of that event; 0 before the first
 */
public record LogCursor(UUID epoch, long position) {

    LogCursor at(long position) {
        return new LogCursor(epoch, position);
    }

    boolean isBehind(LogCursor other) {
        return position < other.position;
    }

    /** Whichever of the two is further: a new epoch begins ahead of all that was before. */
    LogCursor furthest(LogCursor other) {
        return isBehind(other) ? other : this;
    }
}
