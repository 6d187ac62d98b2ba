package dev.kith.eventlog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * A range of positions that is published once more.
 *
 * @param position the last one that was
 * @param endedAt null while it runs
 * @param cancelled it ended before its end
 */
record Republication(@JsonIgnore UUID id, long from, long to, long position, Instant requestedAt, Instant endedAt,
        boolean cancelled) {

    static final String COLUMNS = "id, first_position, last_position, done, requested_at, ended_at, cancelled";

    /** @param row with {@link #COLUMNS} */
    static Republication of(ResultSet row) throws SQLException {
        return new Republication(row.getObject("id", UUID.class), row.getLong("first_position"), row.getLong("last_position"),
                row.getLong("done"), row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                instant(row, "ended_at"), row.getBoolean("cancelled"));
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        var at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    @JsonIgnore
    boolean isRunning() {
        return endedAt == null;
    }

    Republication at(long position) {
        return new Republication(id, from, to, position, requestedAt, endedAt, cancelled);
    }
}
