package dev.kith.contact;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;

import org.hibernate.Session;

import dev.kith.owner.CurrentOwner;
import dev.kith.paging.Cursor;

/**
 * Pairs of contacts that may be one person, the likeliest first.
 * <p>
 * Pairs come from equal keys and likenesses, read in the order of their indexes; what many share, as the number of a
 * switchboard, tells nothing and is left out. Each thing they have in common speaks for it with a weight, and the score is
 * what is left when all of them would be wrong: {@code 100 (1 - Π(1 - weight))}; what speaks against it takes from that.
 */
@ApplicationScoped
class DuplicateRepository {

    /** More contacts than this do not share what belongs to one person. */
    private static final int MOST_ALIKE = 20;
    private static final int FETCHED = 500;

    private static final String OF_ALL = """
            select kind, array_agg(contact_id order by contact_id) as ids, array_agg(exact order by contact_id) as exacts
            from contact_likeness
            where owner_id = :owner
            group by kind, value
            having count(*) between 2 and %1$d
            union all
            select split_part(key, ':', 1), array_agg(contact_id order by contact_id), array_agg(key)
            from contact_key
            where owner_id = :owner and key >= 'email:' and key < 'email;'
            group by key
            having count(*) between 2 and %1$d
            union all
            select split_part(key, ':', 1), array_agg(contact_id order by contact_id), array_agg(key)
            from contact_key
            where owner_id = :owner and key >= 'url:' and key < 'url;'
            group by key
            having count(*) between 2 and %1$d
            """.formatted(MOST_ALIKE);

    private static final String OF_ONE = """
            select alike.* from contact_likeness mine cross join lateral (
                select kind, array_agg(contact_id order by contact_id) as ids, array_agg(exact order by contact_id) as exacts
                from (select kind, contact_id, exact from contact_likeness
                      where owner_id = :owner and kind = mine.kind and value = mine.value limit %1$d + 1) few
                group by kind
                having count(*) between 2 and %1$d) alike
            where mine.owner_id = :owner and mine.contact_id = :contact
            union all
            select alike.* from contact_key mine cross join lateral (
                select split_part(key, ':', 1), array_agg(contact_id order by contact_id), array_agg(key)
                from (select key, contact_id from contact_key where owner_id = :owner and key = mine.key limit %1$d + 1) few
                group by key
                having count(*) between 2 and %1$d) alike
            where mine.owner_id = :owner and mine.contact_id = :contact
              and (mine.key >= 'email:' and mine.key < 'email;' or mine.key >= 'url:' and mine.key < 'url;')
            """.formatted(MOST_ALIKE);

    private static final String SELECT = """
            with block as materialized (%s),
            shared as materialized (
                select ids[i] as one_id, ids[j] as other_id,
                       bool_or(kind = 'email') as email, bool_or(kind = 'url') as profile, bool_or(kind = 'PHONE') as phone,
                       bool_or(kind = 'NAME' and exacts[i] = exacts[j]) as name, bool_or(kind = 'NAME') as sound,
                       bool_or(kind = 'SHORT_NAME' and exacts[i] = exacts[j]) as short_name,
                       bool_or(kind = 'INITIAL') as initial
                from block cross join generate_subscripts(ids, 1) i cross join generate_subscripts(ids, 1) j
                where i < j and (kind <> 'INITIAL' or length(exacts[i]) = 1 or length(exacts[j]) = 1)
                group by ids[i], ids[j]),
            compared as (
                select shared.*,
                       one.city_key = other.city_key as city,
                       right(one.birthday, 5) = right(other.birthday, 5)
                           and (one.birthday like '--%%' or other.birthday like '--%%' or one.birthday = other.birthday)
                           as birthday,
                       exists (select from employment mine
                               join employment theirs on theirs.owner_id = :owner and theirs.contact_id = other_id
                                                     and theirs.organization_id = mine.organization_id
                               where mine.owner_id = :owner and mine.contact_id = one_id) as organization,
                       not profile and exists (%s) and exists (%s) as other_profile
                from shared
                cross join lateral (%s) one
                cross join lateral (%s) other
                where (email or profile or phone or sound or short_name or initial)
                  and (cast(:contact as uuid) is null or :contact in (one_id, other_id))
                  and not exists (select from contact_distinction d
                                  where d.owner_id = :owner and d.one_id = shared.one_id and d.other_id = shared.other_id)),
            scored as (
                select one_id, other_id,
                       cast(round(100 * (1 - (case when email then 0.1 else 1 end) * (case when profile then 0.05 else 1 end)
                           * (case when phone then 0.3 else 1 end)
                           * (case when name then 0.4 when sound then 0.6 when short_name then 0.7 when initial then 0.65
                                   else 1 end)
                           * (case when organization then 0.7 else 1 end) * (case when city then 0.85 else 1 end)
                           * (case when birthday then 0.5 else 1 end))
                           * (case when other_profile then 0.25 else 1 end)
                           * (case when not birthday then 0.3 else 1 end)) as integer) as score,
                       array_to_string(array[
                           case when email then 'SAME_EMAIL' end, case when profile then 'SAME_PROFILE' end,
                           case when phone then 'SAME_PHONE' end,
                           case when name or short_name then 'SAME_NAME' when sound then 'SIMILAR_NAME'
                                when initial then 'SAME_INITIAL' end,
                           case when organization then 'SAME_ORGANIZATION' end, case when city then 'SAME_CITY' end,
                           case when birthday then 'SAME_BIRTHDAY' end,
                           case when other_profile then 'DIFFERENT_PROFILE' end,
                           case when not birthday then 'DIFFERENT_BIRTHDAY' end], ' ') as reasons
                from compared)
            select one_id, other_id, score, reasons from scored
            where score >= :least
              and (score < :score or score = :score and (one_id, other_id) > (:one, :other))
            order by score desc, one_id, other_id
            limit :rows
            """;

    /** One by one, since a planner that expects many pairs would read a whole table instead. */
    private static final String COMPARED = """
            select city_key, birthday from contact where owner_id = :owner and id = %s and binned_at is null limit 1
            """;

    private static final String HAS_PROFILE = """
            select from contact_key k
            where k.owner_id = :owner and k.contact_id = %s and k.key >= 'url:' and k.key < 'url;'
            """;

    private final Session session;
    private final CurrentOwner owner;

    DuplicateRepository(Session session, CurrentOwner owner) {
        this.session = session;
        this.owner = owner;
    }

    /** @param score from 0 to 100; @param reasons what speaks for it and against it */
    record Pair(UUID oneId, UUID otherId, int score, List<String> reasons) {
    }

    /** @param contactId one of each pair, or null for pairs of all contacts; @param least the lowest score */
    record Query(UUID contactId, int least) {

        String fingerprint() {
            return "duplicates %s %d".formatted(contactId, least);
        }
    }

    List<Pair> page(Query query, String cursor, int rows) {
        var after = cursor == null ? List.of("101", new UUID(0, 0).toString(), new UUID(0, 0).toString())
                : Cursor.read(cursor, query.fingerprint(), 3);
        return session.createNativeQuery(SELECT.formatted(query.contactId() == null ? OF_ALL : OF_ONE,
                HAS_PROFILE.formatted("one_id"), HAS_PROFILE.formatted("other_id"), COMPARED.formatted("one_id"),
                COMPARED.formatted("other_id")), Tuple.class)
                .setParameter("owner", owner.id())
                .setParameter("contact", query.contactId())
                .setParameter("least", query.least())
                .setParameter("score", Integer.valueOf(after.get(0)))
                .setParameter("one", UUID.fromString(after.get(1)))
                .setParameter("other", UUID.fromString(after.get(2)))
                .setParameter("rows", rows)
                .getResultStream()
                .map(row -> new Pair(row.get("one_id", UUID.class), row.get("other_id", UUID.class),
                        row.get("score", Integer.class), List.of(row.get("reasons", String.class).split(" "))))
                .toList();
    }

    static String cursor(Query query, Pair pair) {
        return Cursor.of(query.fingerprint(), Integer.toString(pair.score()), pair.oneId().toString(),
                pair.otherId().toString());
    }

    /** Two who are two. */
    record Distinction(UUID oneId, UUID otherId) {
    }

    Stream<Distinction> distinctions() {
        return session.createNativeQuery("""
                select one_id as one_id, other_id as other_id from contact_distinction
                where owner_id = :owner order by one_id, other_id
                """, Tuple.class)
                .addScalar("one_id", UUID.class)
                .addScalar("other_id", UUID.class)
                .setParameter("owner", owner.id())
                .setFetchSize(FETCHED)
                .getResultStream()
                .map(row -> new Distinction(row.get("one_id", UUID.class), row.get("other_id", UUID.class)));
    }

    void distinguish(UUID one, UUID other) {
        change("insert into contact_distinction (owner_id, one_id, other_id) values (:owner, :one, :other) on conflict do nothing",
                one, other);
    }

    void distinguishNoMore(UUID one, UUID other) {
        change("delete from contact_distinction where owner_id = :owner and one_id = :one and other_id = :other", one, other);
    }

    private void change(String sql, UUID one, UUID other) {
        var isOrdered = one.toString().compareTo(other.toString()) < 0; // as PostgreSQL compares them, not as Java does
        session.createNativeMutationQuery(sql)
                .setParameter("owner", owner.id())
                .setParameter("one", isOrdered ? one : other)
                .setParameter("other", isOrdered ? other : one)
                .executeUpdate();
    }
}
