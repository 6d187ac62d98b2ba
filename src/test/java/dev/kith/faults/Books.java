package dev.kith.faults;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;

import com.fasterxml.jackson.databind.JsonNode;

/** What the database holds, read by somebody from whom nothing is hidden. */
final class Books implements AutoCloseable {

    private static final String EVENTS = """
            select position, owner_id, event_id, type, subject, occurred_at, data from event_log
            where position > ? and (? or owner_id = ?::uuid) order by position
            """;

    private static final String NOTHING_NEW = """
            select coalesce(max(position), 0) <= ? and not exists (select from outbox where owner_id = ?)
            from event_log where owner_id = ?
            """;

    /** Events that have waited for their place for a second; settings and imports that are still being applied. */
    private static final String PROGRESS = """
            select exists (select from outbox where appended_at < clock_timestamp() - interval '1 second'),
                exists (select from recompute) or exists (select from contact_import where status in ('QUEUED', 'RUNNING')),
                (select count(*) from outbox), (select coalesce(max(position), 0) from event_log)
            """;

    private static final String IDS = """
            select id from contact where owner_id = ? union all select id from interaction where owner_id = ?
            union all select id from introduction where owner_id = ?
            """;

    private static final String MARKED = """
            select id from contact where owner_id = ? and display_name = ?
            union all select id from interaction where owner_id = ? and summary = ?
            union all select id from introduction where owner_id = ? and notes = ?
            """;

    private static final String KEYS = """
            select key from idempotency_key where owner_id = ? and (status is null or status < 400)
            """;

    private static final String REFUSED = "select key from idempotency_key where owner_id = ? and status >= 400";

    private static final String FORGOTTEN = "select key from idempotency_key where owner_id = ? and status is null";

    private static final String MADE_WITH = """
            select substring(location from '[0-9a-f-]{36}$')::uuid from idempotency_key where owner_id = ? and key = ?
            """;

    private final Connection connection;

    /** @param url of a superuser */
    Books(String url) throws SQLException {
        connection = DriverManager.getConnection(url);
        connection.setAutoCommit(false); // rows come in portions
    }

    /**
     * @param late events have not got their place in time
     * @param atWork there is more to come, though nobody writes
     * @param waiting events in the outbox
     * @param head the last position
     */
    record Progress(boolean late, boolean atWork, long waiting, long head) {

        boolean isAtRest() {
            return !atWork && waiting == 0;
        }
    }

    Progress progress() throws SQLException {
        try (var query = connection.prepareStatement(PROGRESS); var row = query.executeQuery()) {
            row.next();
            return new Progress(row.getBoolean(1), row.getBoolean(2), row.getLong(3), row.getLong(4));
        } finally {
            connection.rollback();
        }
    }

    List<Epoch> epochs() throws SQLException {
        try (var query = connection.prepareStatement("select base, previous_end from log_epoch order by base");
                var row = query.executeQuery()) {
            var epochs = new ArrayList<Epoch>();
            while (row.next()) {
                epochs.add(new Epoch(row.getLong(1), row.getLong(2)));
            }
            return epochs;
        } finally {
            connection.rollback();
        }
    }

    /** @param owner null for everybody */
    void events(long after, UUID owner, BiConsumer<Seen, JsonNode> reader) throws SQLException {
        try (var query = connection.prepareStatement(EVENTS)) {
            query.setFetchSize(5_000);
            query.setLong(1, after);
            query.setBoolean(2, owner == null);
            query.setString(3, owner == null ? null : owner.toString());
            try (var row = query.executeQuery()) {
                while (row.next()) {
                    var data = row.getBytes("data");
                    reader.accept(Seen.of(uuid(row, "owner_id"), row.getLong("position"), uuid(row, "event_id"),
                            row.getString("type"), uuid(row, "subject"),
                            row.getObject("occurred_at", OffsetDateTime.class).toInstant(), data), Json.read(data));
                }
            }
        } finally {
            connection.rollback();
        }
    }

    /** Neither in the log behind this position, nor on the way there. */
    boolean hasNothingNew(UUID owner, long after) throws SQLException {
        try (var query = connection.prepareStatement(NOTHING_NEW)) {
            query.setLong(1, after);
            query.setObject(2, owner);
            query.setObject(3, owner);
            try (var row = query.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        } finally {
            connection.rollback();
        }
    }

    Invariants.Rows rows(UUID owner) throws SQLException {
        var ids = new HashSet<UUID>(column(IDS, UUID.class, owner, owner, owner));
        var keys = new HashSet<String>(column(KEYS, String.class, owner));
        return new Invariants.Rows(ids, keys, new HashSet<>(column(FORGOTTEN, String.class, owner)),
                new HashSet<>(column(REFUSED, String.class, owner)));
    }

    /** What was made and has this text, or was answered to this key. */
    List<UUID> made(Operation operation) throws SQLException {
        var owner = operation.owner();
        var marked = operation.marker() == null ? List.<UUID> of()
                : column(MARKED, UUID.class, owner, operation.marker(), owner, operation.marker(), owner, operation.marker());
        // it may be gone since, with the last contact that was there
        return marked.isEmpty() ? column(MADE_WITH, UUID.class, owner, operation.key()) : marked;
    }

    /** Connections that are in a transaction and have done nothing for a while. */
    Set<String> idleInTransaction() throws SQLException {
        return new HashSet<>(column("""
                select application_name || ' since ' || state_change::text from pg_stat_activity
                where state like 'idle in transaction%' and state_change < clock_timestamp() - interval '20 seconds'
                """, String.class));
    }

    /** Connections of the service. */
    int connections() throws SQLException {
        return column("select count(*)::integer from pg_stat_activity where usename like 'kith_%'", Integer.class).get(0);
    }

    private <T> List<T> column(String sql, Class<T> type, Object... parameters) throws SQLException {
        try (var query = connection.prepareStatement(sql)) {
            for (var i = 0; i < parameters.length; i++) {
                query.setObject(i + 1, parameters[i]);
            }
            try (var row = query.executeQuery()) {
                var values = new ArrayList<T>();
                while (row.next()) {
                    values.add(row.getObject(1, type));
                }
                return values;
            }
        } finally {
            connection.rollback();
        }
    }

    private static UUID uuid(ResultSet row, String name) throws SQLException {
        return row.getObject(name, UUID.class);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
