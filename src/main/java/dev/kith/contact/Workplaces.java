package dev.kith.contact;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;

import org.hibernate.Session;

import dev.kith.organization.Headcount;
import dev.kith.organization.Staff;
import dev.kith.owner.CurrentOwner;

/** The people of organizations, for the package that does not know people. */
@ApplicationScoped
class Workplaces implements Staff {

    private final Session session;
    private final CurrentOwner owner;
    private final Renamings renamings;

    Workplaces(Session session, CurrentOwner owner, Renamings renamings) {
        this.session = session;
        this.owner = owner;
        this.renamings = renamings;
    }

    @Override
    public Map<UUID, Headcount> count(Collection<UUID> organizationIds) {
        var counted = new HashMap<UUID, Headcount>();
        session.createNativeQuery("""
                select o.id as id, coalesce(works_there, 0) as now, coalesce(worked_there, 0) as before,
                       coalesce(outstanding, 0) as renaming
                from unnest(:ids) o (id)
                left join (
                    select organization_id, count(*) filter (where still) as works_there,
                           count(*) filter (where not still) as worked_there
                    from (select e.organization_id, bool_or(not e.ended) as still
                          from employment e
                          where e.owner_id = :owner and e.organization_id = any(:ids)
                            and not exists (select from contact c
                                            where c.owner_id = :owner and c.id = e.contact_id and c.binned_at is not null)
                          group by e.organization_id, e.contact_id) people
                    group by organization_id) people on people.organization_id = o.id
                left join (
                    select organization_id, sum(greatest(total - done, 0)) as outstanding
                    from renaming where owner_id = :owner and organization_id = any(:ids)
                    group by organization_id) renamed on renamed.organization_id = o.id
                """, Tuple.class)
                .setParameter("owner", owner.id())
                .setParameter("ids", organizationIds.toArray(UUID[]::new))
                .getResultStream()
                .forEach(row -> counted.put(row.get("id", UUID.class), new Headcount(number(row, "now"),
                        number(row, "before"), number(row, "renaming"))));
        return counted;
    }

    @Override
    public boolean isAt(UUID organizationId) {
        return session.createNativeQuery("""
                select exists (select from employment where owner_id = :owner and organization_id = :id)
                """, Boolean.class)
                .setParameter("owner", owner.id())
                .setParameter("id", organizationId)
                .getSingleResult();
    }

    @Override
    public void move(UUID fromId, UUID intoId) {
        session.createNativeMutationQuery("""
                update employment set organization_id = :into where owner_id = :owner and organization_id = :from
                """)
                .setParameter("owner", owner.id())
                .setParameter("from", fromId)
                .setParameter("into", intoId)
                .executeUpdate();
    }

    @Override
    public void rename(UUID organizationId, Instant now) {
        renamings.request(organizationId, now);
    }

    private static int number(Tuple row, String column) {
        return ((Number) row.get(column)).intValue();
    }
}
