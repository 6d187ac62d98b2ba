package dev.kith.webhook;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * An endpoint that this process sends to, for as long as it has the lease.
 *
 * @param types empty: all
 * @param secrets as they are kept, those that sign
 * @param now when it was claimed
 * @param nanos when that was, by {@code System.nanoTime}
 */
record Endpoint(UUID ownerId, UUID id, UUID lease, String url, Set<String> types, List<byte[]> secrets, UUID epoch,
        long position, Instant now, long nanos) {

    static Endpoint of(ResultSet row) throws SQLException {
        var types = row.getArray("types");
        return new Endpoint(row.getObject("owner_id", UUID.class), row.getObject("id", UUID.class),
                row.getObject("lease", UUID.class), row.getString("url"),
                types == null ? Set.of() : Set.of((String[]) types.getArray()), secrets(row),
                row.getObject("epoch", UUID.class),
                row.getLong("position"), row.getObject("now", OffsetDateTime.class).toInstant(), System.nanoTime());
    }

    private static List<byte[]> secrets(ResultSet row) throws SQLException {
        var secrets = new ArrayList<byte[]>();
        for (var secret : (Object[]) row.getArray("secrets").getArray()) {
            secrets.add((byte[]) secret);
        }
        return secrets;
    }

    /** The database's clock, as far as it is known here. */
    Instant clock() {
        return now.plusNanos(System.nanoTime() - nanos);
    }
}
