package dev.kith.interaction;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Tuple;

import dev.kith.owner.CurrentOwner;
import dev.kith.paging.Cursor;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

@ApplicationScoped
class InteractionRepository implements PanacheRepositoryBase<Interaction, UUID> {

    private final CurrentOwner owner;

    InteractionRepository(CurrentOwner owner) {
        this.owner = owner;
    }

    /** @param contactId whose, or null for everybody's; @param kind of which kind, or null for any */
    record Query(UUID contactId, Kind kind) {

        static final Query ALL = new Query(null, null);

        String fingerprint() {
            return "interactions newest first " + contactId + " " + kind;
        }
    }

    record Found(UUID id, Instant occurredAt) {
    }

    List<Found> page(Query query, String cursor, int rows) {
        var after = cursor == null ? null : Cursor.read(cursor, query.fingerprint(), 2);
        var conditions = new ArrayList<String>(List.of("x.owner_id = :owner"));
        if (query.contactId() != null) {
            conditions.add("x.contact_id = :contact");
        }
        if (query.kind() != null) {
            conditions.add("(select kind from interaction i where i.owner_id = x.owner_id and i.id = x.%s) = :kind"
                    .formatted(query.contactId() == null ? "id" : "interaction_id"));
        }
        var id = query.contactId() == null ? "x.id" : "x.interaction_id";
        if (after != null) {
            conditions.add("(x.occurred_at, %s) < (:at, :id)".formatted(id));
        }
        var select = getSession().createNativeQuery("""
                select %s as id, x.occurred_at as occurred_at from %s x
                where %s
                order by x.occurred_at desc, %s desc
                limit :rows
                """.formatted(id, query.contactId() == null ? "interaction" : "interaction_participant",
                String.join(" and ", conditions), id), Tuple.class)
                .addScalar("id", UUID.class)
                .addScalar("occurred_at", Instant.class)
                .setParameter("owner", owner.id())
                .setParameter("rows", rows);
        if (query.contactId() != null) {
            select.setParameter("contact", query.contactId());
        }
        if (query.kind() != null) {
            select.setParameter("kind", query.kind().name());
        }
        if (after != null) {
            select.setParameter("at", Instant.parse(after.get(0)));
            select.setParameter("id", UUID.fromString(after.get(1)));
        }
        return select.getResultStream()
                .map(row -> new Found(row.get("id", UUID.class), row.get("occurred_at", Instant.class)))
                .toList();
    }

    List<Interaction> of(Collection<UUID> ids) {
        return ids.isEmpty() ? List.of() : getSession().findMultiple(Interaction.class, List.copyOf(ids));
    }

    /** Changes of one interaction follow one another: it is locked before its participants are. */
    Optional<Interaction> lock(UUID id) {
        return find("id", id).withLock(LockModeType.PESSIMISTIC_WRITE).firstResultOptional();
    }

    void add(Participation participation) {
        getSession().persist(participation);
    }

    void remove(Participation participation) {
        getSession().remove(participation);
    }

    List<Participation> participants(UUID id) {
        return participants(List.of(id)).getOrDefault(id, List.of());
    }

    /** Who took part, in the order in which they were named. */
    Map<UUID, List<Participation>> participants(Collection<UUID> ids) {
        var participants = new HashMap<UUID, List<Participation>>();
        if (!ids.isEmpty()) {
            getSession().createQuery("from Participation where interactionId in :ids order by interactionId, seat",
                    Participation.class)
                    .setParameter("ids", ids)
                    .getResultStream()
                    .forEach(one -> participants.computeIfAbsent(one.interactionId(), id -> new ArrayList<>()).add(one));
        }
        return participants;
    }

    /** Whether there was contact before an instant. */
    boolean hadContact(UUID contactId, Instant before) {
        return getSession().createNativeQuery("""
                select exists (select from interaction_participant
                               where owner_id = :owner and contact_id = :contact and counts_at < :before)
                """, Boolean.class)
                .setParameter("owner", owner.id())
                .setParameter("contact", contactId)
                .setParameter("before", before)
                .getSingleResult();
    }

    /**
     * Seats one contact where another one sat. Where both sat, one seat is left; it counts from the first answer.
     *
     * @return the interactions, in their order in time
     */
    List<UUID> repoint(UUID from, UUID into, Instant now) {
        var ids = lockAllOf(from);
        if (ids.isEmpty()) {
            return ids;
        }
        for (var statement : List.of("""
                with twice as (
                    delete from interaction_participant gone using interaction_participant stays
                    where gone.owner_id = :owner and gone.contact_id = :from
                      and stays.owner_id = :owner and stays.contact_id = :into
                      and stays.interaction_id = gone.interaction_id
                    returning gone.interaction_id, gone.seat, gone.answered_at, gone.counts_at)
                update interaction_participant stays
                set seat = least(stays.seat, twice.seat), answered_at = least(stays.answered_at, twice.answered_at),
                    counts_at = least(stays.counts_at, twice.counts_at)
                from twice
                where stays.owner_id = :owner and stays.contact_id = :into and stays.interaction_id = twice.interaction_id
                """, """
                update interaction_participant set contact_id = :into where owner_id = :owner and contact_id = :from
                """)) {
            getSession().createNativeMutationQuery(statement)
                    .setParameter("owner", owner.id()).setParameter("from", from).setParameter("into", into).executeUpdate();
        }
        getSession().createNativeMutationQuery("""
                update interaction set version = version + 1, updated_at = :now where owner_id = :owner and id = any(:ids)
                """)
                .setParameter("owner", owner.id()).setParameter("now", now).setParameter("ids", ids.toArray(UUID[]::new))
                .executeUpdate();
        return ids;
    }

    /** Those of the contacts with whom something was written down or changed since. */
    List<UUID> among(Collection<UUID> contactIds, Instant since) {
        return getSession().createNativeQuery("""
                select distinct p.contact_id
                from interaction_participant p join interaction i on i.owner_id = p.owner_id and i.id = p.interaction_id
                where p.owner_id = :owner and p.contact_id = any(:ids) and i.updated_at > :since
                """, UUID.class)
                .setParameter("owner", owner.id())
                .setParameter("ids", contactIds.toArray(UUID[]::new))
                .setParameter("since", since)
                .getResultList();
    }

    private List<UUID> lockAllOf(UUID contactId) {
        return getSession().createNativeQuery("""
                select i.id from interaction i
                where i.owner_id = :owner
                  and i.id in (select interaction_id from interaction_participant
                               where owner_id = :owner and contact_id = :contact)
                order by i.id
                for update
                """, UUID.class)
                .setParameter("owner", owner.id())
                .setParameter("contact", contactId)
                .getResultList();
    }

    /** Takes a contact out of everything. @return the interactions that nobody is left of; they are gone as well */
    List<UUID> forget(UUID contactId) {
        lockAllOf(contactId);
        var alone = getSession().createNativeQuery("""
                select p.interaction_id from interaction_participant p
                where p.owner_id = :owner and p.contact_id = :contact
                  and not exists (select from interaction_participant other
                                  where other.owner_id = p.owner_id and other.interaction_id = p.interaction_id
                                    and other.contact_id <> p.contact_id)
                """, UUID.class)
                .setParameter("owner", owner.id())
                .setParameter("contact", contactId)
                .getResultList();
        getSession().createNativeMutationQuery("""
                delete from interaction_participant where owner_id = :owner and contact_id = :contact
                """)
                .setParameter("owner", owner.id())
                .setParameter("contact", contactId)
                .executeUpdate();
        if (!alone.isEmpty()) {
            getSession().createNativeMutationQuery("delete from interaction where owner_id = :owner and id = any(:ids)")
                    .setParameter("owner", owner.id())
                    .setParameter("ids", alone.toArray(UUID[]::new))
                    .executeUpdate();
        }
        return alone;
    }
}
