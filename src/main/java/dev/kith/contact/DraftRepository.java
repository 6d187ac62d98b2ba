package dev.kith.contact;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;

import org.hibernate.Session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.kith.owner.CurrentOwner;

/** People as previews would have left them so far, for the previews of the batches that follow. */
@ApplicationScoped
class DraftRepository {

    private final Session session;
    private final CurrentOwner owner;
    private final ObjectMapper json;

    DraftRepository(Session session, CurrentOwner owner, ObjectMapper json) {
        this.session = session;
        this.owner = owner;
        this.json = json;
    }

    /**
     * Some drafts.
     *
     * @param made which of them there are no contacts of
     */
    record Drafts(List<Contact> contacts, Set<UUID> made) {

        Set<UUID> ids() {
            var ids = new HashSet<UUID>();
            contacts.forEach(contact -> ids.add(contact.id()));
            return ids;
        }
    }

    /** Who would be known by these keys besides those who are. */
    Map<String, List<UUID>> knownBy(UUID intakeId, Collection<String> keys) {
        var known = new HashMap<String, List<UUID>>();
        session.createNativeQuery("""
                select key as key, contact_id as contact_id from contact_draft_key
                where owner_id = :owner and intake_id = :intake and key = any(:keys)
                order by key, contact_id
                """, Tuple.class)
                .setParameter("owner", owner.id())
                .setParameter("intake", intakeId)
                .setParameter("keys", keys.toArray(String[]::new))
                .getResultStream()
                .forEach(row -> known.computeIfAbsent(row.get("key", String.class), key -> new ArrayList<>())
                        .add(row.get("contact_id", UUID.class)));
        return known;
    }

    Drafts of(UUID intakeId, Collection<UUID> ids, Instant now) {
        var drafts = new Drafts(new ArrayList<>(), new HashSet<>());
        session.createNativeQuery("""
                select contact_id as contact_id, is_new as is_new, cast(details as text) as details from contact_draft
                where owner_id = :owner and intake_id = :intake and contact_id = any(:ids)
                """, Tuple.class)
                .setParameter("owner", owner.id())
                .setParameter("intake", intakeId)
                .setParameter("ids", ids.toArray(UUID[]::new))
                .getResultStream()
                .forEach(row -> {
                    var id = row.get("contact_id", UUID.class);
                    drafts.contacts().add(new Contact(id, read(row.get("details", String.class)), null, now));
                    if (row.get("is_new", Boolean.class)) {
                        drafts.made().add(id);
                    }
                });
        return drafts;
    }

    /** Remembers who would be there, or be another. */
    void write(UUID intakeId, Intake intake) {
        var ids = new ArrayList<UUID>();
        var details = new ArrayList<String>();
        for (var contact : intake.touched()) {
            ids.add(contact.id());
            details.add(write(contact.details(List.of())));
        }
        if (ids.isEmpty()) {
            return;
        }
        session.createNativeMutationQuery("""
                insert into contact_draft (owner_id, intake_id, contact_id, is_new, details)
                select :owner, :intake, id, id = any(:added), cast(details as json)
                from unnest(cast(:ids as uuid[]), cast(:details as text[])) as made(id, details)
                on conflict (owner_id, intake_id, contact_id) do update set details = excluded.details
                """)
                .setParameter("owner", owner.id())
                .setParameter("intake", intakeId)
                .setParameter("ids", ids.toArray(UUID[]::new))
                .setParameter("added", intake.added().stream().map(Contact::id).toArray(UUID[]::new))
                .setParameter("details", details.toArray(String[]::new))
                .executeUpdate();
        writeKeys(intakeId, intake.newKeys());
    }

    private void writeKeys(UUID intakeId, Map<UUID, Set<String>> keysOfContacts) {
        var ids = new ArrayList<UUID>();
        var keys = new ArrayList<String>();
        keysOfContacts.forEach((id, some) -> some.forEach(key -> {
            ids.add(id);
            keys.add(key);
        }));
        session.createNativeMutationQuery("""
                insert into contact_draft_key (owner_id, intake_id, key, contact_id)
                select :owner, :intake, key, contact_id
                from unnest(cast(:keys as text[]), cast(:ids as uuid[])) as made(key, contact_id)
                on conflict do nothing
                """)
                .setParameter("owner", owner.id())
                .setParameter("intake", intakeId)
                .setParameter("keys", keys.toArray(String[]::new))
                .setParameter("ids", ids.toArray(UUID[]::new))
                .executeUpdate();
    }

    void forget(UUID intakeId) {
        session.createNativeMutationQuery("delete from contact_draft where owner_id = :owner and intake_id = :intake")
                .setParameter("owner", owner.id())
                .setParameter("intake", intakeId)
                .executeUpdate();
    }

    private ContactDetails read(String details) {
        try {
            return json.readValue(details, ContactDetails.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a draft cannot be read", e);
        }
    }

    private String write(ContactDetails details) {
        try {
            return json.writeValueAsString(details);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a draft cannot be written", e);
        }
    }
}
