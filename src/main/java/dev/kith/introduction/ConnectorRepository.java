package dev.kith.introduction;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.query.NativeQuery;

import dev.kith.owner.CurrentOwner;
import dev.kith.paging.Cursor;

/** How often connectors are asked for something: whom the owner should meet, or to introduce somebody. */
@ApplicationScoped
class ConnectorRepository {

    private static final Duration MONTH = Duration.ofDays(30);
    private static final Duration QUARTER = Duration.ofDays(90);
    static final String FINGERPRINT = "connectors, most asked first";

    /** All the times somebody was asked; of one contact or of everybody, by an index for each. */
    private static final String ASKED = """
            select contact_id, asked_at from ask
            where owner_id = :owner and contact_id is not null and asked_at > :quarter
            union all
            select introducer_id, asked_at from introduction
            where owner_id = :owner and introducer_id is not null and asked_at > :quarter
            """;

    private static final String LOADS = """
            select contact_id as contact_id, count(*) filter (where asked_at > :month) as month, count(*) as quarter,
                   max(asked_at) as last
            from (%s) asked
            group by contact_id
            """;

    private final EntityManager entities;
    private final CurrentOwner owner;

    ConnectorRepository(EntityManager entities, CurrentOwner owner) {
        this.entities = entities;
        this.owner = owner;
    }

    /** Of one contact; empty if it was not asked in the last 90 days. */
    Optional<ConnectorLoad> load(UUID contactId, Instant now) {
        return select(LOADS.formatted("select * from (" + ASKED + ") everybody where contact_id = :contact"), now)
                .setParameter("contact", contactId)
                .getResultStream().map(ConnectorRepository::load).findFirst();
    }

    /** Those asked in the last 90 days, most asked first. */
    List<ConnectorLoad> page(String cursor, int rows, Instant now) {
        var after = cursor == null ? null : Cursor.read(cursor, FINGERPRINT, 2);
        var select = select("select * from (" + LOADS.formatted(ASKED) + ") load"
                + (after == null ? "" : " where (quarter, contact_id) < (:asked, :contact)")
                + " order by quarter desc, contact_id desc limit :rows", now).setParameter("rows", rows);
        if (after != null) {
            select.setParameter("asked", Long.valueOf(after.get(0))).setParameter("contact", UUID.fromString(after.get(1)));
        }
        return select.getResultStream().map(ConnectorRepository::load).toList();
    }

    private NativeQuery<Tuple> select(String sql, Instant now) {
        return entities.unwrap(Session.class).createNativeQuery(sql, Tuple.class)
                .addScalar("contact_id", UUID.class)
                .addScalar("month", Integer.class)
                .addScalar("quarter", Integer.class)
                .addScalar("last", Instant.class)
                .setParameter("owner", owner.id())
                .setParameter("month", now.minus(MONTH))
                .setParameter("quarter", now.minus(QUARTER));
    }

    private static ConnectorLoad load(Tuple row) {
        var month = row.get("month", Integer.class);
        return new ConnectorLoad(row.get("contact_id", UUID.class), month, row.get("quarter", Integer.class),
                row.get("last", Instant.class), month > ConnectorLoad.OFTEN);
    }
}
