package dev.kith.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;

import dev.kith.owner.CurrentOwner;
import dev.kith.paging.Cursor;
import dev.kith.webhook.Delivery.Kind;
import dev.kith.webhook.Delivery.Status;

/** Deliveries as their owner reads them, and asks for them. */
@ApplicationScoped
class DeliveryRepository {

    private static final String SELECT = """
            select id as id, kind as kind, event_id as event_id, type as type, status as status, attempts as attempts,
                   created_at as created_at, last_attempt_at as last_attempt_at, next_attempt_at as next_attempt_at,
                   response_status as response_status, cast(extract(epoch from duration) as double precision) as duration,
                   failure as failure
            from webhook_delivery
            where owner_id = :owner and webhook_id = :webhook
            """;

    /** Once more, if it was sent or given up; what is under way is left alone. */
    private static final String AGAIN = """
            insert into webhook_delivery (owner_id, webhook_id, id, kind, position, event_id, type, status, attempts,
                                          created_at, next_attempt_at)
            select owner_id, webhook_id, :new, 'REDELIVERY', position, event_id, type, 'PENDING', 0, :now, :now
            from webhook_delivery
            where owner_id = :owner and webhook_id = :webhook and id = :id and position is not null and status <> 'PENDING'
            """;

    private static final String TEST = """
            insert into webhook_delivery (owner_id, webhook_id, id, kind, event_id, type, status, attempts, created_at,
                                          next_attempt_at)
            values (:owner, :webhook, :new, 'TEST', :new, :type, 'PENDING', 0, :now, :now)
            """;

    /** Whoever is sending sees it before it is done; else somebody looks at once. */
    private static final String NUDGE = """
            update webhook set nudged = true, due_at = case when lease is null then :now else due_at end
            where owner_id = :owner and id = :webhook and disabled_reason is null
            """;

    private static final String OVERTAKE = """
            update webhook_delivery set status = 'FAILED', next_attempt_at = null, failure = 'OVERTAKEN'
            where owner_id = :owner and webhook_id = :webhook and status = 'PENDING' and (kind = 'EVENT' or not :enabled)
            """;

    private final EntityManager entities;
    private final CurrentOwner owner;

    DeliveryRepository(EntityManager entities, CurrentOwner owner) {
        this.entities = entities;
        this.owner = owner;
    }

    /** What decides which deliveries a list has. */
    static String listOf(UUID webhookId, Status status) {
        return "deliveries to " + webhookId + " " + status;
    }

    /** Newest first. @param status null for all of them */
    List<DeliveryView> page(UUID webhookId, Status status, String cursor, int rows) {
        var before = cursor == null ? null : UUID.fromString(Cursor.read(cursor, listOf(webhookId, status), 1).get(0));
        var query = entities.createNativeQuery(SELECT + (status == null ? "" : " and status = :status")
                + (before == null ? "" : " and id < :before") + " order by id desc limit :rows", Tuple.class)
                .setParameter("owner", owner.id())
                .setParameter("webhook", webhookId)
                .setParameter("rows", rows);
        if (status != null) {
            query.setParameter("status", status.name());
        }
        if (before != null) {
            query.setParameter("before", before);
        }
        return views(query.getResultList());
    }

    Optional<DeliveryView> find(UUID webhookId, UUID id) {
        return views(entities.createNativeQuery(SELECT + " and id = :id", Tuple.class)
                .setParameter("owner", owner.id())
                .setParameter("webhook", webhookId)
                .setParameter("id", id)
                .getResultList()).stream().findFirst();
    }

    int countPending(UUID webhookId) {
        return ((Number) entities.createNativeQuery("""
                select count(*) from webhook_delivery
                where owner_id = :owner and webhook_id = :webhook and status = 'PENDING'
                """, Long.class)
                .setParameter("owner", owner.id())
                .setParameter("webhook", webhookId)
                .getSingleResult()).intValue();
    }

    /** @return whether that could be: a test, and what is under way, is not sent once more */
    boolean askAgain(UUID webhookId, UUID id, UUID newId, Instant now) {
        return nudgeIf(entities.createNativeQuery(AGAIN)
                .setParameter("owner", owner.id())
                .setParameter("webhook", webhookId)
                .setParameter("id", id)
                .setParameter("new", newId)
                .setParameter("now", now)
                .executeUpdate() == 1, webhookId, now);
    }

    void askForTest(UUID webhookId, UUID newId, Instant now) {
        nudgeIf(entities.createNativeQuery(TEST)
                .setParameter("owner", owner.id())
                .setParameter("webhook", webhookId)
                .setParameter("new", newId)
                .setParameter("type", Events.TEST)
                .setParameter("now", now)
                .executeUpdate() == 1, webhookId, now);
    }

    private boolean nudgeIf(boolean asked, UUID webhookId, Instant now) {
        if (asked) {
            entities.createNativeQuery(NUDGE)
                    .setParameter("owner", owner.id())
                    .setParameter("webhook", webhookId)
                    .setParameter("now", now)
                    .executeUpdate();
        }
        return asked;
    }

    /** What failed before is tried at once, as if for the first time; to one that is disabled nothing is sent. */
    void overtake(UUID webhookId, boolean enabled) {
        entities.createNativeQuery(OVERTAKE)
                .setParameter("owner", owner.id())
                .setParameter("webhook", webhookId)
                .setParameter("enabled", enabled)
                .executeUpdate();
    }

    private static List<DeliveryView> views(List<?> rows) {
        return rows.stream().map(row -> view((Tuple) row)).toList();
    }

    private static DeliveryView view(Tuple row) {
        var status = row.get("response_status", Integer.class);
        var failure = row.get("failure", String.class);
        return new DeliveryView(row.get("id", UUID.class), Kind.valueOf(row.get("kind", String.class)),
                row.get("event_id", UUID.class), row.get("type", String.class),
                Status.valueOf(row.get("status", String.class)), row.get("attempts", Integer.class),
                row.get("created_at", Instant.class), row.get("last_attempt_at", Instant.class),
                row.get("next_attempt_at", Instant.class), status, row.get("duration", Double.class),
                failure == null ? null : Failure.valueOf(failure).words());
    }
}
