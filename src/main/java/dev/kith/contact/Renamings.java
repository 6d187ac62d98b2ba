package dev.kith.contact;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.hibernate.Session;

import com.github.f4b6a3.uuid.UuidCreator;

import dev.kith.eventlog.EventLog;
import dev.kith.owner.CurrentOwner;
import dev.kith.warmth.Warmth;

/**
 * Gives the positions at an organization its name, batch by batch. Where a batch ended is committed with it, so that any
 * process goes on after a crash, and nothing is done twice.
 */
@ApplicationScoped
class Renamings {

    private static final int BATCH = 500;

    /** Those who have a position at the organization that calls it otherwise. */
    private static final String OTHERWISE = """
            from employment e
                join contact c on c.owner_id = e.owner_id and c.id = e.contact_id
                join organization o on o.owner_id = e.owner_id and o.id = e.organization_id
            where e.owner_id = :owner and e.organization_id = :organization
              and c.positions -> e.number ->> 'organization' <> o.name
            """;

    private final Session session;
    private final CurrentOwner owner;
    private final ContactRepository contacts;
    private final ContactIndex index;
    private final Employments employments;
    private final Warmth warmth;
    private final EventLog events;
    private final Event<Requested> requested;

    Renamings(Session session, CurrentOwner owner, ContactRepository contacts, ContactIndex index, Employments employments,
            Warmth warmth, EventLog events, Event<Requested> requested) {
        this.session = session;
        this.owner = owner;
        this.contacts = contacts;
        this.index = index;
        this.employments = employments;
        this.warmth = warmth;
        this.events = events;
        this.requested = requested;
    }

    /** There is something to rename; observed after the commit, in the process that committed. */
    record Requested() {
    }

    private record Renaming(UUID id, UUID organizationId, String name, UUID afterContactId) {
    }

    /** Begins anew if one for the same organization is not done yet. */
    @Transactional(TxType.MANDATORY)
    void request(UUID organizationId, Instant now) {
        session.createNativeMutationQuery("delete from renaming where owner_id = :owner and organization_id = :organization")
                .setParameter("owner", owner.id())
                .setParameter("organization", organizationId)
                .executeUpdate();
        var begun = session.createNativeMutationQuery("""
                insert into renaming (owner_id, id, organization_id, total, requested_at)
                select :owner, :id, :organization, count(distinct e.contact_id), :now
                %s having count(*) > 0
                """.formatted(OTHERWISE))
                .setParameter("owner", owner.id())
                .setParameter("id", UuidCreator.getTimeOrderedEpoch())
                .setParameter("organization", organizationId)
                .setParameter("now", now)
                .executeUpdate();
        if (begun > 0) {
            requested.fire(new Requested());
        }
    }

    /** @return whether there was something to do, and nobody else is doing it */
    @Transactional
    boolean batch(UUID id) {
        var renaming = find(id);
        if (renaming == null) {
            return false;
        }
        var contactIds = contactIds(renaming);
        if (!contactIds.isEmpty()) {
            rename(renaming, contactIds);
        }
        var progress = contactIds.size() < BATCH
                ? session.createNativeMutationQuery("delete from renaming where owner_id = :owner and id = :id")
                : session.createNativeMutationQuery("""
                        update renaming set done = done + :done, after_contact_id = :last where owner_id = :owner and id = :id
                        """)
                        .setParameter("done", contactIds.size())
                        .setParameter("last", contactIds.get(contactIds.size() - 1));
        progress.setParameter("owner", owner.id()).setParameter("id", id).executeUpdate();
        return true;
    }

    /** Locks the organization first, as whoever merges it does. @return null if it is done or somebody else is at it */
    private Renaming find(UUID id) {
        return session.createNativeQuery("""
                select o.id as organization_id, o.name as name, r.after_contact_id as after_contact_id
                from renaming r join organization o on o.owner_id = r.owner_id and o.id = r.organization_id
                where r.owner_id = :owner and r.id = :id
                for key share of o for update of r skip locked
                """, Tuple.class)
                .setParameter("owner", owner.id())
                .setParameter("id", id)
                .getResultStream().findFirst()
                .map(row -> new Renaming(id, row.get("organization_id", UUID.class), row.get("name", String.class),
                        row.get("after_contact_id", UUID.class)))
                .orElse(null);
    }

    private List<UUID> contactIds(Renaming renaming) {
        return session.createNativeQuery("""
                select e.contact_id %s and e.contact_id > :after
                group by e.contact_id
                order by e.contact_id
                limit :rows
                """.formatted(OTHERWISE), UUID.class)
                .setParameter("owner", owner.id())
                .setParameter("organization", renaming.organizationId())
                .setParameter("after", renaming.afterContactId() == null ? new UUID(0, 0) : renaming.afterContactId())
                .setParameter("rows", BATCH)
                .getResultList();
    }

    private void rename(Renaming renaming, List<UUID> contactIds) {
        var now = warmth.lock(contactIds).now();
        var found = contacts.of(contactIds);
        var employers = employments.employers(found);
        var renamed = new ArrayList<Contact>();
        var happened = new ArrayList<ContactEvents.Updated>();
        for (var contact : found) {
            var details = contact.details(List.of());
            var fields = contact.revise(details.withPositions(
                    renamed(details.positions(), employers.getOrDefault(contact.id(), Map.of()), renaming)), now);
            if (!fields.isEmpty()) {
                renamed.add(contact);
                happened.add(new ContactEvents.Updated(contact.id(), fields, renaming.id(), now));
            }
        }
        contacts.flush();
        index.keep(renamed);
        events.append(happened);
    }

    private static List<Position> renamed(List<Position> positions, Map<Integer, UUID> employers, Renaming renaming) {
        return IntStream.range(0, positions.size())
                .mapToObj(number -> renaming.organizationId().equals(employers.get(number))
                        ? positions.get(number).called(renaming.name())
                        : positions.get(number))
                .toList();
    }
}
