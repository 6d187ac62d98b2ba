package dev.kith.warmth;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import dev.kith.eventlog.EventLog;
import dev.kith.owner.CurrentOwner;
import dev.kith.problem.RuleBroken;
import dev.kith.warmth.WarmthRepository.Known;
import io.agroal.api.AgroalDataSource;

/**
 * The door to warmth, for the current owner and in the caller's transaction. Whoever changes something that warmth depends
 * on locks the contacts first, changes it, and lets them be recomputed: so changes of one contact follow one another, and so
 * do their events.
 */
@ApplicationScoped
public class Warmth {

    private final AgroalDataSource database;
    private final EntityManager entities;
    private final CurrentOwner owner;
    private final WarmthRepository relationships;
    private final EventLog events;

    Warmth(AgroalDataSource database, EntityManager entities, CurrentOwner owner, WarmthRepository relationships,
            EventLog events) {
        this.database = database;
        this.entities = entities;
        this.owner = owner;
        this.relationships = relationships;
        this.events = events;
    }

    /** Locks relationships until the end of the transaction, in an order that cannot deadlock with another one's. */
    @Transactional(TxType.MANDATORY)
    public Locked lock(Collection<UUID> contactIds) {
        return withConnection(connection -> relationships.lock(connection, owner.id(), contactIds));
    }

    /** Starts the clocks of imported contacts, or recomputes them; whoever is cold by it is so because of the import. */
    @Transactional(TxType.MANDATORY)
    public void imported(Collection<UUID> contactIds, UUID importId) {
        recompute(contactIds, new Batch(importId, Cause.IMPORT), Map.of());
    }

    /**
     * Recomputes contacts, locked or made by this transaction, after something they depend on has changed. Who was made by it
     * begins so.
     */
    @Transactional(TxType.MANDATORY)
    public void changed(Collection<UUID> contactIds) {
        recompute(contactIds, Batch.NONE, Map.of());
    }

    /**
     * Does the same, and lets some of them rest, or ends their rest.
     *
     * @return why some cannot rest as they were to; these are recomputed only
     */
    @Transactional(TxType.MANDATORY)
    public Map<UUID, RuleBroken> changed(Collection<UUID> contactIds, Map<UUID, Rest> rests) {
        return recompute(contactIds, Batch.NONE, rests);
    }

    private Map<UUID, RuleBroken> recompute(Collection<UUID> contactIds, Batch batch, Map<UUID, Rest> rests) {
        if (contactIds.isEmpty()) {
            return Map.of();
        }
        entities.flush(); // what the caller changed is read by SQL
        var refused = new HashMap<UUID, RuleBroken>();
        var changed = withConnection(connection -> {
            var known = relationships.known(connection, owner.id(), contactIds);
            for (var one : known) {
                one.relationship().take(Reading.of(one.facts(), snooze(one, rests, refused)), one.now(), batch);
            }
            var all = known.stream().map(Known::relationship).toList();
            relationships.write(connection, all);
            return all;
        });
        events.append(changed.stream().flatMap(relationship -> relationship.events().stream()).toList());
        return refused;
    }

    private static Snooze snooze(Known known, Map<UUID, Rest> rests, Map<UUID, RuleBroken> refused) {
        var contactId = known.relationship().contactId();
        var rest = rests.get(contactId);
        if (rest != null) {
            try {
                return rest.from(known.now(), known.facts());
            } catch (RuleBroken reason) {
                refused.put(contactId, reason);
            }
        }
        return known.snooze();
    }

    /** How warm these contacts are; those the owner has not are left out. */
    @Transactional(TxType.MANDATORY)
    public Map<UUID, WarmthView> of(Collection<UUID> contactIds) {
        return contactIds.isEmpty() ? Map.of()
                : withConnection(connection -> relationships.views(connection, owner.id(), contactIds));
    }

    private <T> T withConnection(SqlWork<T> work) {
        try (var connection = database.getConnection()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw new PersistenceException(e);
        }
    }

    private interface SqlWork<T> {
        T on(Connection connection) throws SQLException;
    }
}
