package dev.kith.eventlog;

import java.sql.SQLException;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import dev.kith.owner.CurrentOwner;
import dev.kith.problem.Gone;
import dev.kith.problem.Invalid;
import io.agroal.api.AgroalDataSource;

/** The log of the current owner, read back. */
@ApplicationScoped
class EventsService {

    private final AgroalDataSource database;
    private final CurrentOwner owner;
    private final EventReader reader;

    EventsService(AgroalDataSource database, CurrentOwner owner, EventReader reader) {
        this.database = database;
        this.owner = owner;
        this.reader = reader;
    }

    /**
     * @param cursor of the page before; null for the beginning of the log
     * @throws Invalid if the cursor is damaged or another owner's
     * @throws Gone if it belongs to a history that was replaced
     */
    @Transactional
    EventsPage after(String cursor, int limit) {
        var place = cursor == null ? null : place(cursor);
        try (var connection = database.getConnection()) {
            var stretch = reader.after(connection, owner.id(), place, EventFilter.ALL, limit);
            return new EventsPage(stretch.events().stream().map(CloudEvent::of).toList(),
                    reader.cursor(owner.id(), stretch.next()), stretch.isFull());
        } catch (SQLException e) {
            throw new IllegalStateException("the log could not be read", e);
        }
    }

    private LogCursor place(String cursor) {
        try {
            return reader.place(owner.id(), cursor);
        } catch (Invalid e) {
            throw new Invalid("?after", "This cursor is damaged or belongs to somebody else; start without one.");
        }
    }
}
