package dev.kith.insight;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.query.NativeQuery;

import dev.kith.insight.Referrals.Funnel;
import dev.kith.interaction.Kind;
import dev.kith.introduction.OutcomeKind;
import dev.kith.owner.CurrentOwner;

/** Who was met through whom, and what came of it: reads of one owner's rows. */
@ApplicationScoped
class ReferralRepository {

    private static final String CHAIN = """
            with recursive hop(depth, contact_id, path) as (
                select 0, cast(:contact as uuid), array[cast(:contact as uuid)]
                union all
                select hop.depth + 1, c.introduced_by_id, hop.path || c.introduced_by_id
                from hop join contact c on c.owner_id = :owner and c.id = hop.contact_id
                where c.introduced_by_id is not null and c.introduced_by_id <> all(hop.path) and hop.depth < :longest)
            select hop.contact_id as contact_id, c.display_name as name, c.introduced_by_id as introduced_by_id,
                   c.introduction_id as introduction_id, i.ask_id as ask_id, c.met_on as met_on, i.made_at as made_at
            from hop
            join contact c on c.owner_id = :owner and c.id = hop.contact_id
            left join introduction i on i.owner_id = c.owner_id and i.id = c.introduction_id
            order by hop.depth
            """;

    private static final String EDGES = """
            select id as contact_id, introduced_by_id as introduced_by_id
            from contact
            where owner_id = :owner and introduced_by_id is not null
            """;

    private static final String RESULTS = """
            select i.introducer_id as introducer_id, o.kind as kind, count(*) as times
            from introduction_outcome o join introduction i on i.owner_id = o.owner_id and i.id = o.introduction_id
            where o.owner_id = :owner and i.introducer_id is not null and i.other_party_id is null
              and i.status in ('MADE', 'CLOSED') and o.kind = any(:results)
            group by i.introducer_id, o.kind
            """;

    private static final String FUNNEL = """
            with made as materialized (
                select distinct on (i.name_id) i.id, i.party_id, i.made_at
                from introduction i
                where i.owner_id = :owner and i.name_id is not null and i.other_party_id is null
                  and i.status in ('MADE', 'CLOSED')
                order by i.name_id, i.made_at),
             led as materialized (
                select made.id,
                       exists (select from introduction_outcome o
                               where o.owner_id = :owner and o.introduction_id = made.id and o.kind <> 'NOTHING')
                       or exists (select from interaction_participant p
                                  join interaction i on i.owner_id = p.owner_id and i.id = p.interaction_id
                                  where p.owner_id = :owner and p.contact_id = made.party_id
                                    and p.counts_at >= made.made_at and i.kind = any(:talks)) as talked,
                       exists (select from introduction_outcome o
                               where o.owner_id = :owner and o.introduction_id = made.id and o.kind = any(:results)) as resulted
                from made)
            select (select count(*) from ask where owner_id = :owner) as asks,
                   (select count(distinct ask_id) from ask_name where owner_id = :owner) as answered,
                   (select count(*) from ask_name where owner_id = :owner) as names,
                   (select count(*) from led) as introductions,
                   (select count(*) from led where talked) as conversations,
                   (select count(*) from led where talked and resulted) as results
            """;

    private static final String BRANCHING = """
            select (select count(*) from contact c
                    left join introduction i on i.owner_id = c.owner_id and i.id = c.introduction_id
                    where c.owner_id = :owner and c.introduced_by_id is not null
                      and coalesce(i.made_at, c.met_on, c.created_at) > :since) as new_contacts,
                   (select count(*) from interaction x
                    where x.owner_id = :owner and x.occurred_at > :since and x.kind = any(:talks)
                      and exists (select from interaction_participant p
                                  where p.owner_id = x.owner_id and p.interaction_id = x.id
                                    and p.counts_at is not null)) as conversations
            """;

    private final EntityManager entities;
    private final CurrentOwner owner;

    ReferralRepository(EntityManager entities, CurrentOwner owner) {
        this.entities = entities;
        this.owner = owner;
    }

    /** A hop without what came of it. */
    record Step(UUID contactId, String name, UUID introducedById, UUID introductionId, UUID askId, LocalDate metOn,
            Instant madeAt) {
    }

    /** From a contact back; empty if the owner has no such contact. */
    List<Step> chain(UUID contactId) {
        return select(CHAIN)
                .addScalar("contact_id", UUID.class)
                .addScalar("name", String.class)
                .addScalar("introduced_by_id", UUID.class)
                .addScalar("introduction_id", UUID.class)
                .addScalar("ask_id", UUID.class)
                .addScalar("met_on", LocalDate.class)
                .addScalar("made_at", Instant.class)
                .setParameter("contact", contactId)
                .setParameter("longest", ReferralForest.LONGEST_CHAIN)
                .getResultStream()
                .map(row -> new Step(row.get("contact_id", UUID.class), row.get("name", String.class),
                        row.get("introduced_by_id", UUID.class), row.get("introduction_id", UUID.class),
                        row.get("ask_id", UUID.class), row.get("met_on", LocalDate.class), row.get("made_at", Instant.class)))
                .toList();
    }

    /** Everybody who was introduced to the owner, with who did it. */
    List<ReferralForest.Edge> edges() {
        return select(EDGES)
                .addScalar("contact_id", UUID.class)
                .addScalar("introduced_by_id", UUID.class)
                .getResultStream()
                .map(row -> new ReferralForest.Edge(row.get("contact_id", UUID.class), row.get("introduced_by_id", UUID.class)))
                .toList();
    }

    /** What came of introductions to the owner, counted by who made them. */
    List<ReferralForest.Result> results(Set<OutcomeKind> results) {
        return select(RESULTS)
                .addScalar("introducer_id", UUID.class)
                .addScalar("kind", String.class)
                .addScalar("times", Integer.class)
                .setParameter("results", names(results))
                .getResultStream()
                .map(row -> new ReferralForest.Result(row.get("introducer_id", UUID.class),
                        OutcomeKind.valueOf(row.get("kind", String.class)), row.get("times", Integer.class)))
                .toList();
    }

    Funnel funnel(Set<OutcomeKind> results, Set<Kind> talks) {
        var row = select(FUNNEL)
                .addScalar("asks", Integer.class)
                .addScalar("answered", Integer.class)
                .addScalar("names", Integer.class)
                .addScalar("introductions", Integer.class)
                .addScalar("conversations", Integer.class)
                .addScalar("results", Integer.class)
                .setParameter("results", names(results))
                .setParameter("talks", names(talks))
                .getSingleResult();
        return Funnel.of(row.get("asks", Integer.class), row.get("answered", Integer.class), row.get("names", Integer.class),
                row.get("introductions", Integer.class), row.get("conversations", Integer.class),
                row.get("results", Integer.class));
    }

    Referrals.Branching branching(int weeks, Instant now, Set<Kind> talks) {
        var row = select(BRANCHING)
                .addScalar("new_contacts", Integer.class)
                .addScalar("conversations", Integer.class)
                .setParameter("since", now.minus(Duration.ofDays(7L * weeks)))
                .setParameter("talks", names(talks))
                .getSingleResult();
        return Referrals.Branching.of(weeks, row.get("new_contacts", Integer.class), row.get("conversations", Integer.class));
    }

    List<Named> names(List<UUID> contactIds) {
        return entities.unwrap(Session.class).createNativeQuery("""
                select id as id, display_name as name from contact where owner_id = :owner and id = any(:ids)
                """, Tuple.class)
                .addScalar("id", UUID.class)
                .addScalar("name", String.class)
                .setParameter("owner", owner.id())
                .setParameter("ids", contactIds.toArray(UUID[]::new))
                .getResultStream().map(row -> new Named(row.get("id", UUID.class), row.get("name", String.class))).toList();
    }

    record Named(UUID id, String name) {
    }

    private NativeQuery<Tuple> select(String sql) {
        return entities.unwrap(Session.class).createNativeQuery(sql, Tuple.class).setParameter("owner", owner.id());
    }

    private static String[] names(Set<? extends Enum<?>> constants) {
        return constants.stream().map(Enum::name).toArray(String[]::new);
    }
}
