package dev.kith.eventlog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kith.paging.Cursor;
import dev.kith.problem.Invalid;

/**
 * The door to the log for whoever follows it. Positions become visible in their order, so the last one read is where to go on,
 * and nothing will ever appear before it. Who waits for what comes next observes {@link EventLog.Sequenced}.
 */
@ApplicationScoped
public class EventReader {

    /** A filter that lets nothing through does not make one statement read a whole log. */
    private static final int LOOKED_AT = 200_000;

    private static final String WAY_ON = " Read your network anew by GET /v1/snapshot, and go on from the cursor it gives; or read"
            + " the log from where it begins now, without a cursor.";

    private static final String AFTER = """
            with found as materialized (
                select position
                from (select position, type, subject from event_log
                      where owner_id = ? and position > ? order by position limit ?) looked_at
                where (cardinality(?) = 0 or type = any (?)) and (?::uuid is null or subject = ?)
                order by position limit ?
            )
            select head.epoch, head.oldest, case when (select count(*) from found) < ? then (
                       select position from event_log where owner_id = ? and position > ? order by position offset ? limit 1
                   ) end as looked_to, event.*
            from log_head head left join (
                select event.position, owner_id, event_id, type, subject, occurred_at, traceparent, data
                from found join event_log event on event.owner_id = ? and event.position = found.position
            ) event on true
            where head.id = 1
            order by event.position
            """;

    private static final String HEAD = """
            select epoch, greatest(position, (select max(position) from event_log where owner_id = ?)) as position
            from log_head where id = 1
            """;

    private static final String SETTLED = """
            select head.* from (%s) head where not exists (select from outbox where owner_id = ?)
            """.formatted(HEAD);

    private final RecentEvents recent;

    EventReader(EventLogThreads threads) {
        this.recent = threads.recent();
    }

    /**
     * The first events of an owner behind a place, in one statement.
     *
     * @param connection in a transaction of the owner's, or a job's
     * @param place null for the beginning of the log
     * @throws PlaceGoneException if the log does not go on from there
     */
    public Stretch after(Connection connection, UUID ownerId, LogCursor place, EventFilter filter, int most)
            throws SQLException {
        var seen = recent.end(); // before the statement, which therefore sees all of it
        var from = place == null ? 0 : place.position();
        try (var query = connection.prepareStatement(AFTER)) {
            bind(query, ownerId, from, filter, most);
            try (var row = query.executeQuery()) {
                row.next();
                var beginning = new LogCursor(row.getObject("epoch", UUID.class), row.getLong("oldest") - 1);
                check(place, beginning);
                var lookedTo = row.getLong("looked_to");
                var events = new ArrayList<LoggedEvent>();
                if (row.getObject("position") != null) {
                    do {
                        events.add(LoggedEvent.of(row));
                    } while (row.next());
                }
                var last = events.size() < most && lookedTo == 0 ? latest(place == null ? beginning : place, events, seen)
                        : beginning.at(Math.max(lookedTo, events.isEmpty() ? 0 : events.get(events.size() - 1).position()));
                return new Stretch(events, last, events.size() == most || lookedTo > 0,
                        place == null && beginning.position() > 0);
            }
        }
    }

    private static void bind(PreparedStatement query, UUID ownerId, long from, EventFilter filter, int most)
            throws SQLException {
        var types = query.getConnection().createArrayOf("text", filter.types().toArray());
        query.setObject(1, ownerId);
        query.setLong(2, from);
        query.setInt(3, LOOKED_AT);
        query.setArray(4, types);
        query.setArray(5, types);
        query.setObject(6, filter.subject());
        query.setObject(7, filter.subject());
        query.setInt(8, most);
        query.setInt(9, most);
        query.setObject(10, ownerId);
        query.setLong(11, from);
        query.setInt(12, LOOKED_AT - 1);
        query.setObject(13, ownerId);
    }

    private static void check(LogCursor place, LogCursor beginning) {
        if (place != null && !place.epoch().equals(beginning.epoch())) {
            throw new PlaceGoneException(beginning, "The log of events was replaced by another one since this cursor was given,"
                    + " and the places of the two have nothing to do with each other." + WAY_ON);
        }
        if (place != null && place.isBehind(beginning)) {
            throw new PlaceGoneException(beginning, "What followed this cursor is older than what the log keeps." + WAY_ON);
        }
    }

    /** Nothing else of the owner's was there, up to what had been seen before. */
    private static LogCursor latest(LogCursor start, List<LoggedEvent> events, LogCursor seen) {
        var last = events.isEmpty() ? start : start.at(events.get(events.size() - 1).position());
        return last.epoch().equals(seen.epoch()) && last.isBehind(seen) ? seen : last;
    }

    /** Behind everything of an owner's that is in the log now: where to begin for whom only what comes counts. */
    public LogCursor head(Connection connection, UUID ownerId) throws SQLException {
        try (var query = connection.prepareStatement(HEAD)) {
            query.setObject(1, ownerId);
            try (var row = query.executeQuery()) {
                row.next();
                return new LogCursor(row.getObject("epoch", UUID.class), row.getLong("position"));
            }
        }
    }

    /**
     * The place behind all that has happened to what the transaction sees, in one whose every statement sees the same moment.
     * Positions are given to events after they are committed, and after those that were committed before: so when none waits,
     * what is in the log is what led to here, and nothing else will come to be at or before the place.
     *
     * @return empty while something of the owner's waits for its position
     */
    public Optional<LogCursor> settled(Connection connection, UUID ownerId) throws SQLException {
        try (var query = connection.prepareStatement(SETTLED)) {
            query.setObject(1, ownerId);
            query.setObject(2, ownerId);
            try (var row = query.executeQuery()) {
                return row.next() ? Optional.of(new LogCursor(row.getObject("epoch", UUID.class), row.getLong("position")))
                        : Optional.empty();
            }
        }
    }

    /** A place as the API says it: opaque, and good for this owner alone. */
    public String cursor(UUID ownerId, LogCursor place) {
        return Cursor.of(query(ownerId), place.epoch().toString(), Long.toString(place.position()));
    }

    /** @throws Invalid if it is damaged or another owner's */
    public LogCursor place(UUID ownerId, String cursor) {
        var keys = Cursor.read(cursor, query(ownerId), 2);
        try {
            return new LogCursor(UUID.fromString(keys.get(0)), Long.parseLong(keys.get(1)));
        } catch (IllegalArgumentException e) {
            throw new Invalid("?cursor", "This cursor was not made here.");
        }
    }

    private static String query(UUID ownerId) {
        return "events of " + ownerId;
    }
}
