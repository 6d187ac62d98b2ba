package dev.kith.idempotency;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kith.owner.CurrentOwner;
import dev.kith.process.SystemDatabase;
import io.agroal.api.AgroalDataSource;

@ApplicationScoped
class IdempotencyRepository {

    /**
     * Two statements in one round trip. The second one sees what was committed until the lock was had, so that whoever gets
     * the lock after the first request has ended finds its answer. The lock ends with the transaction. A refusal is kept for
     * longer than a request can be on its way, and not for long: what was in the way may be gone.
     */
    private static final String CLAIM = """
            select pg_try_advisory_xact_lock(?);
            select request, status, location, etag, body from idempotency_key
            where owner_id = ? and key = ?
              and created_at > kith_now() - case when status >= 400 then interval '10 minutes' else interval '7 days' end
            """;

    /** An answer that is too old to be given, and was not purged yet, is overwritten. */
    private static final String STORE = """
            insert into idempotency_key (owner_id, key, request, status, location, etag, body, created_at)
            values (?, ?, ?, ?, ?, ?, ?, kith_now())
            on conflict (owner_id, key) do update set (request, status, location, etag, body, created_at)
                = (excluded.request, excluded.status, excluded.location, excluded.etag, excluded.body, excluded.created_at)
            """;

    private static final String FORGET = """
            update idempotency_key set request = null, status = null, location = null, etag = null, body = null
            where owner_id = ? and (strpos(body, ?) > 0 or strpos(location, ?) > 0)
            """;

    private static final String FORGET_ALL = """
            update idempotency_key set request = null, status = null, location = null, etag = null, body = null
            where owner_id = ? and exists (
                select from regexp_matches(concat(location, ' ', body), '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}', 'g') named
                where named[1]::uuid = any(?))
            """;

    private static final String PURGE = """
            delete from idempotency_key where (owner_id, key) in (
                select owner_id, key from idempotency_key where created_at <= kith_now() - interval '7 days'
                order by created_at limit ?)
            """;

    private final AgroalDataSource database;
    private final SystemDatabase system;
    private final CurrentOwner owner;

    IdempotencyRepository(AgroalDataSource database, SystemDatabase system, CurrentOwner owner) {
        this.database = database;
        this.system = system;
        this.owner = owner;
    }

    /**
     * Whether the key could be had for the running transaction, and what is stored for it.
     *
     * @param had false while another request with this key runs
     */
    record Claim(boolean had, Optional<StoredAnswer> answer) {
    }

    Claim claim(String key) {
        return inTransaction(CLAIM, claim -> {
            claim.setLong(1, lock(key));
            claim.setObject(2, owner.id());
            claim.setString(3, key);
            claim.execute();
            boolean had;
            try (var lock = claim.getResultSet()) {
                lock.next();
                had = lock.getBoolean(1);
            }
            claim.getMoreResults();
            try (var row = claim.getResultSet()) {
                return new Claim(had, row.next()
                        ? Optional.of(new StoredAnswer(row.getBytes(1), row.getInt(2), row.getString(3), row.getString(4),
                                row.getString(5)))
                        : Optional.empty());
            }
        });
    }

    void store(String key, StoredAnswer answer) {
        inTransaction(STORE, store -> {
            store.setObject(1, owner.id());
            store.setString(2, key);
            store.setBytes(3, answer.request());
            store.setInt(4, answer.status());
            store.setString(5, answer.location());
            store.setString(6, answer.etag());
            store.setString(7, answer.body());
            return store.executeUpdate();
        });
    }

    void forget(UUID id) {
        inTransaction(FORGET, forget -> {
            forget.setObject(1, owner.id());
            forget.setString(2, id.toString());
            forget.setString(3, id.toString());
            return forget.executeUpdate();
        });
    }

    void forget(Collection<UUID> ids) {
        inTransaction(FORGET_ALL, forget -> {
            forget.setObject(1, owner.id());
            forget.setArray(2, forget.getConnection().createArrayOf("uuid", ids.toArray()));
            return forget.executeUpdate();
        });
    }

    /** Every owner's, in a transaction of its own; how many there were, at most {@code batch}. */
    int purge(int batch) {
        try (var connection = system.getConnection(); var purge = connection.prepareStatement(PURGE)) {
            purge.setInt(1, batch);
            return purge.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("old keys were not purged", e);
        }
    }

    /** Two keys may share a lock once in 2^64; then one of them is asked to come again. */
    private long lock(String key) {
        var digest = RepeatableRequest.sha256();
        digest.update(owner.id().toString().getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(digest.digest(key.getBytes(StandardCharsets.UTF_8))).getLong();
    }

    private interface Work<T> {
        T with(PreparedStatement statement) throws SQLException;
    }

    private <T> T inTransaction(String sql, Work<T> work) {
        try (var connection = database.getConnection(); var statement = connection.prepareStatement(sql)) {
            return work.with(statement);
        } catch (SQLException e) {
            throw new IllegalStateException("an idempotency key was not read or written", e);
        }
    }
}
