package dev.kith.eventlog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.postgresql.PGConnection;

/** The PostgreSQL side of the relay: who leads, what is new, and the cursor's copy. Lives as long as its connection. */
final class RelaySession implements AutoCloseable {

    /** First half of the advisory lock's key; the second is the lane. */
    private static final int RELAY = 0x6b697468;

    private static final String LEAD = "select pg_try_advisory_lock(?, ?)";

    /** At least one event, and no further one once there are as many bytes as are wanted; lengths are told without reading. */
    private static final String AFTER = """
            select (select epoch from log_head where id = 1) as epoch, %s
            from (select *, sum(length(data)) over (order by position rows unbounded preceding) - length(data) as bytes
                  from (select * from event_log where position > ? order by position limit ?) as many) as found
            where bytes < ? order by position
            """.formatted(LoggedEvent.COLUMNS);

    private static final String EVENT = "select event_id from event_log where position = ?";

    private static final String COPY = "select epoch, position from relay_cursor where lane = ?";

    /** Only forward, and only within a history: a relay that was replaced meanwhile may come late with this. */
    private static final String FOLLOW = """
            insert into relay_cursor (lane, position, epoch) values (?, ?, ?)
            on conflict (lane) do update set position = excluded.position
            where relay_cursor.epoch = excluded.epoch and relay_cursor.position < excluded.position
            """;

    private static final String RESTART = """
            insert into relay_cursor (lane, position, epoch) values (?, ?, ?)
            on conflict (lane) do update set position = excluded.position, epoch = excluded.epoch
            """;

    private static final String LEADS = """
            insert into relay_state (lane, leader) values (?, ?)
            on conflict (lane) do update set leader = excluded.leader, leads_since = excluded.leads_since
            """;

    private static final String FAILS = """
            insert into relay_state (lane, leader, trouble, failing_since) values (?, ?, ?, statement_timestamp())
            on conflict (lane) do update set trouble = excluded.trouble,
                failing_since = case when relay_state.trouble = excluded.trouble then relay_state.failing_since
                                     else excluded.failing_since end
            """;

    private static final String WELL = "update relay_state set trouble = null, failing_since = null where lane = ? and trouble is not null";

    private static final String RUN = "select " + Republication.COLUMNS
            + " from republication where lane = ? and ended_at is null";

    private static final String REPEATED = """
            update republication set done = ?, ended_at = case when ? >= last_position then statement_timestamp() end
            where lane = ? and id = ? and ended_at is null
            """;

    private final int lane;
    private final Connection connection;
    private final PreparedStatement after;
    private final PreparedStatement follow;
    private History history;

    RelaySession(DirectDatabase database, int lane, Duration lease) throws SQLException {
        this.lane = lane;
        this.connection = database.open("kith relay", Map.of(
                // a process that is stopped, not dead, would lead for ever
                "idle_session_timeout", Long.toString(lease.toMillis()),
                "tcp_user_timeout", Long.toString(lease.toMillis())));
        try {
            try (var listen = connection.createStatement()) {
                listen.execute("listen " + Sequencer.CHANNEL);
            }
            after = connection.prepareStatement(AFTER);
            follow = connection.prepareStatement(FOLLOW);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Leads from now on, until the connection ends, if nobody else does. */
    boolean lead() throws SQLException {
        try (var lock = connection.prepareStatement(LEAD)) {
            lock.setInt(1, RELAY);
            lock.setInt(2, lane);
            try (var row = lock.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** @throws SQLException also while it is not known how the log goes on after its database was restored */
    History history(Restoration restoration) throws SQLException {
        history = History.read(connection);
        if (restoration.isDue(connection, history)) {
            throw new SQLException("the database was restored, and no new epoch has begun yet");
        }
        return history;
    }

    /** Of the history that was read last. */
    UUID origin() {
        return history.origin();
    }

    /** The event at a position, if there is one. */
    Optional<UUID> event(long position) throws SQLException {
        try (var query = connection.prepareStatement(EVENT)) {
            query.setLong(1, position);
            try (var row = query.executeQuery()) {
                return row.next() ? Optional.of(row.getObject(1, UUID.class)) : Optional.empty();
            }
        }
    }

    Optional<LogCursor> copy() throws SQLException {
        try (var query = connection.prepareStatement(COPY)) {
            query.setInt(1, lane);
            try (var row = query.executeQuery()) {
                return row.next() ? Optional.of(cursor(row)) : Optional.empty();
            }
        }
    }

    /** Lets the copy follow. */
    void follow(LogCursor cursor) throws SQLException {
        follow.setInt(1, lane);
        follow.setLong(2, cursor.position());
        follow.setObject(3, cursor.epoch());
        follow.executeUpdate();
    }

    /** Sets the copy, wherever it was. */
    void restart(LogCursor cursor) throws SQLException {
        try (var restart = connection.prepareStatement(RESTART)) {
            restart.setInt(1, lane);
            restart.setLong(2, cursor.position());
            restart.setObject(3, cursor.epoch());
            restart.executeUpdate();
        }
    }

    /** Lets everybody know who leads. */
    void leads(String replica) throws SQLException {
        execute(LEADS, lane, replica);
    }

    /** Lets everybody know what is in the way. */
    void fails(String replica, RelayTrouble trouble) throws SQLException {
        execute(FAILS, lane, replica, trouble.name());
    }

    void goesWell() throws SQLException {
        execute(WELL, lane);
    }

    /** What is to be published again, if anything is. */
    Optional<Republication> run() throws SQLException {
        try (var query = connection.prepareStatement(RUN)) {
            query.setInt(1, lane);
            try (var row = query.executeQuery()) {
                return row.next() ? Optional.of(Republication.of(row)) : Optional.empty();
            }
        }
    }

    /** @return whether it goes on: neither at its end nor cancelled */
    boolean repeated(Republication run) throws SQLException {
        return execute(REPEATED, run.position(), run.position(), lane, run.id()) > 0 && run.position() < run.to();
    }

    private int execute(String sql, Object... values) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (var i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }

    /** A position is missing. */
    static final class HoleException extends SQLException {

        private static final long serialVersionUID = 1;

        HoleException(long expected, long found) {
            super("the log has no position " + expected + ", but " + found);
        }
    }

    /**
     * The events that follow a cursor.
     *
     * @throws SQLException also when they do not: after a change of the history under a running relay, or a gap
     */
    List<LoggedEvent> after(LogCursor cursor, EventLogConfig.Relay limits) throws SQLException {
        after.setLong(1, cursor.position());
        after.setInt(2, limits.batch());
        after.setLong(3, limits.bytes().asLongValue());
        var events = new ArrayList<LoggedEvent>();
        var last = cursor.position();
        try (var row = after.executeQuery()) {
            while (row.next()) {
                var event = LoggedEvent.of(row);
                var expected = history.skip(last) + 1;
                if (event.position() != expected) {
                    throw new HoleException(expected, event.position());
                }
                if (!cursor.epoch().equals(row.getObject("epoch", UUID.class))) {
                    throw new SQLException("the log has another epoch than " + cursor.epoch());
                }
                events.add(event);
                last = event.position();
            }
        }
        return events;
    }

    /** Returns as soon as the sequencer says something, at the latest after a while. */
    void awaitNews(Duration longest) throws SQLException {
        connection.unwrap(PGConnection.class).getNotifications((int) longest.toMillis());
    }

    private static LogCursor cursor(ResultSet row) throws SQLException {
        return new LogCursor(row.getObject("epoch", UUID.class), row.getLong("position"));
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
