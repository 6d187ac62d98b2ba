package dev.kith.eventlog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kith.problem.Conflict;
import dev.kith.problem.RuleBroken;

/** What operators ask the relay for; the replica that leads notices within a second. */
@ApplicationScoped
class RepublicationService {

    private static final String PUBLISHED = """
            select oldest, coalesce((select position from relay_cursor where lane = ?), 0) as published from log_head where id = 1
            """;

    /** Nothing, while one is running. */
    private static final String BEGIN = """
            insert into republication (lane, id, first_position, last_position, done) values (?, gen_random_uuid(), ?, ?, ?)
            on conflict (lane) do update set id = excluded.id, first_position = excluded.first_position,
                last_position = excluded.last_position, done = excluded.done, requested_at = excluded.requested_at,
                ended_at = null, cancelled = false
            where republication.ended_at is not null
            """;

    private static final String CURRENT = "select " + Republication.COLUMNS + " from republication where lane = ?";

    private static final String CANCEL = """
            update republication set ended_at = statement_timestamp(), cancelled = true where lane = ? and ended_at is null
            """;

    private final EventLogThreads threads;

    RepublicationService(EventLogThreads threads) {
        this.threads = threads;
    }

    /**
     * @return the one that runs now
     * @throws RuleBroken if not all of the range is in the log, and published
     * @throws Conflict if another one is running
     */
    Republication begin(Republish command) {
        if (command.from() > command.to()) {
            throw new RuleBroken("/to", "The range ends before it begins.");
        }
        if (threads.lacksKafka()) {
            throw new Conflict("No broker is configured.");
        }
        try (var connection = open()) {
            demandPublished(connection, command);
            try (var begin = connection.prepareStatement(BEGIN)) {
                begin.setInt(1, Relay.LANE);
                begin.setLong(2, command.from());
                begin.setLong(3, command.to());
                begin.setLong(4, command.from() - 1);
                begin.executeUpdate();
            }
            threads.gauges().lookAgain();
            try (var query = connection.prepareStatement(CURRENT)) {
                query.setInt(1, Relay.LANE);
                try (var row = query.executeQuery()) {
                    row.next();
                    var current = Republication.of(row);
                    if (current.from() != command.from() || current.to() != command.to()) {
                        throw new Conflict("Positions " + current.from() + " to " + current.to()
                                + " are being published again; let that end, or cancel it.");
                    }
                    return current;
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the republication did not begin", e);
        }
    }

    private Connection open() throws SQLException {
        return threads.database().open("kith republication", Map.of());
    }

    private void demandPublished(Connection connection, Republish command) throws SQLException {
        try (var query = connection.prepareStatement(PUBLISHED)) {
            query.setInt(1, Relay.LANE);
            try (var row = query.executeQuery()) {
                row.next();
                if (command.from() < row.getLong("oldest")) {
                    throw new RuleBroken("/from", "The log begins at position " + row.getLong("oldest") + ".");
                }
                // the copy in the database follows a moment later
                var published = Math.max(row.getLong("published"),
                        threads.relayed().map(LogCursor::position).orElse(0L));
                if (command.to() > published) {
                    throw new RuleBroken("/to", "The relay has come to position " + published
                            + ": what follows is yet to be published once.");
                }
            }
        }
    }

    /** Afterwards none is running. */
    void cancel() {
        try (var connection = open(); var cancel = connection.prepareStatement(CANCEL)) {
            cancel.setInt(1, Relay.LANE);
            cancel.executeUpdate();
            threads.gauges().lookAgain();
        } catch (SQLException e) {
            throw new IllegalStateException("the republication was not cancelled", e);
        }
    }
}
