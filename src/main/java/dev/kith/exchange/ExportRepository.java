package dev.kith.exchange;

import java.time.Instant;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;

import org.hibernate.Session;

import dev.kith.owner.CurrentOwner;

@ApplicationScoped
class ExportRepository {

    private final Session session;
    private final CurrentOwner owner;

    ExportRepository(Session session, CurrentOwner owner) {
        this.session = session;
        this.owner = owner;
    }

    /** Until the end of the transaction. @return false if another transaction of this owner takes the network out */
    boolean claim() {
        return session.createNativeQuery("select pg_try_advisory_xact_lock(hashtextextended(:key, 0))", Boolean.class)
                .setParameter("key", "export of " + owner.id())
                .getSingleResult();
    }

    /** What there is to be taken out. */
    Exported count(Format format) {
        var counts = session.createNativeQuery("""
                select (select count(*) from contact where owner_id = :owner) as contacts,
                       (select count(*) from interaction where owner_id = :owner and :everything) as interactions,
                       (select count(*) from introduction where owner_id = :owner and :everything) as introductions,
                       kith_now() as now
                """, Tuple.class)
                .addScalar("contacts", Long.class)
                .addScalar("interactions", Long.class)
                .addScalar("introductions", Long.class)
                .addScalar("now", Instant.class)
                .setParameter("owner", owner.id())
                .setParameter("everything", format.hasEverything())
                .getSingleResult();
        return new Exported(owner.id(), format, counts.get("contacts", Long.class), counts.get("interactions", Long.class),
                counts.get("introductions", Long.class), counts.get("now", Instant.class));
    }
}
