package dev.kith.introduction;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Tuple;

import dev.kith.owner.CurrentOwner;
import dev.kith.paging.Cursor;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

@ApplicationScoped
class IntroductionRepository implements PanacheRepositoryBase<Introduction, UUID> {

    /** Longer chains are cut: nobody follows one that far, and the graph may have cycles. */
    private static final int LONGEST_CHAIN = 100;

    private final CurrentOwner owner;

    IntroductionRepository(CurrentOwner owner) {
        this.owner = owner;
    }

    /** Changes of one introduction follow one another. */
    Optional<Introduction> lock(UUID id) {
        return find("id", id).withLock(LockModeType.PESSIMISTIC_WRITE).firstResultOptional();
    }

    /** Everybody in it but the owner; empty if there is no such introduction. Read without a lock, to lock them first. */
    List<UUID> contactIds(UUID id) {
        return getSession().createNativeQuery("""
                select c.id from introduction i
                cross join lateral (values (i.introducer_id), (i.party_id), (i.other_party_id)) c(id)
                where i.owner_id = :owner and i.id = :id and c.id is not null
                """, UUID.class)
                .setParameter("owner", owner.id())
                .setParameter("id", id)
                .getResultList();
    }

    /** The open one of these people by this introducer (null: the owner). */
    Optional<UUID> open(UUID introducerId, List<UUID> partyIds) {
        return getSession().createNativeQuery("""
                select id from introduction
                where owner_id = :owner and introducer_id is not distinct from cast(:introducer as uuid)
                  and (party_id = :one and other_party_id is not distinct from cast(:other as uuid)
                       or party_id = cast(:other as uuid) and other_party_id = :one)
                  and status in ('PROPOSED', 'ASKED', 'AGREED')
                """, UUID.class)
                .setParameter("owner", owner.id())
                .setParameter("introducer", introducerId, UUID.class)
                .setParameter("one", partyIds.get(0))
                .setParameter("other", partyIds.size() == 1 ? null : partyIds.get(1), UUID.class)
                .getResultStream().findFirst();
    }

    /** How many introductions it takes from the owner's own people to a new one by this introducer, that one included. */
    int chainDepth(UUID introducerId) {
        if (introducerId == null) {
            return 1;
        }
        return getSession().createNativeQuery("""
                with recursive chain(contact_id, depth, path) as (
                    select cast(:introducer as uuid), 1, array[cast(:introducer as uuid)]
                    union all
                    select c.introduced_by_id, chain.depth + 1, chain.path || c.introduced_by_id
                    from chain join contact c on c.owner_id = :owner and c.id = chain.contact_id
                    where c.introduced_by_id is not null and c.introduced_by_id <> all(chain.path) and chain.depth < :longest)
                select max(depth) from chain
                """, Integer.class)
                .setParameter("owner", owner.id())
                .setParameter("introducer", introducerId)
                .setParameter("longest", LONGEST_CHAIN)
                .getSingleResult();
    }

    /** A row of a list: which introduction, and the value it is sorted by. */
    record Found(UUID id, Instant key) {
    }

    List<Found> page(IntroductionQuery query, String cursor, int rows) {
        var after = cursor == null ? null : Cursor.read(cursor, query.fingerprint(), 2);
        var column = "i." + query.sort().column();
        var conditions = new ArrayList<String>(List.of("i.owner_id = :owner", column + " is not null"));
        var parameters = new HashMap<String, Object>(Map.of("owner", owner.id(), "rows", rows));
        if (query.statuses().size() == 1) { // one index has these in order
            conditions.add("i.status = :status");
            parameters.put("status", query.statuses().iterator().next().name());
        } else if (!query.statuses().isEmpty()) {
            conditions.add("i.status = any(:statuses)");
            parameters.put("statuses", query.statuses().stream().map(Enum::name).toArray(String[]::new));
        }
        if (query.byOwner()) {
            conditions.add("i.introducer_id is null and not i.introducer_erased");
        }
        if (query.introducerId() != null) {
            conditions.add("i.introducer_id = :introducer");
            parameters.put("introducer", query.introducerId());
        }
        if (query.partyId() != null) {
            conditions.add("(i.party_id = :party or i.other_party_id = :party)");
            parameters.put("party", query.partyId());
        }
        if (query.madeAfter() != null) {
            conditions.add("i.made_at > :madeAfter");
            parameters.put("madeAfter", query.madeAfter());
        }
        if (query.withoutOutcome()) {
            conditions.add("i.outcome_count = 0 and i.status in ('MADE', 'CLOSED')");
        }
        if (query.unthanked()) {
            conditions.add("i.owed_since is not null");
        }
        if (after != null) {
            conditions.add("(%s, i.id) %s (:key, :id)".formatted(column, query.descending() ? "<" : ">"));
            parameters.put("key", Instant.parse(after.get(0)));
            parameters.put("id", UUID.fromString(after.get(1)));
        }
        var direction = query.descending() ? "desc" : "asc";
        var select = getSession().createNativeQuery("""
                select i.id as id, %s as key from introduction i
                where %s
                order by %s %s, i.id %s
                limit :rows
                """.formatted(column, String.join("\n  and ", conditions), column, direction, direction), Tuple.class)
                .addScalar("id", UUID.class)
                .addScalar("key", Instant.class);
        parameters.forEach(select::setParameter);
        return select.getResultStream().map(row -> new Found(row.get("id", UUID.class), row.get("key", Instant.class)))
                .toList();
    }

    /** Those there are, in the order of the ids. */
    List<Introduction> of(Collection<UUID> ids) {
        return ids.isEmpty() ? List.of() : getSession().findMultiple(Introduction.class, List.copyOf(ids));
    }

    /** All in which a contact takes part, locked; oldest first. */
    List<Introduction> lockAllOf(UUID contactId) {
        return find("introducerId = ?1 or partyId = ?1 or otherPartyId = ?1 order by createdAt, id", contactId)
                .withLock(LockModeType.PESSIMISTIC_WRITE).list();
    }

    /** Those of the contacts who are in an introduction that was changed since. */
    List<UUID> among(Collection<UUID> contactIds, Instant since) {
        return getSession().createNativeQuery("""
                select introducer_id from introduction
                where owner_id = :owner and introducer_id = any(:ids) and updated_at > :since
                union
                select party_id from introduction
                where owner_id = :owner and party_id = any(:ids) and updated_at > :since
                union
                select other_party_id from introduction
                where owner_id = :owner and other_party_id = any(:ids) and updated_at > :since
                """, UUID.class)
                .setParameter("owner", owner.id())
                .setParameter("ids", contactIds.toArray(UUID[]::new))
                .setParameter("since", since)
                .getResultList();
    }

    /** Those that are waiting expire after this time from now on. */
    void expireAfter(Duration expiry) {
        getSession().createNativeMutationQuery("""
                update introduction
                set expires_at = waiting_since + make_interval(hours => :hours), version = version + 1
                where owner_id = :owner and expires_at is not null
                """)
                .setParameter("owner", owner.id())
                .setParameter("hours", (int) expiry.toHours())
                .executeUpdate();
    }

    // ---- consents and outcomes

    /** What parties said, in the order in which they did. */
    Map<UUID, List<Consent>> consents(Collection<UUID> introductionIds) {
        return of(introductionIds, Consent.class, """
                select * from introduction_consent
                where owner_id = :owner and introduction_id = any(:ids)
                order by answered_at, contact_id
                """).collect(Collectors.groupingBy(Consent::introductionId));
    }

    /** What one contact said is what another one has said. */
    void repointConsents(UUID from, UUID into) {
        getSession().createNativeMutationQuery("""
                update introduction_consent set contact_id = :into where owner_id = :owner and contact_id = :from
                """)
                .setParameter("owner", owner.id())
                .setParameter("from", from)
                .setParameter("into", into)
                .executeUpdate();
    }

    Optional<Consent> consent(UUID introductionId, UUID partyId) {
        return Optional.ofNullable(getSession().find(Consent.class, new Consent.Key(introductionId, partyId)));
    }

    /** What came of introductions, in the order in which it happened. */
    Map<UUID, List<Outcome>> outcomes(Collection<UUID> introductionIds) {
        return of(introductionIds, Outcome.class, """
                select * from introduction_outcome
                where owner_id = :owner and introduction_id = any(:ids)
                order by occurred_at, id
                """).collect(Collectors.groupingBy(Outcome::introductionId));
    }

    /** In SQL: a list of parameters would be another statement for each length. */
    private <T> Stream<T> of(Collection<UUID> introductionIds, Class<T> type, String sql) {
        return introductionIds.isEmpty() ? Stream.empty()
                : getSession().createNativeQuery(sql, type)
                        .setParameter("owner", owner.id())
                        .setParameter("ids", introductionIds.toArray(UUID[]::new))
                        .getResultStream();
    }

    void add(Object consentOrOutcome) {
        getSession().persist(consentOrOutcome);
    }
}
