package dev.kith.warmth;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

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

    private static final Duration SHORTEST_SNOOZE = Duration.ofDays(1);
    private static final Duration LONGEST_SNOOZE = Duration.ofDays(365);
    /** How far a client's clock may be off. */
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

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

    /** Starts the clocks of contacts that were made by this transaction. */
    @Transactional(TxType.MANDATORY)
    public void begin(Collection<UUID> contactIds) {
        recompute(contactIds, Batch.NONE);
    }

    /** Starts the clocks of imported contacts, or recomputes them; whoever is cold by it is so because of the import. */
    @Transactional(TxType.MANDATORY)
    public void imported(Collection<UUID> contactIds, UUID importId) {
        recompute(contactIds, new Batch(importId, Cause.IMPORT));
    }

    /** Recomputes contacts, locked or made by this transaction, after something they depend on has changed. */
    @Transactional(TxType.MANDATORY)
    public void changed(Collection<UUID> contactIds) {
        recompute(contactIds, Batch.NONE);
    }

    private void recompute(Collection<UUID> contactIds, Batch batch) {
        take(contactIds, batch, known -> Reading.of(known.facts(), known.snooze()));
    }

    /**
     * Lets a locked contact rest until an instant.
     *
     * @throws RuleBroken if that is less than a day or more than 365 days from now
     */
    @Transactional(TxType.MANDATORY)
    public void snooze(UUID contactId, Instant until) {
        take(List.of(contactId), Batch.NONE, known -> {
            var rest = Duration.between(known.now(), until);
            if (rest.compareTo(SHORTEST_SNOOZE.minus(TOLERANCE)) < 0 || rest.compareTo(LONGEST_SNOOZE.plus(TOLERANCE)) > 0) {
                throw new RuleBroken("/until", "A snooze lasts from 1 to 365 days.");
            }
            return Reading.of(known.facts(), new Snooze(known.now(), until));
        });
    }

    /**
     * Lets a locked contact rest for one cadence from now.
     *
     * @throws RuleBroken if no cadence applies
     */
    @Transactional(TxType.MANDATORY)
    public void snoozeForOneCadence(UUID contactId) {
        take(List.of(contactId), Batch.NONE, known -> {
            var cadence = known.facts().cadence().cadence();
            if (cadence == null) {
                throw new RuleBroken("/nextCadence", "No cadence applies to this contact; say until when.");
            }
            return Reading.of(known.facts(), new Snooze(known.now(), cadence.after(known.now(), known.facts().zone())));
        });
    }

    /** Ends the rest of a locked contact. */
    @Transactional(TxType.MANDATORY)
    public void endSnooze(UUID contactId) {
        take(List.of(contactId), Batch.NONE, known -> Reading.of(known.facts(), null));
    }

    private void take(Collection<UUID> contactIds, Batch batch, Function<Known, Reading> next) {
        if (contactIds.isEmpty()) {
            return;
        }
        entities.flush(); // what the caller changed is read by SQL
        var changed = withConnection(connection -> {
            var known = relationships.known(connection, owner.id(), contactIds);
            known.forEach(one -> one.relationship().take(next.apply(one), one.now(), batch));
            var all = known.stream().map(Known::relationship).toList();
            relationships.write(connection, all);
            return all;
        });
        events.append(changed.stream().flatMap(relationship -> relationship.events().stream()).toList());
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
