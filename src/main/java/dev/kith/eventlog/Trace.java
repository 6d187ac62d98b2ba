package dev.kith.eventlog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What an event is known by when it is looked for in Kafka.
 *
 * @param position 0 for one that has none yet
 * @param since it is in Kafka since then, if it is
 */
record Trace(UUID id, long position, Instant since) {

    private static final String AT = "select event_id, position, logged_at from event_log where position = ?";

    private static final String WAITING = "select event_id, 0, appended_at from outbox";

    /** The event at a position; null if there is none. */
    static Trace at(Connection connection, long position) throws SQLException {
        try (var query = connection.prepareStatement(AT)) {
            query.setLong(1, position);
            return of(query).stream().findFirst().orElse(null);
        }
    }

    /** Those that have no position yet. */
    static List<Trace> waiting(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement(WAITING)) {
            return of(query);
        }
    }

    private static List<Trace> of(PreparedStatement query) throws SQLException {
        try (var row = query.executeQuery()) {
            var traces = new ArrayList<Trace>();
            while (row.next()) {
                traces.add(new Trace(row.getObject(1, UUID.class), row.getLong(2),
                        row.getObject(3, OffsetDateTime.class).toInstant()));
            }
            return traces;
        }
    }
}
