package dev.kith.owner;

import java.time.Instant;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

/** The one clock, {@code kith_now()}, for those that no other statement has told the time. */
@ApplicationScoped
public class KithClock {

    private final EntityManager entities;

    KithClock(EntityManager entities) {
        this.entities = entities;
    }

    /** The time now, not that of the transaction's beginning; microseconds. */
    @Transactional(TxType.MANDATORY)
    public Instant now() {
        return (Instant) entities.createNativeQuery("select kith_now()", Instant.class).getSingleResult();
    }
}
