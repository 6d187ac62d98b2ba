package dev.kith.eventlog;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonIgnore;

import dev.kith.paging.Continued;

/**
 * A stretch of the current owner's log.
 *
 * @param nextCursor what to send as {@code after}, now or when there may be more: the log has no last page
 * @param truncated events before the first one are not kept any more
 * @param isFull there may be more now
 */
record EventsPage(List<CloudEvent> items, String nextCursor, boolean truncated, @JsonIgnore boolean isFull)
        implements
            Continued {

    static EventsPage of(Stretch stretch, String nextCursor) {
        return new EventsPage(stretch.events().stream().map(CloudEvent::of).toList(), nextCursor, stretch.isTruncated(),
                stretch.isFull());
    }

    @Override
    public Next next() {
        return isFull ? new Next("after", nextCursor) : null;
    }
}
