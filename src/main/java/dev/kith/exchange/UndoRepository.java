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

    /**
     * Whoever has another version than the import left was changed, tagged, binned or merged. What else can happen to a contact
     * is kept beside it; with those that were there before the import, it counts when it is younger than that.
     */
    private static final String TOUCHED = """
            with people as materialized (
                select contact_id, max(version) as version, bool_or(outcome = 'CREATED') as made
                from import_row
                where owner_id = :owner and import_id = :id and outcome in ('CREATED', 'UPDATED')
                  and contact_id > :after and (cast(:ids as uuid[]) is null or contact_id = any(:ids))
                group by contact_id)
            select p.contact_id
            from people p
            join contact c on c.owner_id = :owner and c.id = p.contact_id
            join warmth w on w.owner_id = c.owner_id and w.contact_id = c.id
            where c.version <> p.version
               or w.snoozed_at is not null and (p.made or w.snoozed_at > :since)
               or p.made and exists (
                   select from contact met where met.owner_id = c.owner_id and met.introduced_by_id = c.id)
               or exists (
                   select from interaction_participant ip
                   join interaction i on i.owner_id = ip.owner_id and i.id = ip.interaction_id
                   where ip.owner_id = c.owner_id and ip.contact_id = c.id and (p.made or i.updated_at > :since))
               or exists (
                   select from introduction i
                   where i.owner_id = c.owner_id and i.introducer_id = c.id and (p.made or i.updated_at > :since))
               or exists (
                   select from introduction i
                   where i.owner_id = c.owner_id and i.party_id = c.id and (p.made or i.updated_at > :since))
               or exists (
                   select from introduction i
                   where i.owner_id = c.owner_id and i.other_party_id = c.id and (p.made or i.updated_at > :since))
               or exists (
                   select from ask a
                   where a.owner_id = c.owner_id and a.contact_id = c.id and (p.made or a.updated_at > :since))
               or exists (
                   select from ask_name n
                   where n.owner_id = c.owner_id and n.contact_id = c.id and (p.made or n.updated_at > :since))
               or exists (
                   select from import_row r join contact_import later on later.owner_id = r.owner_id and later.id = r.import_id
                   where r.owner_id = c.owner_id and r.contact_id = c.id and r.import_id <> :id
                     and later.created_at > :since and not later.dry_run and later.status <> 'UNDONE')
            order by p.contact_id
            """;

    private static final String NEXT = """
            select contact_id as contact_id, bool_or(outcome = 'CREATED') as made
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

    /**
     * The contacts that an import made or changed and something else has touched since, in the order of their ids.
     *
     * @param after those up to this one are undone already
     * @param since when the import was asked for
     * @param among whom to look at; null for all
     */
    List<UUID> touched(UUID importId, UUID after, Instant since, Collection<UUID> among) {
        return session.createNativeQuery(TOUCHED, UUID.class)
                .setParameter("owner", owner.id())
                .setParameter("id", importId)
                .setParameter("after", after)
                .setParameter("since", since)
                .setParameter("ids", among == null ? null : among.toArray(UUID[]::new), UUID[].class)
                .getResultList();
    }

    /** Whom to undo next, in the order of their ids, and whether the import made them. */
    Map<UUID, Boolean> next(UUID importId, UUID after, int limit) {
        var next = new LinkedHashMap<UUID, Boolean>();
        session.createNativeQuery(NEXT, Tuple.class)
                .setParameter("owner", owner.id())
                .setParameter("id", importId)
                .setParameter("after", after)
                .setParameter("limit", limit)
                .getResultStream()
                .forEach(row -> next.put(row.get("contact_id", UUID.class), row.get("made", Boolean.class)));
        return next;
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
