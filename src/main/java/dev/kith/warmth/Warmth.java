package dev.kith.warmth;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

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

    /**
     * Recomputes a locked contact that another one, locked as well, is about to become part of, after all that counts was
     * pointed at it. What time alone has done to the other one is told before that one goes; of two snoozes the longer lasts.
     */
    @Transactional(TxType.MANDATORY)
    public void merge(UUID contactId, UUID intoId) {
        entities.flush();
        var told = withConnection(connection -> {
            var known = relationships.known(connection, owner.id(), List.of(contactId, intoId)).stream()
                    .collect(Collectors.toMap(one -> one.relationship().contactId(), Function.identity()));
            var gone = known.get(contactId);
            var into = known.get(intoId);
            gone.relationship().settle(gone.now());
            into.relationship().take(Reading.of(into.facts(), Snooze.longer(into.snooze(), gone.snooze())), into.now(),
                    Batch.NONE);
            relationships.write(connection, List.of(into.relationship()));
            return List.of(gone.relationship(), into.relationship());
        });
        events.append(told.stream().flatMap(relationship -> relationship.events().stream()).toList());
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

    /** Those of the contacts who were snoozed since an instant. */
    @Transactional(TxType.MANDATORY)
    public Set<UUID> snoozedSince(Collection<UUID> contactIds, Instant since) {
        return contactIds.isEmpty() ? Set.of()
                : withConnection(connection -> relationships.snoozedSince(connection, owner.id(), contactIds, since));
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
