package dev.kith.contact;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Tuple;

import com.github.f4b6a3.uuid.UuidCreator;

import dev.kith.owner.CurrentOwner;
import dev.kith.paging.Cursor;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

@ApplicationScoped
class TagRepository implements PanacheRepositoryBase<Tag, UUID> {

    static final String LIST = "tags by name";

    private final CurrentOwner owner;

    TagRepository(CurrentOwner owner) {
        this.owner = owner;
    }

    Optional<Tag> named(String name) {
        return find("nameKey = ?1 and not doomed", Tag.key(name)).firstResultOptional();
    }

    /** Contacts that are being tagged at this instant are waited for, and come after this transaction otherwise. */
    Optional<Tag> lock(String name) {
        return find("nameKey = ?1 and not doomed", Tag.key(name)).withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResultOptional();
    }

    List<Tag> withoutWords() {
        return list("searchName is null");
    }

    /** Makes tags of these names where there are none. @return how many were made */
    int make(Collection<String> names) {
        var byKey = byKey(names);
        return getSession().createNativeMutationQuery("""
                insert into tag (owner_id, id, name, name_key, search_name)
                select :owner, id, name, name_key, search_name
                from unnest(cast(:ids as uuid[]), cast(:names as text[]), cast(:keys as text[]), cast(:words as text[]))
                     as made(id, name, name_key, search_name)
                on conflict (owner_id, name_key) where not doomed do nothing
                """)
                .setParameter("owner", owner.id())
                .setParameter("ids", byKey.keySet().stream().map(key -> UuidCreator.getTimeOrderedEpoch()).toArray(UUID[]::new))
                .setParameter("names", byKey.values().stream().map(String::strip).toArray(String[]::new))
                .setParameter("keys", byKey.keySet().toArray(String[]::new))
                .setParameter("words",
                        byKey.values().stream().map(Tag::words).toArray(String[]::new))
                .executeUpdate();
    }

    List<Tag> named(Collection<String> names) {
        return names.isEmpty() ? List.of() : list("nameKey in ?1 and not doomed", byKey(names).keySet());
    }

    /** In the order of keys: two transactions that make the same tags wait for each other, and never both. */
    private static SortedMap<String, String> byKey(Collection<String> names) {
        return names.stream().collect(Collectors.toMap(Tag::key, name -> name, (first, second) -> first, TreeMap::new));
    }

    record Counted(String name, String key, String cadence, int contacts, int recomputing) {
    }

    /** Tags with how many contacts have them, by name. */
    List<Counted> page(String cursor, int rows) {
        return select("and t.name_key > :after", cursor == null ? "" : Cursor.read(cursor, LIST, 1).get(0), rows);
    }

    Optional<Counted> counted(String name) {
        return select("and t.name_key = :after", Tag.key(name), 1).stream().findFirst();
    }

    private List<Counted> select(String condition, String key, int rows) {
        return getSession().createNativeQuery("""
                select t.name as name, t.name_key as name_key, t.cadence as cadence,
                       (select count(*) from contact_tag ct
                        where ct.owner_id = t.owner_id and ct.tag_id = t.id) as contacts,
                       (select coalesce(sum(greatest(r.total - r.done, 0)), 0) from recompute r
                        where r.owner_id = t.owner_id and r.tag_id = t.id) as recomputing
                from tag t
                where t.owner_id = :owner and not t.doomed %s
                order by t.name_key
                limit :rows
                """.formatted(condition), Tuple.class)
                .setParameter("owner", owner.id())
                .setParameter("after", key)
                .setParameter("rows", rows)
                .getResultStream()
                .map(row -> new Counted(row.get("name", String.class), row.get("name_key", String.class),
                        row.get("cadence", String.class), ((Number) row.get("contacts")).intValue(),
                        ((Number) row.get("recomputing")).intValue()))
                .toList();
    }
}
