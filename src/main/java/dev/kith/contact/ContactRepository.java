package dev.kith.contact;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;

import dev.kith.owner.CurrentOwner;
import dev.kith.paging.Cursor;
import dev.kith.warmth.State;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

@ApplicationScoped
class ContactRepository implements PanacheRepositoryBase<Contact, UUID> {

    private static final String NOT_SNOOZED = """
            not coalesce(w.snoozed_until > kith_now() and (w.last_contact_at is null or w.last_contact_at <= w.snoozed_at), false)
            """;

    private static final Map<State, String> IN_STATE = Map.of(
            State.PAUSED, "w.paused",
            State.NONE, "not w.paused and w.goes_cold_at is null",
            State.COLD, "w.cold_since is not null",
            State.SNOOZED, "not w.paused and w.goes_cold_at is not null and w.cold_since is null and not " + NOT_SNOOZED,
            State.COOLING, "not w.paused and w.cools_at <= kith_now() and w.cold_since is null and " + NOT_SNOOZED,
            State.WARM, "not w.paused and w.cools_at > kith_now() and w.cold_since is null and " + NOT_SNOOZED);

    private final CurrentOwner owner;

    ContactRepository(CurrentOwner owner) {
        this.owner = owner;
    }

    /** A row of a list: which contact, and the value it is sorted by as text. */
    record Found(UUID id, String key) {
    }

    List<Found> page(ContactQuery query, String cursor, int rows) {
        var after = cursor == null ? null : Cursor.read(cursor, query.fingerprint(), 2);
        var conditions = new ArrayList<String>(List.of("c.owner_id = :owner"));
        conditions.add(query.binned() ? "(c.binned_at is not null or c.status = any(:statuses))"
                : "c.binned_at is null and c.status = any(:statuses)");
        for (int i = 0; i < query.tags().size(); i++) {
            conditions.add("""
                    exists (select from contact_tag ct join tag t on t.owner_id = ct.owner_id and t.id = ct.tag_id
                            where ct.owner_id = c.owner_id and ct.contact_id = c.id and t.name_key = :tag%d and not t.doomed)
                    """.formatted(i));
        }
        if (!query.states().isEmpty()) {
            conditions
                    .add(query.states().stream().sorted().map(IN_STATE::get).collect(Collectors.joining(") or (", "((", "))")));
        }
        if (after != null) {
            conditions.add(query.sort().behind(query.descending(), after.get(0) == null));
        }
        var select = getSession().createNativeQuery("""
                select c.id as id, %s as key
                from contact c join warmth w on w.owner_id = c.owner_id and w.contact_id = c.id
                where %s
                order by %s
                limit :rows
                """.formatted(query.sort().column(), String.join("\nand ", conditions), query.sort().order(query.descending())),
                Tuple.class)
                .setParameter("owner", owner.id())
                .setParameter("statuses", query.statuses().stream().map(Enum::name).toArray(String[]::new))
                .setParameter("rows", rows);
        for (int i = 0; i < query.tags().size(); i++) {
            select.setParameter("tag" + i, query.tags().get(i));
        }
        if (after != null) {
            select.setParameter("id", UUID.fromString(after.get(1)));
            if (after.get(0) != null) {
                select.setParameter("key", query.sort().parse(after.get(0)));
            }
        }
        return select.addScalar("id", UUID.class).addScalar("key", query.sort().type()).getResultStream()
                .map(row -> new Found(row.get("id", UUID.class), row.get("key") == null ? null : row.get("key").toString()))
                .toList();
    }

    List<Contact> of(Collection<UUID> ids) {
        return ids.isEmpty() ? List.of() : getSession().findMultiple(Contact.class, List.copyOf(ids));
    }

    /** The names of the tags of contacts, in order. */
    Map<UUID, List<String>> tags(Collection<UUID> ids) {
        var tags = new HashMap<UUID, List<String>>();
        if (ids.isEmpty()) {
            return tags;
        }
        getSession().createNativeQuery("""
                select ct.contact_id as contact_id, t.name as name
                from contact_tag ct join tag t on t.owner_id = ct.owner_id and t.id = ct.tag_id
                where ct.owner_id = :owner and ct.contact_id = any(:ids) and not t.doomed
                order by t.name_key
                """, Tuple.class)
                .setParameter("owner", owner.id())
                .setParameter("ids", ids.toArray(UUID[]::new))
                .getResultStream()
                .forEach(row -> tags.computeIfAbsent(row.get("contact_id", UUID.class), id -> new ArrayList<>())
                        .add(row.get("name", String.class)));
        return tags;
    }

    /** Those of the contacts that have the tag not yet get it. @return how many that were */
    int tag(UUID tagId, Collection<UUID> ids) {
        return getSession().createNativeMutationQuery("""
                insert into contact_tag (owner_id, contact_id, tag_id)
                select :owner, id, :tag from unnest(:ids) id
                on conflict do nothing
                """)
                .setParameter("owner", owner.id())
                .setParameter("tag", tagId)
                .setParameter("ids", ids.toArray(UUID[]::new))
                .executeUpdate();
    }

    int untag(UUID id, Collection<UUID> tagIds) {
        return getSession().createNativeMutationQuery("""
                delete from contact_tag where owner_id = :owner and contact_id = :id and tag_id = any(:tags)
                """)
                .setParameter("owner", owner.id())
                .setParameter("id", id)
                .setParameter("tags", tagIds.toArray(UUID[]::new))
                .executeUpdate();
    }

    /** Writes down by what a contact is known again; keys that came from elsewhere than its details stay. */
    void know(UUID id, Set<String> keys) {
        getSession().createNativeMutationQuery("""
                with gone as (delete from contact_key
                              where owner_id = :owner and contact_id = :id and key ~ '^(email|url):' and key <> all(:keys))
                insert into contact_key (owner_id, key, contact_id)
                select :owner, key, :id from unnest(:keys) key
                on conflict do nothing
                """)
                .setParameter("owner", owner.id())
                .setParameter("id", id)
                .setParameter("keys", keys.toArray(String[]::new))
                .executeUpdate();
    }

    /** Writes down further keys of many contacts at once. */
    void know(Map<UUID, Set<String>> keysOfContacts) {
        var ids = new ArrayList<UUID>();
        var keys = new ArrayList<String>();
        keysOfContacts.forEach((id, some) -> some.forEach(key -> {
            ids.add(id);
            keys.add(key);
        }));
        if (keys.isEmpty()) {
            return;
        }
        getSession().createNativeMutationQuery("""
                insert into contact_key (owner_id, key, contact_id)
                select :owner, key, contact_id from unnest(cast(:keys as text[]), cast(:ids as uuid[])) as made(key, contact_id)
                on conflict do nothing
                """)
                .setParameter("owner", owner.id())
                .setParameter("keys", keys.toArray(String[]::new))
                .setParameter("ids", ids.toArray(UUID[]::new))
                .executeUpdate();
    }

    /** Who is known by these keys, those in the bin included. */
    Map<String, List<UUID>> knownBy(Collection<String> keys) {
        var known = new HashMap<String, List<UUID>>();
        if (keys.isEmpty()) {
            return known;
        }
        getSession().createNativeQuery("""
                select key as key, contact_id as contact_id from contact_key
                where owner_id = :owner and key = any(:keys)
                order by key, contact_id
                """, Tuple.class)
                .setParameter("owner", owner.id())
                .setParameter("keys", keys.toArray(String[]::new))
                .getResultStream()
                .forEach(row -> known.computeIfAbsent(row.get("key", String.class), key -> new ArrayList<>())
                        .add(row.get("contact_id", UUID.class)));
        return known;
    }

    /** Waits for transactions that are making somebody known by one of the keys, in an order that cannot deadlock. */
    void claim(Collection<String> keys) {
        getSession().createNativeQuery("""
                select count(pg_advisory_xact_lock(lock))
                from (select distinct hashtextextended(:owner || ' knows ' || key, 0) as lock
                      from unnest(:keys) key order by lock) locks
                """, Long.class)
                .setParameter("owner", owner.id().toString())
                .setParameter("keys", keys.toArray(String[]::new))
                .getSingleResult();
    }

    void erase(UUID id) {
        getSession().createNativeMutationQuery("delete from contact where owner_id = :owner and id = :id")
                .setParameter("owner", owner.id())
                .setParameter("id", id)
                .executeUpdate();
    }
}
