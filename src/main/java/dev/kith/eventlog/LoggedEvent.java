package dev.kith.eventlog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * An event with its place in the log, and the attributes that CloudEvents gives it: the same in Kafka and over HTTP.
 *
 * @param data JSON, byte for byte as it was appended
 */
public record LoggedEvent(long position, UUID ownerId, UUID id, String type, UUID subject, Instant time, String traceparent,
        byte[] data) {

    static final String SPEC_VERSION = "1.0";
    static final String SOURCE = "https://kith.dev";
    static final String CONTENT_TYPE = "application/json";
    static final String COLUMNS = "position, owner_id, event_id, type, subject, occurred_at, traceparent, data";

    /** @param row with {@link #COLUMNS} */
    static LoggedEvent of(ResultSet row) throws SQLException {
        return new LoggedEvent(row.getLong("position"), row.getObject("owner_id", UUID.class),
                row.getObject("event_id", UUID.class), row.getString("type"), row.getObject("subject", UUID.class),
                row.getObject("occurred_at", OffsetDateTime.class).toInstant(), row.getString("traceparent"),
                row.getBytes("data"));
    }

    /** Names the schema; no host of an installation, so that it is the same event wherever it is read. */
    String dataSchema() {
        return SOURCE + "/schemas/" + type + ".json";
    }

    /** One owner's events are in one partition. */
    String partitionKey() {
        return ownerId.toString();
    }

    /** The position, with zeros before it: the extension's specification has it in the order of text. */
    String sequence() {
        var digits = Long.toString(position);
        return "0".repeat(19 - digits.length()) + digits;
    }
}
