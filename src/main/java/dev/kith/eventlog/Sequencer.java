package dev.kith.eventlog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Moves committed events from the outbox to the log and gives them dense positions. One runs in every replica; the lock
 * on {@code log_head} lets one at a time through, so that positions become visible in their order.
 *
 * <p>
 * <b>Why the order is right.</b> When a transaction begins its events after another has committed, as one that waited for
 * the other's row lock does, its outbox ids are larger, and whoever sees it sees the other. So among the rows a pass
 * sees, the order of ids is right, and a row that appears only later precedes none of those seen before.
 *
 * <p>
 * <b>Why a limit is safe.</b> A pass takes the smallest ids of what it sees. What it leaves has larger ids than what it
 * took, and what appears later precedes neither; the next pass sorts both together. But then the hint below does not hold
 * for what was left, so a full batch does not move it on.
 *
 * <p>
 * <b>The hint.</b> What a snapshot taken before a pass saw as ended, that pass has moved; the next one looks only at
 * transactions that snapshot saw running or did not know. Unlike a lower bound ({@code pg_snapshot_xmin}) it does not
 * stay behind one long transaction, dragging all dead rows since. It is dropped with the connection and every few seconds.
 */
final class Sequencer implements AutoCloseable {

    /** Where it is said up to which position there is something, and, where they are few, whose it is. */
    static final String CHANNEL = "kith_events";

    /** As many owners as a notification has room for, which takes 8,000 bytes. */
    private static final int NAMED = 200;

    private static final String FENCE = """
            select position, pg_current_snapshot()::text, not ? or timeline is not distinct from kith_timeline()
            from log_head where id = 1 for update
            """;

    /** What PostgreSQL says when the log has no part for a position. */
    private static final String NO_PART = "23514";

    private static final String WAITING = """
            select exists (select from outbox where xid >= ?::xid8 or xid = any (?::xid8[]))
            """;

    /** A statement of its own: its snapshot has to be younger than the fence, or it would not see the pass before. */
    private static final String MOVE = """
            with head as materialized (
                select greatest(?, max(position)) as position from event_log where position > ?
            ), moved as (
                delete from outbox where ctid = any (array(
                    select ctid from outbox where xid >= ?::xid8 or xid = any (?::xid8[]) order by id limit ?))
                returning *
            ), logged as (
                insert into event_log (position, owner_id, event_id, type, subject, occurred_at, traceparent, data)
                select head.position + row_number() over (order by moved.id), moved.owner_id, moved.event_id, moved.type,
                       moved.subject, moved.occurred_at, moved.traceparent, moved.data
                from moved cross join head
                returning position, owner_id
            ), passed as (
                insert into log_pass select max(position) from logged having count(*) > 0
            )
            select count(*), max(logged.position), pg_notify(?, max(logged.position) || case when count(*) <= %1$d then
                ' ' || string_agg(distinct owner_id::text, ' ') filter (where logged.position <= head.position + %1$d)
                else '' end)
            from logged cross join head group by head.position
            """.formatted(NAMED);

    private final DirectDatabase database;
    private final EventLogConfig.Sequencer config;
    private final LogParts parts;
    private final Restoration restoration;
    private final Counter passes;
    private final Counter sequenced;
    private final Worker worker;
    private final Semaphore signal = new Semaphore(0);

    Sequencer(DirectDatabase database, EventLogConfig.Sequencer config, LogParts parts, Restoration restoration,
            MeterRegistry metrics) {
        this.database = database;
        this.config = config;
        this.parts = parts;
        this.restoration = restoration;
        this.passes = Counter.builder("kith.sequencer.passes").description("Times the outbox was moved to the log")
                .register(metrics);
        this.sequenced = Counter.builder("kith.sequencer.events").description("Events that got their position here")
                .register(metrics);
        this.worker = new Worker("kith-sequencer", this::work);
    }

    void start() {
        worker.start();
    }

    /** There is something in the outbox. */
    void wake() {
        signal.release();
    }

    /** Why nothing gets a position at the moment. */
    Optional<Throwable> failure() {
        return worker.failure();
    }

    @Override
    public void close() {
        signal.release();
        worker.close();
    }

    private void work(Worker worker) throws SQLException, InterruptedException {
        try {
            sequence(worker);
        } catch (SQLException e) {
            if (!NO_PART.equals(e.getSQLState())) {
                throw e;
            }
            parts.makeAhead(0);
        }
    }

    private void sequence(Worker worker) throws SQLException, InterruptedException {
        try (var session = new Session()) {
            restoration.look();
            var fullPassAt = System.nanoTime() + config.fullPass().toNanos();
            var woken = true; // what was left by whoever died
            while (!worker.isStopping()) {
                if (System.nanoTime() - fullPassAt >= 0) {
                    session.forget();
                    fullPassAt = System.nanoTime() + config.fullPass().toNanos();
                }
                if (woken || session.isWaiting()) {
                    woken = session.pass() == config.batch();
                } else {
                    woken = false;
                }
                worker.goesWell();
                if (!woken) {
                    woken = awaitSignal(config.poll());
                }
            }
        }
    }

    private boolean awaitSignal(Duration longest) throws InterruptedException {
        var woken = signal.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS);
        signal.drainPermits();
        return woken;
    }

    static Map<String, String> settings(EventLogConfig.Sequencer config) {
        var patience = Long.toString(config.patience().toMillis());
        return Map.of(
                // a process that is stopped in mid-pass, not dead, would hold the fence for ever
                "idle_in_transaction_session_timeout", patience,
                "tcp_user_timeout", patience,
                "default_transaction_isolation", "read\\ committed",
                // a queue's statistics are never right, and a scan of dead rows is what they would lead to
                "enable_seqscan", "off");
    }

    /** A connection, and what the passes on it have seen. */
    private final class Session implements AutoCloseable {

        private final Connection connection;
        private final PreparedStatement fence;
        private final PreparedStatement waiting;
        private final PreparedStatement move;
        private Snapshot seen = Snapshot.NONE;
        private long last; // position seen: parts of the log before it are not looked at for the next one

        Session() throws SQLException {
            connection = database.open("kith sequencer", settings(config));
            try {
                fence = connection.prepareStatement(FENCE);
                fence.setBoolean(1, restoration.isGuarded());
                waiting = connection.prepareStatement(WAITING);
                move = connection.prepareStatement(MOVE);
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        }

        void forget() {
            seen = Snapshot.NONE;
        }

        /** Cheap, and takes no lock. */
        boolean isWaiting() throws SQLException {
            seen.bind(waiting, 1);
            try (var row = waiting.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }

        /** @return how many events were moved */
        int pass() throws SQLException {
            connection.setAutoCommit(false);
            long from;
            Snapshot before;
            try (var head = fence.executeQuery()) {
                head.next();
                from = head.getLong(1);
                before = Snapshot.parse(head.getString(2));
                if (!head.getBoolean(3)) {
                    throw new SQLException("the database was restored since it was looked at");
                }
            }
            last = Math.max(last, from);
            move.setLong(1, last);
            move.setLong(2, last);
            seen.bind(move, 3);
            move.setInt(5, config.batch());
            move.setString(6, CHANNEL);
            var moved = 0;
            try (var row = move.executeQuery()) {
                if (row.next()) {
                    moved = row.getInt(1);
                    last = row.getLong(2);
                }
            }
            connection.commit();
            connection.setAutoCommit(true);
            if (moved < config.batch()) {
                seen = before;
            }
            passes.increment();
            sequenced.increment(moved);
            return moved;
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    /** Which transactions had not ended: those named, and all from {@code next} on. */
    private record Snapshot(String next, String running) {

        static final Snapshot NONE = new Snapshot("0", "{}");

        /** @param text as PostgreSQL writes it: {@code xmin:xmax:running,running} */
        static Snapshot parse(String text) {
            var parts = text.split(":", -1);
            return new Snapshot(parts[1], "{" + parts[2] + "}");
        }

        void bind(PreparedStatement statement, int first) throws SQLException {
            statement.setString(first, next);
            statement.setString(first + 1, running);
        }
    }
}
