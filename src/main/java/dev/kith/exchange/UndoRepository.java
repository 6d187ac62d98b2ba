package dev.kith.exchange;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;

import org.hibernate.Session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.kith.owner.CurrentOwner;

/** Whom an import made or changed, what they had before, and who has been touched since. */
@ApplicationScoped
class UndoRepository {

    private static final String LEFT = """
            select contact_id as contact_id, max(version) as version, bool_or(outcome = 'CREATED') as made
            from import_row
            where owner_id = :owner and import_id = :id and contact_id > :after and outcome in ('CREATED', 'UPDATED')
            group by contact_id
            order by contact_id
            limit :limit
            """;

    private final Session session;
    private final CurrentOwner owner;
    private final ObjectMapper json;

    UndoRepository(Session session, CurrentOwner owner, ObjectMapper json) {
        this.session = session;
        this.owner = owner;
        this.json = json;
    }

    /** Remembers what contacts had before an import changed them for the first time. */
    void remember(UUID importId, Map<UUID, JsonNode> before) {
        if (before.isEmpty()) {
            return;
        }
        var ids = new ArrayList<UUID>();
        var fields = new ArrayList<String>();
        before.forEach((id, some) -> {
            ids.add(id);
            fields.add(some.toString());
        });
        session.createNativeMutationQuery("""
                insert into import_before (owner_id, import_id, contact_id, fields)
                select :owner, :id, contact_id, cast(fields as jsonb)
                from unnest(cast(:ids as uuid[]), cast(:fields as text[])) as had(contact_id, fields)
                on conflict (owner_id, import_id, contact_id) do update set fields = excluded.fields || import_before.fields
                """)
                .setParameter("owner", owner.id())
                .setParameter("id", importId)
                .setParameter("ids", ids.toArray(UUID[]::new))
                .setParameter("fields", fields.toArray(String[]::new))
                .executeUpdate();
    }

    /** How an import left a contact. @param made whether it made it */
    record Left(int version, boolean made) {
    }

    /**
     * The contacts that an import made or changed, in the order of their ids.
     *
     * @param after those up to this one are undone already
     * @param limit null for all
     */
    Map<UUID, Left> left(UUID importId, UUID after, Integer limit) {
        var left = new LinkedHashMap<UUID, Left>();
        session.createNativeQuery(LEFT, Tuple.class)
                .setParameter("owner", owner.id())
                .setParameter("id", importId)
                .setParameter("after", after)
                .setParameter("limit", limit, Integer.class)
                .getResultStream()
                .forEach(row -> left.put(row.get("contact_id", UUID.class),
                        new Left(row.get("version", Integer.class), row.get("made", Boolean.class))));
        return left;
    }

    /** Those of the contacts that are in another import, which was asked for since and stands. */
    List<UUID> inLaterImports(UUID importId, Collection<UUID> contactIds, Instant since) {
        return session.createNativeQuery("""
                select distinct r.contact_id
                from import_row r join contact_import later on later.owner_id = r.owner_id and later.id = r.import_id
                where r.owner_id = :owner and r.contact_id = any(:ids) and r.import_id <> :id
                  and later.created_at > :since and not later.dry_run and later.status <> 'UNDONE'
                """, UUID.class)
                .setParameter("owner", owner.id())
                .setParameter("id", importId)
                .setParameter("ids", contactIds.toArray(UUID[]::new))
                .setParameter("since", since)
                .getResultList();
    }

    Map<UUID, JsonNode> before(UUID importId, Collection<UUID> contactIds) {
        var before = new HashMap<UUID, JsonNode>();
        session.createNativeQuery("""
                select contact_id as contact_id, cast(fields as text) as fields from import_before
                where owner_id = :owner and import_id = :id and contact_id = any(:ids)
                """, Tuple.class)
                .setParameter("owner", owner.id())
                .setParameter("id", importId)
                .setParameter("ids", contactIds.toArray(UUID[]::new))
                .getResultStream()
                .forEach(row -> before.put(row.get("contact_id", UUID.class), read(row.get("fields", String.class))));
        return before;
    }

    void forget(UUID importId) {
        session.createNativeMutationQuery("delete from import_before where owner_id = :owner and import_id = :id")
                .setParameter("owner", owner.id())
                .setParameter("id", importId)
                .executeUpdate();
    }

    /** Rows follow whom they are about. */
    void repoint(UUID from, UUID into) {
        session.createNativeMutationQuery("""
                update import_row set contact_id = :into where owner_id = :owner and contact_id = :from
                """)
                .setParameter("owner", owner.id())
                .setParameter("from", from)
                .setParameter("into", into)
                .executeUpdate();
    }

    private JsonNode read(String fields) {
        try {
            return json.readTree(fields);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what a contact had cannot be read", e);
        }
    }
}
