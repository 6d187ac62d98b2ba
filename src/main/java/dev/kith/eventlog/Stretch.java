package dev.kith.eventlog;

import java.util.List;

/**
 * A part of an owner's log.
 *
 * @param next where to go on, now or later: behind all that was looked at, were it wanted or not
 * @param isFull there may be more now
 * @param isTruncated it begins where the log does, and what was before that is not kept any more
 */
public record Stretch(List<LoggedEvent> events, LogCursor next, boolean isFull, boolean isTruncated) {
}
