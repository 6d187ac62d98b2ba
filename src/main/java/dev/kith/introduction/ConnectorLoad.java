package dev.kith.introduction;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.hibernate.query.NativeQuery;

import dev.kith.owner.CurrentOwner;
import dev.kith.paging.Cursor;
import dev.kith.paging.Page;

/**
 * How often connectors are asked for something: whom the owner should meet, or to introduce somebody. Who is asked more than
 * once a month tires of it.
 */
@ApplicationScoped
class ConnectorLoad {

    private static final Duration MONTH = Duration.ofDays(30);
    private static final Duration QUARTER = Duration.ofDays(90);
    private static final int OFTEN = 1;
    private static final String FINGERPRINT = "connectors, most asked first";

    /** All the times somebody was asked; each branch by an index that begins with the contact. */
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

    ConnectorLoad(EntityManager entities, CurrentOwner owner) {
        this.entities = entities;
        this.owner = owner;
    }

    /** @param askedLast30Days 30 times 24 hours, as {@code askedLast90Days} is 90 times */
    record Load(UUID contactId, int askedLast30Days, int askedLast90Days, Instant lastAskedAt, boolean askedTooOften) {
    }

    /** A warning when this contact, asked just now, was asked before within the last 30 days. */
    List<Warning> warnings(UUID contactId, Instant now) {
        if (contactId == null) {
            return List.of();
        }
        entities.flush(); // what the caller made counts
        var found = select(LOADS.formatted("select * from (" + ASKED + ") everybody where contact_id = :contact"), now)
                .setParameter("contact", contactId)
                .getResultList();
        var warnings = new ArrayList<Warning>();
        for (var row : found) {
            var load = load(row);
            if (load.askedTooOften()) {
                warnings.add(new Warning(Warning.Code.ASKED_OFTEN, contactId, load.askedLast30Days(),
                        "This contact was asked %d times in the last 30 days.".formatted(load.askedLast30Days())));
            }
        }
        return warnings;
    }

    /** Those asked in the last 90 days, most asked first. */
    @Transactional
    Page<Load> list(String cursor, int limit) {
        var now = (Instant) entities.createNativeQuery("select kith_now()", Instant.class).getSingleResult();
        return Page.of(page(cursor, limit + 1, now), limit, Function.identity(),
                load -> Cursor.of(FINGERPRINT, Integer.toString(load.askedLast90Days()), load.contactId().toString()));
    }

    private List<Load> page(String cursor, int rows, Instant now) {
        var after = cursor == null ? null : Cursor.read(cursor, FINGERPRINT, 2);
        var select = select("select * from (" + LOADS.formatted(ASKED) + ") load"
                + (after == null ? "" : " where (quarter, contact_id) < (:asked, :contact)")
                + " order by quarter desc, contact_id desc limit :rows", now).setParameter("rows", rows);
        if (after != null) {
            select.setParameter("asked", Long.valueOf(after.get(0))).setParameter("contact", UUID.fromString(after.get(1)));
        }
        return select.getResultStream().map(ConnectorLoad::load).toList();
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

    private static Load load(Tuple row) {
        var month = row.get("month", Integer.class);
        return new Load(row.get("contact_id", UUID.class), month, row.get("quarter", Integer.class),
                row.get("last", Instant.class), month > OFTEN);
    }
}
