package dev.kith.contact;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Tuple;

import org.hibernate.FlushMode;
import org.hibernate.SessionCheckMode;

import dev.kith.organization.OrganizationDirectory;
import dev.kith.owner.CurrentOwner;
import dev.kith.paging.Cursor;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

@ApplicationScoped
class ContactRepository implements PanacheRepositoryBase<Contact, UUID> {

    static final String ALL = "all contacts";

    private final CurrentOwner owner;
    private final OrganizationDirectory organizations;

    ContactRepository(CurrentOwner owner, OrganizationDirectory organizations) {
        this.owner = owner;
        this.organizations = organizations;
    }

    /** This transaction changes nothing: no copies are kept to compare with, and nobody looks for what was changed. */
    void onlyRead() {
        getSession().setDefaultReadOnly(true);
        getSession().setHibernateFlushMode(FlushMode.MANUAL);
    }

    /** Those of the contacts that there are; read once in a transaction. */
    List<Contact> of(Collection<UUID> ids) {
        return ids.isEmpty() ? List.of()
                : getSession().findMultiple(Contact.class, List.copyOf(ids), SessionCheckMode.ENABLED).stream()
                        .filter(Objects::nonNull).toList();
    }

    /** The same, for a page of many: Hibernate would write its own statement anew each time, which takes longer than this. */
    List<Contact> page(Collection<UUID> ids) {
        return ids.isEmpty() ? List.of()
                : getSession()
                        .createNativeQuery("select * from contact where owner_id = :owner and id = any(:ids)", Contact.class)
                        .setParameter("owner", owner.id())
                        .setParameter("ids", ids.toArray(UUID[]::new))
                        .getResultList();
    }

    /** All contacts, in the order of their ids. */
    List<Contact> all(String cursor, int rows) {
        var after = cursor == null ? null : UUID.fromString(Cursor.read(cursor, ALL, 1).get(0));
        var select = getSession().createNativeQuery("""
                select * from contact where owner_id = :owner %s order by id limit :rows
                """.formatted(after == null ? "" : "and id > :after"), Contact.class)
                .setParameter("owner", owner.id())
                .setParameter("rows", rows);
        return (after == null ? select : select.setParameter("after", after)).getResultList();
    }

    /** The names of the tags of contacts, in order. From the contacts on: among those of a tag there can be thousands. */
    Map<UUID, List<String>> tags(Collection<UUID> ids) {
        var tags = new HashMap<UUID, List<String>>();
        if (ids.isEmpty()) {
            return tags;
        }
        getSession().createNativeQuery("""
                with worn as materialized (
                    select contact_id, tag_id from contact_tag where owner_id = :owner and contact_id = any(:ids))
                select worn.contact_id as contact_id, t.name as name
                from worn join tag t on t.owner_id = :owner and t.id = worn.tag_id
                where not t.doomed
                order by t.name_key
                """, Tuple.class)
                .setParameter("owner", owner.id())
                .setParameter("ids", ids.toArray(UUID[]::new))
                .getResultStream()
                .forEach(row -> tags.computeIfAbsent(row.get("contact_id", UUID.class), id -> new ArrayList<>())
                        .add(row.get("name", String.class)));
        return tags;
    }

    /** A tag that a contact has, or is to have. */
    record Tagging(UUID contactId, UUID tagId) {
    }

    /** Who has the tag already keeps it. */
    void tag(Collection<Tagging> taggings) {
        change("""
                insert into contact_tag (owner_id, contact_id, tag_id)
                select :owner, contact_id, tag_id
                from unnest(cast(:contacts as uuid[]), cast(:tags as uuid[])) as tagging(contact_id, tag_id)
                on conflict do nothing
                """, taggings);
    }

    void untag(Collection<Tagging> taggings) {
        change("""
                delete from contact_tag worn
                using unnest(cast(:contacts as uuid[]), cast(:tags as uuid[])) as tagging(contact_id, tag_id)
                where worn.owner_id = :owner and worn.contact_id = tagging.contact_id and worn.tag_id = tagging.tag_id
                """, taggings);
    }

    private void change(String sql, Collection<Tagging> taggings) {
        if (taggings.isEmpty()) {
            return;
        }
        getSession().createNativeMutationQuery(sql)
                .setParameter("owner", owner.id())
                .setParameter("contacts", taggings.stream().map(Tagging::contactId).toArray(UUID[]::new))
                .setParameter("tags", taggings.stream().map(Tagging::tagId).toArray(UUID[]::new))
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

    /** @return false if another transaction has it */
    boolean claimIfFree(String key) {
        return getSession().createNativeQuery("""
                select pg_try_advisory_xact_lock(hashtextextended(:owner || ' knows ' || :key, 0))
                """, Boolean.class)
                .setParameter("owner", owner.id().toString())
                .setParameter("key", key)
                .getSingleResult();
    }

    /** Those of the contacts that are in another version than this. */
    List<UUID> inOtherVersions(Map<UUID, Integer> versions) {
        return getSession().createNativeQuery("""
                select c.id from contact c
                join unnest(cast(:ids as uuid[]), cast(:versions as integer[])) as known(id, version) on known.id = c.id
                where c.owner_id = :owner and c.version <> known.version
                """, UUID.class)
                .setParameter("owner", owner.id())
                .setParameter("ids", versions.keySet().toArray(UUID[]::new))
                .setParameter("versions", versions.values().toArray(Integer[]::new))
                .getResultList();
    }

    /** Those of the contacts who introduced others to the owner. */
    List<UUID> introducers(Collection<UUID> ids) {
        return getSession().createNativeQuery("""
                select distinct introduced_by_id from contact where owner_id = :owner and introduced_by_id = any(:ids)
                """, UUID.class)
                .setParameter("owner", owner.id())
                .setParameter("ids", ids.toArray(UUID[]::new))
                .getResultList();
    }

    /** Locks the row itself: nobody points at it any more until the end of the transaction. */
    Contact lock(UUID id) {
        return findById(id, LockModeType.PESSIMISTIC_WRITE);
    }

    void erase(UUID id) {
        erase(List.of(id));
    }

    void erase(Collection<UUID> ids) {
        organizations.left(getSession().createNativeQuery("""
                with gone as (delete from contact where owner_id = :owner and id = any(:ids))
                select distinct organization_id from employment
                where owner_id = :owner and contact_id = any(:ids) and organization_id is not null
                """, UUID.class)
                .setParameter("owner", owner.id())
                .setParameter("ids", ids.toArray(UUID[]::new))
                .getResultList());
    }
}
