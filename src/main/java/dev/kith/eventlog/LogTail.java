package dev.kith.eventlog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

import org.postgresql.PGConnection;

/** Follows the log from now on, once for everybody in this process. */
final class LogTail implements AutoCloseable {

    /** When nobody says that there is something: the sequencer's word is lost with its connection, or with ours. */
    private static final Duration POLL = Duration.ofMillis(500);

    private static final int BATCH = 1_000;

    private static final String HEAD = """
            select epoch, greatest(position, (select max(position) from event_log)) as position from log_head where id = 1
            """;

    private static final String AFTER = """
            select head.epoch, event.*
            from log_head head left join lateral (
                select position, owner_id, event_id, type, subject, occurred_at, traceparent, data
                from event_log where position > ? order by position limit ?
            ) event on true
            where head.id = 1
            order by event.position
            """;

    private final DirectDatabase database;
    private final RecentEvents recent;
    private final Consumer<List<LoggedEvent>> news;
    private final Runnable knocked;
    private final Worker worker;
    private boolean begun;

    /**
     * @param news is told everything in order, after it can be found here; it must neither wait nor fail
     * @param knocked is called when another process says that it appended something
     */
    LogTail(DirectDatabase database, RecentEvents recent, Consumer<List<LoggedEvent>> news, Runnable knocked) {
        this.database = database;
        this.recent = recent;
        this.news = news;
        this.knocked = knocked;
        this.worker = new Worker("kith-log-tail", this::work);
    }

    void start() {
        worker.start();
    }

    private void work(Worker worker) throws SQLException {
        try (var session = new Session()) {
            if (!begun) {
                recent.beginAt(session.head());
                begun = true;
            }
            while (!worker.isStopping()) {
                if (session.follow() < BATCH) {
                    worker.goesWell();
                    session.awaitNews();
                }
            }
        }
    }

    @Override
    public void close() {
        worker.close();
    }

    private final class Session implements AutoCloseable {

        private final Connection connection;
        private final PreparedStatement after;

        Session() throws SQLException {
            connection = database.open("kith log tail", Map.of());
            try (var listen = connection.createStatement()) {
                listen.execute("listen " + Sequencer.CHANNEL);
                listen.execute("listen " + Knock.CHANNEL);
                after = connection.prepareStatement(AFTER);
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        }

        LogCursor head() throws SQLException {
            try (var query = connection.prepareStatement(HEAD); var row = query.executeQuery()) {
                row.next();
                return new LogCursor(row.getObject("epoch", UUID.class), row.getLong("position"));
            }
        }

        /** @return how many events there were */
        int follow() throws SQLException {
            var end = recent.end();
            after.setLong(1, end.position());
            after.setInt(2, BATCH);
            var events = new ArrayList<LoggedEvent>();
            UUID epoch = null;
            try (var row = after.executeQuery()) {
                while (row.next()) {
                    epoch = row.getObject("epoch", UUID.class);
                    if (row.getObject("position") != null) {
                        events.add(LoggedEvent.of(row));
                    }
                }
            }
            if (!end.epoch().equals(epoch)) {
                recent.beginAt(head());
                return BATCH;
            }
            if (!events.isEmpty()) {
                recent.add(events);
                news.accept(events);
            }
            return events.size();
        }

        void awaitNews() throws SQLException {
            var words = connection.unwrap(PGConnection.class).getNotifications((int) POLL.toMillis());
            if (words != null && Arrays.stream(words).anyMatch(word -> word.getName().equals(Knock.CHANNEL))) {
                knocked.run();
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
