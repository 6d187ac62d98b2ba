package dev.kith.owner;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

/** What other features may ask of the current owner's settings. */
@ApplicationScoped
public class OwnerSettings {

    private final EntityManager entities;
    private final CurrentOwner owner;

    OwnerSettings(EntityManager entities, CurrentOwner owner) {
        this.entities = entities;
        this.owner = owner;
    }

    /**
     * Lets no setting change until the transaction has ended: contacts that it makes take the settings as they are, or are
     * seen by what applies the new ones, never neither.
     *
     * @return the time, microseconds
     */
    @Transactional(TxType.MANDATORY)
    public Instant hold() {
        return lock("pg_advisory_xact_lock_shared");
    }

    @Transactional(TxType.MANDATORY)
    Instant holdForChange() {
        return lock("pg_advisory_xact_lock");
    }

    private Instant lock(String function) {
        return (Instant) entities
                .createNativeQuery("select kith_now() from " + function + "(hashtextextended(:key, 0))", Instant.class)
                .setParameter("key", "settings of " + owner.id())
                .getSingleResult();
    }

    /** The zone in which the owner's days begin. */
    @Transactional(TxType.MANDATORY)
    public ZoneId zone() {
        return settings().zone();
    }

    /** How long an introduction waits for an answer, and how long to be made once all agreed. */
    @Transactional(TxType.MANDATORY)
    public Duration introductionExpiry() {
        return settings().introductionExpiry();
    }

    /** Those stored, or those of a new owner. */
    Settings settings() {
        UUID id = owner.id();
        var stored = entities.find(Settings.class, id);
        return stored == null ? new Settings(id) : stored;
    }
}
