package dev.kith.warmth;

import java.time.Instant;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import com.github.f4b6a3.uuid.UuidCreator;

import dev.kith.owner.CurrentOwner;
import dev.kith.owner.SettingsDependents;

/** Asks for recomputes of many contacts, in the transaction that changed a setting; {@link RecomputeJob} does them. */
@ApplicationScoped
public class Recomputes implements SettingsDependents {

    private final EntityManager entities;
    private final CurrentOwner owner;
    private final Event<Requested> requested;

    Recomputes(EntityManager entities, CurrentOwner owner, Event<Requested> requested) {
        this.entities = entities;
        this.owner = owner;
        this.requested = requested;
    }

    /** There is something to recompute; observed after the commit, in the process that committed. */
    record Requested() {
    }

    @Override
    public void checkCadence(String pointer, String cadence) {
        Cadence.of(pointer, cadence);
    }

    @Override
    @Transactional(TxType.MANDATORY)
    public void settingsChanged(boolean cadence, Instant now) {
        request(null, cadence ? Cause.CADENCE : Cause.CORRECTION, now, """
                select count(*) from warmth where owner_id = :owner and cast(:tag as uuid) is null
                """);
    }

    /**
     * Has everybody with a tag recomputed. A doomed tag disappears when that is done.
     *
     * @return how many contacts that are
     */
    @Transactional(TxType.MANDATORY)
    public int tagChanged(UUID tagId, Instant now) {
        return request(tagId, Cause.CADENCE, now, """
                select count(*) from contact_tag where owner_id = :owner and tag_id = :tag
                """);
    }

    private int request(UUID tagId, Cause cause, Instant now, String count) {
        var contacts = ((Number) entities.createNativeQuery(count, Long.class)
                .setParameter("owner", owner.id())
                .setParameter("tag", tagId)
                .getSingleResult()).intValue();
        entities.createNativeQuery("""
                insert into recompute (owner_id, id, tag_id, cause, total, requested_at)
                values (:owner, :id, :tag, :cause, :total, :now)
                """)
                .setParameter("owner", owner.id())
                .setParameter("id", UuidCreator.getTimeOrderedEpoch())
                .setParameter("tag", tagId)
                .setParameter("cause", cause.name())
                .setParameter("total", contacts)
                .setParameter("now", now)
                .executeUpdate();
        requested.fire(new Requested());
        return contacts;
    }

    @Override
    @Transactional(TxType.MANDATORY)
    public int outstanding() {
        return ((Number) entities.createNativeQuery("""
                select coalesce(sum(greatest(total - done, 0)), 0) from recompute where owner_id = :owner
                """, Long.class)
                .setParameter("owner", owner.id())
                .getSingleResult()).intValue();
    }
}
