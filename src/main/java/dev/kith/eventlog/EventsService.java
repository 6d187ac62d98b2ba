package dev.kith.eventlog;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import dev.kith.owner.CurrentOwner;
import dev.kith.paging.Cursor;
import dev.kith.problem.Gone;
import dev.kith.problem.Invalid;

/** The log read back. Positions become visible in their order, so the last one read is where to go on. */
@ApplicationScoped
class EventsService {

    private final CurrentOwner owner;
    private final EventsRepository events;

    EventsService(CurrentOwner owner, EventsRepository events) {
        this.owner = owner;
        this.events = events;
    }

    /**
     * @param cursor of the page before; null for the beginning of the log
     * @throws Invalid if the cursor is damaged or another owner's
     * @throws Gone if it belongs to a history that was replaced
     */
    @Transactional
    EventsPage after(String cursor, int limit) {
        var asked = cursor == null ? null : read(cursor);
        var found = events.after(owner.id(), asked == null ? 0 : asked.position(), limit);
        if (asked != null && !asked.epoch().equals(found.epoch())) {
            throw new Gone("The log of events was replaced by another one since this cursor was given, and the positions of"
                    + " the two have nothing to do with each other. Read your network anew, and this list from its start,"
                    + " without 'after'.");
        }
        var last = asked == null ? new LogCursor(found.epoch(), 0) : asked;
        if (!found.events().isEmpty()) {
            last = last.at(found.events().get(found.events().size() - 1).position());
        }
        return new EventsPage(found.events().stream().map(CloudEvent::of).toList(), write(last),
                found.events().size() == limit);
    }

    private String write(LogCursor cursor) {
        return Cursor.of(query(), cursor.epoch().toString(), Long.toString(cursor.position()));
    }

    private LogCursor read(String cursor) {
        try {
            var keys = Cursor.read(cursor, query(), 2);
            return new LogCursor(UUID.fromString(keys.get(0)), Long.parseLong(keys.get(1)));
        } catch (Invalid e) {
            throw new Invalid("?after", "This cursor is damaged or belongs to somebody else; start without one.");
        }
    }

    private String query() {
        return "events of " + owner.id();
    }
}
