package dev.kith.contact;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.query.CommonQueryContract;

import dev.kith.organization.OrganizationDirectory;
import dev.kith.organization.Spellings;
import dev.kith.owner.CurrentOwner;
import dev.kith.text.Folding;

/** Who works or worked where: what the positions of contacts say, by organization. Positions stay as they were written. */
@ApplicationScoped
class Employments {

    private static final String ADD = """
            insert into employment (owner_id, contact_id, number, organization_id, sector_key, ended)
            select cast(:owner as uuid), *
            from unnest(cast(:contacts as uuid[]), cast(:numbers as integer[]), cast(:organizations as uuid[]),
                        cast(:sectors as text[]), cast(:ended as boolean[]))
            on conflict (owner_id, contact_id, number) do update
            set organization_id = excluded.organization_id, sector_key = excluded.sector_key, ended = excluded.ended
            """;

    private static final String REPLACE = """
            with before as (
                select distinct organization_id as id from employment
                where owner_id = :owner and contact_id = any(:moved) and organization_id is not null
            ), gone as (
                delete from employment e using unnest(cast(:moved as uuid[]), cast(:positions as integer[])) as moved(contact_id, positions)
                where e.owner_id = :owner and e.contact_id = moved.contact_id and e.number >= moved.positions
            ), kept as (%s)
            select id from before
            """
            .formatted(ADD);

    private final Session session;
    private final CurrentOwner owner;
    private final OrganizationDirectory organizations;

    Employments(Session session, CurrentOwner owner, OrganizationDirectory organizations) {
        this.session = session;
        this.owner = owner;
        this.organizations = organizations;
    }

    /** Writes down where contacts work, after they were written. Asks nothing about those whose positions are the same. */
    void keep(Collection<Contact> contacts) {
        var moved = contacts.stream().filter(Contact::hasMovedOn).toList();
        if (moved.isEmpty()) {
            return;
        }
        var spellings = organizations.resolve(moved.stream()
                .flatMap(contact -> contact.positions().stream()).map(Position::organization).toList());
        if (moved.stream().allMatch(Contact::isNew)) {
            employ(session.createNativeMutationQuery(ADD), moved, spellings).executeUpdate();
            return;
        }
        var left = new HashSet<>(employ(session.createNativeQuery(REPLACE, UUID.class), moved, spellings)
                .setParameter("moved", moved.stream().map(Contact::id).toArray(UUID[]::new))
                .setParameter("positions", moved.stream().map(contact -> contact.positions().size()).toArray(Integer[]::new))
                .getResultList());
        left.removeAll(spellings.byKey().values());
        organizations.left(left);
    }

    private <Q extends CommonQueryContract> Q employ(Q query, List<Contact> moved, Spellings spellings) {
        var contactIds = new ArrayList<UUID>();
        var numbers = new ArrayList<Integer>();
        var organizationIds = new ArrayList<UUID>();
        var sectors = new ArrayList<String>();
        var ended = new ArrayList<Boolean>();
        for (var contact : moved) {
            for (int number = 0; number < contact.positions().size(); number++) {
                var position = contact.positions().get(number);
                contactIds.add(contact.id());
                numbers.add(number);
                organizationIds.add(spellings.organizationOf(position.organization()));
                sectors.add(position.sector() == null ? null : Folding.fold(position.sector()));
                ended.add(position.to() != null);
            }
        }
        query.setParameter("owner", owner.id())
                .setParameter("contacts", contactIds.toArray(UUID[]::new))
                .setParameter("numbers", numbers.toArray(Integer[]::new))
                .setParameter("organizations", organizationIds.toArray(UUID[]::new))
                .setParameter("sectors", sectors.toArray(String[]::new))
                .setParameter("ended", ended.toArray(Boolean[]::new));
        return query;
    }

    /** The organizations of the positions of contacts, by their number; those that are at one. */
    Map<UUID, Map<Integer, UUID>> employers(Collection<Contact> contacts) {
        var employers = new HashMap<UUID, Map<Integer, UUID>>();
        var employed = contacts.stream().filter(contact -> !contact.positions().isEmpty()).map(Contact::id)
                .toArray(UUID[]::new);
        if (employed.length > 0) {
            session.createNativeQuery("""
                    select contact_id as contact_id, number as number, organization_id as organization_id from employment
                    where owner_id = :owner and contact_id = any(:ids) and organization_id is not null
                    """, Tuple.class)
                    .setParameter("owner", owner.id())
                    .setParameter("ids", employed)
                    .getResultStream()
                    .forEach(row -> employers.computeIfAbsent(row.get("contact_id", UUID.class), id -> new TreeMap<>())
                            .put(row.get("number", Integer.class), row.get("organization_id", UUID.class)));
        }
        return employers;
    }
}
