package dev.kith.idempotency;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.kith.owner.CurrentOwner;
import io.agroal.api.AgroalDataSource;

/**
 * Makes things with an id made by the client once, however often and however late they are sent: a phone that was offline
 * for a week doubles nothing, and brings back nothing that was removed meanwhile.
 */
@ApplicationScoped
public class ClientMade {

    /**
     * Two statements in one round trip: the second one sees what was committed until all locks were had. What is gone by then
     * left its id, and so nothing slips through between the two tables.
     */
    private static final String CLAIM = """
            select count(pg_advisory_xact_lock(lock))
            from (select distinct hashtextextended(key, 0) as lock from unnest(?) key order by lock) locks;
            select id from %1$s where owner_id = ? and id = any(?)
            union all
            select id from spent_id where owner_id = ? and kind = '%1$s' and id = any(?)
            """;

    private final AgroalDataSource database;
    private final CurrentOwner owner;
    private final ObjectMapper json;

    ClientMade(AgroalDataSource database, CurrentOwner owner, ObjectMapper json) {
        this.database = database;
        this.owner = owner;
        this.json = json;
    }

    /**
     * Waits until no other transaction is making something with this id.
     *
     * @param table of such things
     * @return whether one was made with it before; look for it, and throw {@link IdSpentException} when it is there no more
     */
    @Transactional(TxType.MANDATORY)
    public boolean claim(String table, UUID id) {
        return !claim(table, List.of(id)).isEmpty();
    }

    /**
     * The same for several, in an order that cannot deadlock.
     *
     * @return those with which something was made before
     */
    @Transactional(TxType.MANDATORY)
    public Set<UUID> claim(String table, Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Set.of();
        }
        try (var connection = database.getConnection(); var claim = connection.prepareStatement(CLAIM.formatted(table))) {
            var claimed = connection.createArrayOf("uuid", ids.toArray());
            claim.setArray(1, connection.createArrayOf("text", ids.stream().map(id -> owner.id() + " makes " + id).toArray()));
            claim.setObject(2, owner.id());
            claim.setArray(3, claimed);
            claim.setObject(4, owner.id());
            claim.setArray(5, claimed);
            claim.execute();
            claim.getMoreResults();
            var spent = new HashSet<UUID>();
            try (var rows = claim.getResultSet()) {
                while (rows.next()) {
                    spent.add(rows.getObject(1, UUID.class));
                }
            }
            return spent;
        } catch (SQLException e) {
            throw new IllegalStateException("ids were not claimed", e);
        }
    }

    /** By which it is known later whether a request asks for the same: SHA-256 of its JSON. */
    public byte[] fingerprint(Object request) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(json.writeValueAsBytes(request));
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("a request that was read cannot be written", e);
        }
    }
}
