package dev.kith.introduction;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Tuple;

import dev.kith.owner.CurrentOwner;
import dev.kith.paging.Cursor;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

@ApplicationScoped
class AskRepository implements PanacheRepositoryBase<Ask, UUID> {

    private final CurrentOwner owner;

    AskRepository(CurrentOwner owner) {
        this.owner = owner;
    }

    Optional<Ask> lock(UUID id) {
        return find("id", id).withLock(LockModeType.PESSIMISTIC_WRITE).firstResultOptional();
    }

    /** A name, locked. */
    Optional<AskedName> lockName(UUID nameId) {
        return getSession().createQuery("from AskedName where id = :id", AskedName.class)
                .setParameter("id", nameId)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultStream().findFirst();
    }

    Optional<AskedName> findName(UUID nameId) {
        return Optional.ofNullable(getSession().find(AskedName.class, nameId));
    }

    void add(AskedName name) {
        getSession().persist(name);
    }

    /** The names given, in their order. */
    Map<UUID, List<AskedName>> names(Collection<UUID> askIds) {
        return askIds.isEmpty() ? Map.of()
                : getSession().createNativeQuery("""
                        select * from ask_name
                        where owner_id = :owner and ask_id = any(:ids)
                        order by given_at, id
                        """, AskedName.class)
                        .setParameter("owner", owner.id())
                        .setParameter("ids", askIds.toArray(UUID[]::new))
                        .getResultStream().collect(Collectors.groupingBy(AskedName::askId));
    }

    /** @param contactId whom they were put to, or null; @param answered null: both */
    record Query(UUID contactId, Boolean answered) {

        static final Query ALL = new Query(null, null);

        String fingerprint() {
            return "asks newest first " + contactId + " " + answered;
        }
    }

    /** @param contactId who gave them, or null; @param followedUp null: both */
    record NamesQuery(UUID contactId, Boolean followedUp) {

        String fingerprint() {
            return "names oldest first " + contactId + " " + followedUp;
        }
    }

    /** A row of a list. */
    record Found(UUID id, Instant at) {
    }

    /** Newest first. */
    List<Found> page(Query query, String cursor, int rows) {
        var conditions = new ArrayList<String>(List.of("x.owner_id = :owner"));
        if (query.contactId() != null) {
            conditions.add("x.contact_id = :contact");
        }
        if (query.answered() != null) {
            conditions.add("x.answered_at is " + (query.answered() ? "not null" : "null"));
        }
        return page("ask x", "x.asked_at", "desc", conditions, query.contactId(), cursor, query.fingerprint(), rows);
    }

    /** Oldest first: those wait the longest. */
    List<Found> names(NamesQuery query, String cursor, int rows) {
        var conditions = new ArrayList<String>(List.of("x.owner_id = :owner"));
        if (query.contactId() != null) {
            conditions.add("x.ask_id in (select id from ask where owner_id = :owner and contact_id = :contact)");
        }
        if (query.followedUp() != null) {
            conditions.add(query.followedUp() ? "x.introduction_id is not null"
                    : "x.introduction_id is null and x.dismissed_at is null");
        }
        return page("ask_name x", "x.given_at", "asc", conditions, query.contactId(), cursor, query.fingerprint(), rows);
    }

    private List<Found> page(String table, String column, String direction, List<String> conditions, UUID contactId,
            String cursor, String fingerprint, int rows) {
        var parameters = new HashMap<String, Object>(Map.of("owner", owner.id(), "rows", rows));
        if (contactId != null) {
            parameters.put("contact", contactId);
        }
        if (cursor != null) {
            var after = Cursor.read(cursor, fingerprint, 2);
            conditions.add("(%s, x.id) %s (:at, :id)".formatted(column, direction.equals("desc") ? "<" : ">"));
            parameters.put("at", Instant.parse(after.get(0)));
            parameters.put("id", UUID.fromString(after.get(1)));
        }
        var select = getSession().createNativeQuery("""
                select x.id as id, %s as at from %s
                where %s
                order by %s %s, x.id %s
                limit :rows
                """.formatted(column, table, String.join("\n  and ", conditions), column, direction, direction), Tuple.class)
                .addScalar("id", UUID.class)
                .addScalar("at", Instant.class);
        parameters.forEach(select::setParameter);
        return select.getResultStream().map(row -> new Found(row.get("id", UUID.class), row.get("at", Instant.class))).toList();
    }

    List<Ask> of(List<UUID> ids) {
        return ids.isEmpty() ? List.of() : getSession().findMultiple(Ask.class, ids);
    }

    List<AskedName> namesOf(List<UUID> ids) {
        return ids.isEmpty() ? List.of() : getSession().findMultiple(AskedName.class, ids);
    }

    /**
     * Takes a contact out of asks and names; what others said and gave stays.
     *
     * @return the asks and names something was taken from
     */
    List<UUID> forget(UUID contactId) {
        return getSession().createNativeQuery("""
                with gone as (delete from ask_name where owner_id = :owner and contact_id = :contact returning id),
                     emptied as (update ask set contact_id = null, question = null, notes = null, version = version + 1
                                 where owner_id = :owner and contact_id = :contact
                                 returning id)
                select id from gone union all select id from emptied
                """, UUID.class)
                .setParameter("owner", owner.id())
                .setParameter("contact", contactId)
                .getResultList();
    }

    /** What was asked of one contact, and said of it, is another one's now. */
    int repoint(UUID from, UUID into) {
        return repoint("ask", from, into);
    }

    /** Whom names turned out to be. */
    int repointNames(UUID from, UUID into) {
        return repoint("ask_name", from, into);
    }

    private int repoint(String table, UUID from, UUID into) {
        return getSession().createNativeMutationQuery("""
                update %s set contact_id = :into, version = version + 1
                where owner_id = :owner and contact_id = :contact
                """.formatted(table))
                .setParameter("owner", owner.id())
                .setParameter("contact", from)
                .setParameter("into", into)
                .executeUpdate();
    }

    /** Those of the contacts who were asked, or are named in an answer, in what was changed since. */
    List<UUID> among(Collection<UUID> contactIds, Instant since) {
        return getSession().createNativeQuery("""
                select contact_id from ask where owner_id = :owner and contact_id = any(:ids) and updated_at > :since
                union
                select contact_id from ask_name where owner_id = :owner and contact_id = any(:ids) and updated_at > :since
                """, UUID.class)
                .setParameter("owner", owner.id())
                .setParameter("ids", contactIds.toArray(UUID[]::new))
                .setParameter("since", since)
                .getResultList();
    }
}
