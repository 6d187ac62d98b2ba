package dev.kith.organization;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;

import com.github.f4b6a3.uuid.UuidCreator;

import dev.kith.owner.CurrentOwner;
import dev.kith.paging.Cursor;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

@ApplicationScoped
class OrganizationRepository implements PanacheRepositoryBase<Organization, UUID> {

    /** Others make or merge the same ones at the same moment; each attempt sees what they have done. */
    private static final int ATTEMPTS = 10;

    /** Behind every text that begins like one. */
    private static final String LAST_CHARACTER = Character.toString(Character.MAX_CODE_POINT);

    /**
     * In one round trip. Only a name that nobody else is giving at this moment makes an organization; the foreign key is
     * checked when all of the statement is done. With a limit, so that names are looked up one by one: a planner without
     * statistics would read all that an owner has.
     */
    private static final String RESOLVE = """
            with wanted as (
                select * from unnest(cast(? as text[]), cast(? as uuid[]), cast(? as text[]), cast(? as text[]))
                              as wanted(key, id, name, sort_name)
            ), named as (
                select wanted.key, n.organization_id
                from wanted
                cross join lateral (
                    select organization_id from organization_name where owner_id = ? and key = wanted.key limit 1) n
            ), held as (
                select id from organization
                where owner_id = ? and id = any(array(select organization_id from named))
                for key share
            ), known as (
                select key, organization_id from named where organization_id = any(array(select id from held))
            ), called as (
                insert into organization_name (owner_id, key, organization_id, name, sort_name)
                select cast(? as uuid), key, id, name, sort_name from wanted
                where key not in (select key from known)
                order by key
                on conflict do nothing
                returning key, organization_id, name, sort_name
            ), made as (
                insert into organization (owner_id, id, version, name, sort_name, of_positions, created_at, updated_at)
                select ?, organization_id, 0, name, sort_name, true, kith_now(), kith_now() from called
            )
            select key, organization_id from known
            union all
            select key, organization_id from called
            """;

    private final CurrentOwner owner;

    OrganizationRepository(CurrentOwner owner) {
        this.owner = owner;
    }

    Spellings resolve(Collection<String> names) {
        var byKey = byKey(names);
        if (byKey.isEmpty()) {
            return new Spellings(Map.of());
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            var resolved = getSession().doReturningWork(connection -> resolve(connection, byKey));
            if (resolved.keySet().containsAll(byKey.keySet())) {
                return new Spellings(resolved);
            }
        }
        throw new IllegalStateException("organizations are neither there nor made");
    }

    private Map<String, UUID> resolve(Connection connection, SortedMap<String, String> byKey) throws SQLException {
        var names = byKey.values();
        try (var statement = connection.prepareStatement(RESOLVE)) {
            statement.setArray(1, connection.createArrayOf("text", byKey.keySet().toArray()));
            statement.setArray(2, connection.createArrayOf("uuid",
                    names.stream().map(name -> UuidCreator.getTimeOrderedEpoch()).toArray()));
            statement.setArray(3, connection.createArrayOf("text", names.stream().map(String::strip).toArray()));
            statement.setArray(4, connection.createArrayOf("text", names.stream().map(OrganizationName::sortable).toArray()));
            statement.setObject(5, owner.id());
            statement.setObject(6, owner.id());
            statement.setObject(7, owner.id());
            statement.setObject(8, owner.id());
            try (var rows = statement.executeQuery()) {
                var resolved = new HashMap<String, UUID>();
                while (rows.next()) {
                    resolved.put(rows.getString(1), rows.getObject(2, UUID.class));
                }
                return resolved;
            }
        }
    }

    Spellings known(Collection<String> names) {
        var keys = byKey(names).keySet();
        var known = new HashMap<String, UUID>();
        if (!keys.isEmpty()) {
            getSession().createNativeQuery("""
                    select key as key, organization_id as organization_id from organization_name
                    where owner_id = :owner and key = any(:keys)
                    """, Tuple.class)
                    .setParameter("owner", owner.id())
                    .setParameter("keys", keys.toArray(String[]::new))
                    .getResultStream()
                    .forEach(row -> known.put(row.get("key", String.class), row.get("organization_id", UUID.class)));
        }
        return new Spellings(known);
    }

    private static SortedMap<String, String> byKey(Collection<String> names) {
        var byKey = new TreeMap<String, String>();
        names.stream().filter(Objects::nonNull)
                .forEach(name -> OrganizationName.keyOf(name).ifPresent(key -> byKey.putIfAbsent(key, name)));
        return byKey;
    }

    /**
     * Lets an organization be called by a name, from now on spelt like this.
     *
     * @return whether it is: no other organization is called like it
     */
    boolean call(UUID id, String key, String name) {
        return getSession().createNativeMutationQuery("""
                insert into organization_name (owner_id, key, organization_id, name, sort_name)
                values (:owner, :key, :id, :name, :sortName)
                on conflict (owner_id, key) do update set name = excluded.name, sort_name = excluded.sort_name
                where organization_name.organization_id = excluded.organization_id
                """)
                .setParameter("owner", owner.id())
                .setParameter("key", key)
                .setParameter("id", id)
                .setParameter("name", name)
                .setParameter("sortName", OrganizationName.sortable(name))
                .executeUpdate() > 0;
    }

    /** What organizations are called, in order. */
    Map<UUID, List<String>> names(Collection<UUID> ids) {
        var names = new HashMap<UUID, List<String>>();
        getSession().createNativeQuery("""
                select organization_id as organization_id, name as name from organization_name
                where owner_id = :owner and organization_id = any(:ids)
                order by sort_name, key
                """, Tuple.class)
                .setParameter("owner", owner.id())
                .setParameter("ids", ids.toArray(UUID[]::new))
                .getResultStream()
                .forEach(row -> names.computeIfAbsent(row.get("organization_id", UUID.class), id -> new ArrayList<>())
                        .add(row.get("name", String.class)));
        return names;
    }

    /** By name. */
    List<Organization> page(OrganizationQuery query, String cursor, int rows) {
        var sql = new StringBuilder("select o.* from organization o where o.owner_id = :owner");
        var parameters = new LinkedHashMap<String, Object>();
        parameters.put("owner", owner.id());
        if (query.sector() != null) {
            sql.append(" and o.sector_key = :sector");
            parameters.put("sector", query.sector());
        }
        if (query.q() != null) {
            // an array is looked up in the index; in place of a join a planner may read all organizations there are
            sql.append("""
                     and o.id = any(array(
                        select organization_id from organization_name
                        where owner_id = :owner and sort_name >= :beginning and sort_name < :behind
                        union
                        select organization_id from organization_name
                        where owner_id = :owner and (key >= :beginning and key < :behind or key = :key)))
                    """);
            var beginning = OrganizationName.sortable(query.q());
            parameters.put("beginning", beginning);
            parameters.put("behind", beginning + LAST_CHARACTER);
            parameters.put("key", OrganizationName.keyOf(query.q()).orElse(""));
        }
        if (cursor != null) {
            var place = Cursor.read(cursor, query.fingerprint(), 2);
            sql.append(" and (o.sort_name, o.id) > (:lastName, :lastId)");
            parameters.put("lastName", place.get(0));
            parameters.put("lastId", UUID.fromString(place.get(1)));
        }
        var page = getSession().createNativeQuery(sql + " order by o.sort_name, o.id", Organization.class).setMaxResults(rows);
        parameters.forEach(page::setParameter);
        return page.getResultList();
    }

    static String cursor(OrganizationQuery query, Organization last) {
        return Cursor.of(query.fingerprint(), OrganizationName.sortable(last.details().name()), last.id().toString());
    }

    /** Lets nobody be put there until the end of the transaction, and waits for those who are being put there. */
    List<Organization> lock(Collection<UUID> ids) {
        return getSession().createNativeQuery("""
                select o.* from organization o where o.owner_id = :owner and o.id = any(:ids) order by o.id for update
                """, Organization.class)
                .setParameter("owner", owner.id())
                .setParameter("ids", ids.toArray(UUID[]::new))
                .getResultList();
    }

    /**
     * Those of the organizations go that only positions have named, if nobody is there any more; and not those where somebody
     * is
     * being put at this moment.
     */
    void desert(Collection<UUID> ids) {
        getSession().createNativeMutationQuery("""
                delete from organization where owner_id = :owner and id in (
                    select o.id from organization o
                    where o.owner_id = :owner and o.id = any(:ids) and o.of_positions
                      and not exists (select from employment e where e.owner_id = :owner and e.organization_id = o.id)
                    order by o.id
                    for update skip locked)
                """)
                .setParameter("owner", owner.id())
                .setParameter("ids", ids.toArray(UUID[]::new))
                .executeUpdate();
    }

    /** Names that led to the first one lead to the second one. */
    void renameInto(UUID fromId, UUID intoId) {
        getSession().createNativeMutationQuery("""
                update organization_name set organization_id = :into where owner_id = :owner and organization_id = :from
                """)
                .setParameter("owner", owner.id())
                .setParameter("from", fromId)
                .setParameter("into", intoId)
                .executeUpdate();
    }

    Optional<UUID> called(String key) {
        return getSession().createNativeQuery("""
                select organization_id from organization_name where owner_id = :owner and key = :key
                """, UUID.class)
                .setParameter("owner", owner.id())
                .setParameter("key", key)
                .getResultStream().findFirst();
    }
}
