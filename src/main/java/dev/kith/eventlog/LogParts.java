package dev.kith.eventlog;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jboss.logging.Logger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * The parts of the log: makes them before they are needed, and drops those that are old. It comes as the role that migrates,
 * for no other may make a table. One runs in every replica, and one at a time works.
 */
final class LogParts implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LogParts.class);

    /** First half of the advisory locks' keys, as of the relay's; the second is none of its lanes. */
    private static final String LOCK = "select pg_advisory_%s(x'6b697468'::int, %d)";
    private static final int MAKING = -1;
    private static final int DROPPING = -2;

    private static final String PARTS = """
            select relname, inhdetachpending, bounds[1]::bigint as first, bounds[2]::bigint as beyond
            from pg_inherits join pg_class on oid = inhrelid,
                 regexp_match(pg_get_expr(relpartbound, oid), '(\\d+)\\D+(\\d+)') bounds
            where inhparent = 'event_log'::regclass order by first
            """;

    /** Detached by somebody who then died. */
    private static final String LEFT = """
            select relname from pg_class
            where relnamespace = 'public'::regnamespace and relkind = 'r' and not relispartition
              and substring(relname from '^event_log_(\\d+)$')::bigint < (select oldest from log_head where id = 1)
            """;

    private static final String HEAD = """
            select greatest(position, (select max(position) from event_log)) from log_head where id = 1
            """;

    /** What passes of the sequencer before the last one left. */
    private static final String PASSED = "delete from log_pass where position < (select max(position) from log_pass)";

    private static final String IS_OLDER = """
            select coalesce((select logged_at < statement_timestamp() - ? * interval '1 ms' from event_log
                             where position >= ? and position < ? order by position %s limit 1), ?)
            """;

    private static final String RELAYED = """
            select least((select min(position) from relay_cursor), (select min(done) from republication where ended_at is null)) + 1
            """;

    private static final String FORGET = "update log_head set oldest = ? where id = 1 and oldest < ?";

    private final DirectDatabase database;
    private final EventLogConfig config;
    private final boolean isRelayed;
    private final Iterable<LogReader> readers;
    private final Worker worker;
    private volatile double ahead = Double.NaN;

    /**
     * @param database as the role that migrates
     * @param isRelayed nothing is dropped that is not in Kafka
     */
    LogParts(DirectDatabase database, EventLogConfig config, boolean isRelayed, Iterable<LogReader> readers,
            MeterRegistry metrics) {
        this.database = database;
        this.config = config;
        this.isRelayed = isRelayed;
        this.readers = readers;
        this.worker = new Worker("kith-log-parts", this::work);
        Gauge.builder("kith.log.parts.ahead", () -> ahead).description("Parts of the log that are still empty")
                .strongReference(true).register(metrics);
    }

    /** Positions from the first on and below another. */
    private record Part(String name, boolean isLeaving, long first, long beyond) {

        static Part of(ResultSet row) throws SQLException {
            return new Part(row.getString("relname"), row.getBoolean("inhdetachpending"), row.getLong("first"),
                    row.getLong("beyond"));
        }
    }

    void start() {
        worker.start();
    }

    private void work(Worker worker) throws SQLException, InterruptedException {
        try {
            while (!worker.isStopping()) {
                tend();
                worker.goesWell();
                worker.pause(config.parts().interval());
            }
        } finally {
            ahead = Double.NaN;
        }
    }

    /** Makes what is missing, and drops what is too old. */
    void tend() throws SQLException {
        try (var connection = open(); var statement = connection.createStatement()) {
            statement.execute(LOCK.formatted("lock", MAKING));
            statement.execute(PASSED);
            var head = number(connection, HEAD);
            makeAhead(connection, head);
            if (config.retention().isPresent()) {
                endSoon(connection, head, config.retention().get());
                statement.execute(LOCK.formatted("unlock", MAKING));
                statement.execute(LOCK.formatted("lock", DROPPING));
                drop(connection, head, config.retention().get());
            }
        }
    }

    /** Afterwards there is a part for what comes next, and for what would come behind a position. Waits for none who drops. */
    void makeAhead(long position) throws SQLException {
        try (var connection = open(); var statement = connection.createStatement()) {
            statement.execute(LOCK.formatted("lock", MAKING));
            makeAhead(connection, Math.max(position, number(connection, HEAD)));
        }
    }

    private Connection open() throws SQLException {
        return database.open("kith log parts", Map.of("lock_timeout", "3000"));
    }

    private void makeAhead(Connection connection, long head) throws SQLException {
        var parts = parts(connection);
        var beyond = parts.isEmpty() ? 1 : parts.get(parts.size() - 1).beyond();
        var ahead = parts.stream().filter(part -> part.first() > head + 1).count();
        // all that the sequencer's next pass can give
        while (ahead < config.parts().ahead() || beyond <= head + config.sequencer().batch()) {
            var next = Math.max(beyond, head + 1) + config.parts().size();
            make(connection, beyond, next);
            ahead += beyond > head + 1 ? 1 : 0;
            beyond = next;
        }
        this.ahead = ahead;
    }

    private static void make(Connection connection, long first, long beyond) throws SQLException {
        try (var call = connection.prepareStatement("call kith_add_log_part(?, ?)")) {
            call.setLong(1, first);
            call.setLong(2, beyond);
            call.execute();
        }
        LOG.infof("the log has a part for positions from %d on", first);
    }

    /**
     * Where events are few a part would never be full, and so never be dropped: when it has taken a quarter of the time for
     * which events are kept, it ends soon after the head. Nobody is kept waiting for more than a moment: that nothing in it is
     * beyond its new end, is known before it gets it.
     */
    private void endSoon(Connection connection, long head, Duration retention) throws SQLException {
        for (var part : parts(connection)) {
            var beyond = head + 1 + Math.max(100, (head - part.first()) / 10);
            if (part.first() <= head && beyond < part.beyond()
                    && isOlder(connection, part, retention.dividedBy(4), "asc", false)) {
                end(connection, part, beyond);
                makeAhead(connection, head);
            }
        }
    }

    private void end(Connection connection, Part part, long beyond) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(
                    "alter table %1$s drop constraint if exists ends, add constraint ends check (position < %2$d) not valid"
                            .formatted(part.name(), beyond));
            statement.execute("alter table %s validate constraint ends".formatted(part.name()));
            connection.setAutoCommit(false);
            try {
                statement.execute("select from log_head where id = 1 for update"); // the sequencer's fence
                for (var later : parts(connection)) {
                    if (later.first() > part.first()) {
                        statement.execute("drop table " + later.name());
                    }
                }
                statement.execute("alter table event_log detach partition " + part.name());
                statement
                        .execute("alter table event_log attach partition %s for values from (%d) to (%d)".formatted(part.name(),
                                part.first(), beyond));
                statement.execute("alter table %s drop constraint ends".formatted(part.name()));
                connection.commit();
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
        LOG.infof("the part of the log from position %d on ends before %d", part.first(), beyond);
    }

    /** First those who read are told that it is gone, then it goes; without anybody being kept from the log meanwhile. */
    private void drop(Connection connection, long head, Duration retention) throws SQLException {
        var needed = Math.min(head, needed(connection));
        for (var part : parts(connection)) {
            if (!part.isLeaving()) {
                if (part.beyond() > needed || !isOlder(connection, part, retention, "desc", true)) {
                    break;
                }
                try (var forget = connection.prepareStatement(FORGET)) {
                    forget.setLong(1, part.beyond());
                    forget.setLong(2, part.beyond());
                    forget.executeUpdate();
                }
            }
            try (var statement = connection.createStatement()) {
                statement.execute("alter table event_log detach partition " + part.name()
                        + (part.isLeaving() ? " finalize" : " concurrently"));
            }
        }
        for (var name : left(connection)) {
            try (var statement = connection.createStatement()) {
                statement.execute("drop table " + name);
            }
            LOG.infof("%s is dropped, as what is older than %s", name, retention);
        }
    }

    private long needed(Connection connection) throws SQLException {
        var needed = isRelayed ? number(connection, RELAYED) : Long.MAX_VALUE;
        for (var reader : readers) {
            needed = Math.min(needed, reader.needsFrom());
        }
        return needed;
    }

    /** @param order of the part's events: whether the first one by it is older, or what to say when there is none */
    private static boolean isOlder(Connection connection, Part part, Duration age, String order, boolean otherwise)
            throws SQLException {
        try (var query = connection.prepareStatement(IS_OLDER.formatted(order))) {
            query.setLong(1, age.toMillis());
            query.setLong(2, part.first());
            query.setLong(3, part.beyond());
            query.setBoolean(4, otherwise);
            try (var row = query.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private static List<Part> parts(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement(PARTS); var row = query.executeQuery()) {
            var parts = new ArrayList<Part>();
            while (row.next()) {
                parts.add(Part.of(row));
            }
            return parts;
        }
    }

    private static List<String> left(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement(LEFT); var row = query.executeQuery()) {
            var names = new ArrayList<String>();
            while (row.next()) {
                names.add(row.getString(1));
            }
            return names;
        }
    }

    /** Zero for none. */
    private static long number(Connection connection, String sql) throws SQLException {
        try (var query = connection.prepareStatement(sql); var row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() {
        worker.close();
    }
}
