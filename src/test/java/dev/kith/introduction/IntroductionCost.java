package dev.kith.introduction;

import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.kith.support.Database;
import dev.kith.support.PostgresTap;
import dev.kith.support.RequestCost;
import dev.kith.support.TestOwner;

/**
 * A generated network, one of many in the database: most contacts were met through others, five introductions for each, and
 * what came of them. Tells what the requests about it read, and how long their SQL takes of the time they take.
 */
final class IntroductionCost implements AutoCloseable {

    /** How many other owners there are for each network of the same size. */
    private static final int OTHERS = 9;
    /** Of a page: its rows with consents and outcomes, each some levels deep in an index. */
    static final int MOST_BUFFERS_OF_A_PAGE = 1500;

    private static final String CONTACTS = """
            insert into contact (owner_id, id, version, display_name, sort_name, emails, phones, links, positions, needs, offers,
                                 status, introduced_by_id, created_at, updated_at)
            select %1$s, %2$s, 0, 'Person ' || n, 'person ' || n, '[]', '[]', '[]', '[]', '[]', '[]', 'ACTIVE', null,
                   kith_now() - n * interval '1 minute', kith_now()
            from generate_series(1, %3$d) n
            """;
    /** n is introduced by somebody before, ten of a hundred by nobody; of every five the first one was the one met through. */
    private static final String INTRODUCTIONS = """
            insert into introduction (owner_id, id, version, introducer_id, introducer_erased, party_id, other_party_id, status,
                                      name_id, made_at, double_opt_in, expires_at, waiting_since, asked_at, outcome_count,
                                      owed_since, created_at, updated_at)
            select %1$s, %4$s, 0, introducer, false, party, other, status, null,
                   case when status in ('MADE', 'CLOSED') then at end, case when status in ('MADE', 'CLOSED') then k %% 2 = 0 end,
                   case when status = 'ASKED' then at + interval '21 days' end, case when status = 'ASKED' then at end,
                   case when status <> 'PROPOSED' then at end,
                   case when status in ('MADE', 'CLOSED') and k %% 10 < 8 then 1 else 0 end,
                   case when status in ('MADE', 'CLOSED') and k %% 10 < 3 and introducer is not null then at end,
                   at, at
            from (select k, n, %2$s as party,
                         case when k %% 5 = 0 or k %% 7 > 1 then %5$s end as introducer,
                         case when k %% 5 <> 0 then %6$s end as other,
                         case when k %% 5 = 0 then 'MADE'
                              else (array['MADE', 'CLOSED', 'DECLINED', 'WITHDRAWN', 'ASKED', 'MADE', 'EXPIRED'])[1 + k %% 7] end as status,
                         kith_now() - k * interval '1 minute' as at
                  from (select k, k / 5 + 1 as n from generate_series(0, %3$d * 5 - 1) k) numbers) made
            where party <> introducer is not false and party <> other is not false and introducer <> other is not false
              and (introducer is not null or other is not null)
            on conflict do nothing
            """;

    private final TestOwner owner = TestOwner.fresh();
    private final PostgresTap tap;
    private final URI home;
    private final Connection superuser = Database.asSuperuser();
    private final List<UUID> owners = new ArrayList<>();
    private final int contacts;

    IntroductionCost(PostgresTap tap, URI home, int contacts) throws SQLException {
        this.tap = tap;
        this.home = home;
        this.contacts = contacts;
        for (int i = 0; i <= OTHERS; i++) {
            make(i == 0 ? owner.id() : UUID.randomUUID());
        }
        execute("analyze");
    }

    private void make(UUID ownerId) throws SQLException {
        owners.add(ownerId);
        var inSql = "'" + ownerId + "'::uuid";
        execute(CONTACTS.formatted(inSql, id("n"), contacts));
        execute(INTRODUCTIONS.formatted(inSql, id("n"), contacts, id("1000000 + k"), id("greatest(1, (n * 7) / 10)"),
                id("1 + (n * 31 + k * 17) % " + contacts)));
        execute("""
                update contact c set introduced_by_id = i.introducer_id, introduction_id = i.id
                from introduction i
                where c.owner_id = %1$s and i.owner_id = %1$s and i.party_id = c.id and i.other_party_id is null
                  and i.status = 'MADE' and c.id > %2$s
                """.formatted(inSql, id("" + contacts / 10)));
        execute("""
                insert into introduction_outcome (owner_id, id, introduction_id, kind, occurred_at, recorded_at)
                select owner_id, gen_random_uuid(), id, (array['CONVERSATION', 'REFERRAL', 'INTERVIEW', 'NOTHING'])[1 + outcome_count],
                       made_at, made_at
                from introduction where owner_id = %s and outcome_count > 0
                """
                .formatted(inSql));
        execute("""
                insert into introduction_consent (owner_id, introduction_id, contact_id, answer, answered_at)
                select owner_id, id, party_id, 'YES', asked_at from introduction
                where owner_id = %s and asked_at is not null
                """.formatted(inSql));
        execute("""
                insert into ask (owner_id, id, version, contact_id, asked_at, answered_at, created_at, updated_at)
                select %1$s, %2$s, 0, %2$s, kith_now() - n * interval '1 hour', case when n %% 2 = 0 then kith_now() end, kith_now(), kith_now()
                from generate_series(1, %3$d / 2) n
                """
                .formatted(inSql, id("n"), contacts));
        execute("""
                insert into ask_name (owner_id, id, version, ask_id, name, given_at, introduction_id, created_at, updated_at)
                select %1$s, %2$s, 0, %3$s, 'Person', kith_now() - n * interval '1 hour',
                       case when n %% 2 = 0 then (select id from introduction where owner_id = %1$s and id = %4$s) end, kith_now(), kith_now()
                from generate_series(1, %5$d) n
                """
                .formatted(inSql, id("n"), id("(n + 1) / 2"), id("1000000 + n * 5"), contacts));
        execute("""
                update introduction i set name_id = n.id from ask_name n
                where i.owner_id = %1$s and n.owner_id = %1$s and n.introduction_id = i.id
                """.formatted(inSql));
        execute("""
                insert into interaction (owner_id, id, version, kind, occurred_at, created_at, updated_at)
                select %1$s, %2$s, 0, 'INTERVIEW', kith_now() - n * interval '1 hour', kith_now(), kith_now() from generate_series(1, %3$d) n
                """
                .formatted(inSql, id("n"), contacts));
        execute("""
                insert into interaction_participant (owner_id, interaction_id, contact_id, seat, occurred_at, counts_at)
                select owner_id, id, id, 0, occurred_at, occurred_at from interaction where owner_id = %s
                """.formatted(inSql));
    }

    /** An id that follows from a number: in SQL. */
    private static String id(String number) {
        return "lpad(to_hex(" + number + "), 32, '0')::uuid";
    }

    private void execute(String sql) throws SQLException {
        try (var statement = superuser.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The requests: lists, chain and referrals. */
    Map<String, String> requests() {
        var somebody = new UUID(0, contacts / 2).toString();
        var deep = new UUID(0, contacts).toString();
        var requests = new LinkedHashMap<String, String>();
        requests.put("newest first", "/v1/introductions");
        requests.put("of one status", "/v1/introductions?status=ASKED");
        requests.put("of two statuses", "/v1/introductions?status=MADE&status=CLOSED");
        requests.put("by an introducer", "/v1/introductions?introducer=" + somebody);
        requests.put("by the owner", "/v1/introductions?introducer=me");
        requests.put("of a party", "/v1/introductions?party=" + somebody);
        requests.put("by the day they were made", "/v1/introductions?sort=-madeAt&madeAfter=2020-01-01T00:00:00Z");
        requests.put("without an outcome", "/v1/introductions?withoutOutcome=true&sort=madeAt");
        requests.put("unthanked", "/v1/introductions?unthanked=true");
        requests.put("asks", "/v1/asks");
        requests.put("asks without an answer", "/v1/asks?answered=false");
        requests.put("asks put to a contact", "/v1/asks?contactId=" + somebody);
        requests.put("names never followed up", "/v1/asks/names?followedUp=false");
        requests.put("connectors", "/v1/insights/connectors");
        requests.put("chain", "/v1/contacts/" + deep + "/chain");
        requests.put("referrals", "/v1/insights/referrals");
        return requests;
    }

    /** @param times how often it is measured; the medians count */
    RequestCost cost(String name, String path, int times) {
        return RequestCost.of(tap, owner, home, name, path, times);
    }

    /** What the sweep for introductions that expire reads when there are none. */
    RequestCost emptySweep() throws SQLException {
        var plan = new StringBuilder();
        try (var system = Database.asSystem();
                var explain = system.createStatement();
                var lines = explain.executeQuery(
                        "explain (analyze, buffers, timing off) "
                                + ExpirySweep.EXPIRE.replace("> ?", "> kith_now() - interval '10 s'").replace("?", "500"))) {
            while (lines.next()) {
                plan.append(lines.getString(1)).append('\n');
            }
        }
        return new RequestCost("sweep", 0, 0, 2, RequestCost.buffers(plan.toString()), List.of(plan.toString()));
    }

    @Override
    public void close() throws SQLException {
        for (var id : owners) {
            execute("update contact set introduction_id = null, introduced_by_id = null where owner_id = '" + id + "'");
            execute("update introduction set name_id = null where owner_id = '" + id + "'");
            for (var table : List.of("interaction", "ask", "introduction", "contact")) {
                execute("delete from " + table + " where owner_id = '" + id + "'");
            }
        }
        execute("analyze");
        superuser.close();
    }
}
