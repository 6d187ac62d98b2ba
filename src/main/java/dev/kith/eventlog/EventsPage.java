package dev.kith.eventlog;

import java.util.List;

/**
 * A stretch of the current owner's log.
 *
 * @param nextCursor what to send as {@code after}, now or when there may be more: the log has no last page
 */
record EventsPage(List<CloudEvent> items, String nextCursor) {
}
