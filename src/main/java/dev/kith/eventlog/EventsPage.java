package dev.kith.eventlog;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonIgnore;

import dev.kith.paging.Continued;

/**
 * A stretch of the current owner's log.
 *
 * @param nextCursor what to send as {@code after}, now or when there may be more: the log has no last page
 * @param isFull there may be more now
 */
record EventsPage(List<CloudEvent> items, String nextCursor, @JsonIgnore boolean isFull) implements Continued {

    @Override
    public Next next() {
        return isFull ? new Next("after", nextCursor) : null;
    }
}
