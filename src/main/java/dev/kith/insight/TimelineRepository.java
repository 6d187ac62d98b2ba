package dev.kith.insight;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;

import org.hibernate.Session;

import dev.kith.insight.TimelineItem.SpellView;
import dev.kith.insight.TimelineItem.Type;
import dev.kith.owner.CurrentOwner;
import dev.kith.paging.Cursor;

/** The history of a contact, newest first: each kind of item by its own index, merged. */
@ApplicationScoped
class TimelineRepository {

    // to each branch the place where the page begins, so that none reads more than a page
    private static final String PAGE = """
            (select 'INTERACTION' as type, p.occurred_at as at, cast(p.interaction_id as text) as key,
                    p.interaction_id, null as number, null as cold_at, null as detected_at, null as cause,
                    null as closed_at, null as close_reason
             from interaction_participant p
             where p.owner_id = :owner and p.contact_id = :contact and p.occurred_at <= :at
               and (p.occurred_at, 'INTERACTION', cast(p.interaction_id as text)) < (:at, :type, :key)
             order by p.occurred_at desc, p.interaction_id desc
             limit :rows)
            union all
            select moment.type, moment.at, lpad(cast(s.number as text), 10, '0'), null, s.number, s.cold_at, s.detected_at,
                   s.cause, s.closed_at, s.close_reason
            from cold_spell s cross join lateral (values ('WENT_COLD', s.cold_at), ('WARMED', s.closed_at)) moment(type, at)
            where s.owner_id = :owner and s.contact_id = :contact and moment.at is not null
              and (moment.at, moment.type, lpad(cast(s.number as text), 10, '0')) < (:at, :type, :key)
            union all
            select 'MET', met.at, '', null, null, null, null, null, null, null
            from (select cast(:met as timestamptz) as at) met
            where met.at is not null and (met.at, 'MET', '') < (:at, :type, :key)
            order by at desc, type desc, key desc
            limit :rows
            """;

    private static final Instant END_OF_TIME = Instant.parse("9999-12-31T23:59:59Z");

    private final EntityManager entities;
    private final CurrentOwner owner;

    TimelineRepository(EntityManager entities, CurrentOwner owner) {
        this.entities = entities;
        this.owner = owner;
    }

    /** A row of the list. @param interactionId for an interaction, else null */
    record Row(Type type, Instant at, String key, UUID interactionId, SpellView spell) {
    }

    static String query(UUID contactId) {
        return "timeline of " + contactId;
    }

    /** @param metAt the beginning of the day they met, or null */
    List<Row> page(UUID contactId, Instant metAt, String cursor, int rows) {
        var after = cursor == null ? List.of(END_OF_TIME.toString(), "", "") : Cursor.read(cursor, query(contactId), 3);
        return entities.unwrap(Session.class).createNativeQuery(PAGE, Tuple.class)
                .addScalar("type", String.class)
                .addScalar("at", Instant.class)
                .addScalar("key", String.class)
                .addScalar("interaction_id", UUID.class)
                .addScalar("number", Integer.class)
                .addScalar("cold_at", Instant.class)
                .addScalar("detected_at", Instant.class)
                .addScalar("cause", String.class)
                .addScalar("closed_at", Instant.class)
                .addScalar("close_reason", String.class)
                .setParameter("owner", owner.id())
                .setParameter("contact", contactId)
                .setParameter("met", metAt, Instant.class)
                .setParameter("at", Instant.parse(after.get(0)))
                .setParameter("type", after.get(1))
                .setParameter("key", after.get(2))
                .setParameter("rows", rows)
                .getResultStream().map(TimelineRepository::row).toList();
    }

    private static Row row(Tuple row) {
        var number = row.get("number", Integer.class);
        var spell = number == null ? null
                : new SpellView(number, row.get("cold_at", Instant.class), row.get("detected_at", Instant.class),
                        row.get("cause", String.class), row.get("closed_at", Instant.class),
                        row.get("close_reason", String.class));
        return new Row(Type.valueOf(row.get("type", String.class)), row.get("at", Instant.class), row.get("key", String.class),
                row.get("interaction_id", UUID.class), spell);
    }
}
