package dev.kith.contact;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.kith.support.Database;
import dev.kith.support.TestOwner;

/**
 * A generated network of 100,000 contacts beside those of 1,000 owners who have 100 each, and the lists that are asked of it.
 */
final class ContactListCost implements AutoCloseable {

    /** Of a page of 50: its rows, some levels deep in an index each, with tags, warmth and the newest spell. */
    static final int MOST_BUFFERS_OF_A_PAGE = 1500;

    /** Of those who are or were at an organization of 75, by any order: that each is looked up, comes on top. */
    static final int MOST_BUFFERS_OF_AN_ORGANIZATION = 2500;

    /** However many contacts there are: what it needs of one, and one row in each of some indexes. */
    static final int MOST_BUFFERS_OF_A_LUNCH = 250;

    private static final int CONTACTS = 100_000;
    private static final int OTHERS = 1_000;
    private static final int CONTACTS_OF_OTHERS = 100;

    /** Of every 20 one is archived, of every 50 one is in the bin; names and words repeat as they do among people. */
    private static final String PEOPLE = """
            insert into contact (owner_id, id, version, display_name, sort_name, emails, phones, links, positions, needs, offers,
                                 status, city, city_key, binned_at, created_at, updated_at)
            select owner_id, md5(owner_id::text || n)::uuid, 0, given || ' ' || family, lower(given || ' ' || family),
                   '[]', '[]', '[]', '[]', '[]', '[]', case when luck % 20 = 0 then 'ARCHIVED' else 'ACTIVE' end,
                   'City ' || n % 50, 'city ' || n % 50, case when luck % 50 = 1 then kith_now() end,
                   kith_now() - n * interval '1 minute', kith_now()
            from (select owner_id, n, n * 7919 % 104729 as luck,
                         (array['Ada', 'Bo', 'Chidi', 'Dora', 'Emeka', 'Farah', 'Goran', 'Hana', 'Ines', 'Jo'])[1 + n % 10]
                             || (array['', 'lyn', 'mar', 'so', 'vi', 'ra'])[1 + n / 10 % 6] as given,
                         (array['Ander', 'Berg', 'Cor', 'Dahl', 'Ester', 'Fisch', 'Gold', 'Holm', 'Iver', 'Jans', 'Keller'])[1 + n % 11]
                             || (array['mann', 'sen', 'ova', 'stein', 'wood', 'er', 'ski'])[1 + n / 11 % 7] || n % 13 as family
                  from ids, lateral generate_series(1, contacts) n) named
            """;

    private static final List<String> BESIDE = List.of(
            """
                    insert into tag (owner_id, id, name, name_key, search_name)
                    select owner_id, md5(owner_id || 'tag' || n)::uuid, 'Tag ' || n, 'tag ' || n, 'tag ' || n
                    from ids, unnest(array[1, 2, 5, 20]) n
                    """,
            """
                    insert into warmth (owner_id, contact_id, anchor, last_contact_at, cadence, cadence_source, paused, cools_at,
                                        goes_cold_at, cold_since, spells)
                    select owner_id, id, created_at, case when n % 3 > 0 then kith_now() - n % 1000 * interval '1 hour' end, 'P1M',
                           case when n % 10 > 0 then 'DEFAULT' else 'NONE' end, paused, goes_cold_at - interval '6 days', goes_cold_at,
                           case when goes_cold_at <= kith_now() and not paused then goes_cold_at end, 0
                    from (select *, case when n % 10 > 0 then kith_now() + (n % 4000 - 1000) * interval '1 hour' end as goes_cold_at
                          from (select c.*, status <> 'ACTIVE' or binned_at is not null as paused,
                                       ('x' || substr(md5(id::text), 1, 7))::bit(28)::int as n
                                from contact c join ids using (owner_id)) numbered) clocks
                    """,
            """
                    insert into contact_tag (owner_id, contact_id, tag_id, goes_cold_at)
                    select w.owner_id, w.contact_id, md5(w.owner_id || 'tag' || n)::uuid, w.goes_cold_at
                    from warmth w join ids using (owner_id), unnest(array[1, 2, 5, 20]) n
                    where ('x' || substr(md5(w.contact_id || 'tag' || n), 1, 7))::bit(28)::int % (n * n) = 0
                    """,
            """
                    insert into organization (owner_id, id, version, name, sort_name, sector, sector_key, created_at, updated_at)
                    select owner_id, md5(owner_id || 'company' || n)::uuid, 0, 'Company ' || n, 'company ' || n, 'Sector ' || n % 20,
                           'sector ' || n % 20, kith_now(), kith_now()
                    from ids, lateral generate_series(0, contacts / 50) n
                    """,
            """
                    insert into organization_name (owner_id, key, organization_id, name, sort_name)
                    select owner_id, sort_name, id, name, sort_name from organization join ids using (owner_id)
                    """,
            """
                    insert into employment (owner_id, contact_id, number, organization_id, sector_key, ended)
                    select owner_id, id, number, md5(owner_id || 'company' || case when n % 10 = 0 then 0
                               else (n / 10 + number * 7) % (contacts / 50) end)::uuid,
                           case when n % 3 = 0 then 'sector ' || n % 41 end, number > 0
                    from (select c.owner_id, c.id, i.contacts, ('x' || substr(md5(c.id::text), 1, 7))::bit(28)::int as n
                          from contact c join ids i using (owner_id)) numbered, lateral generate_series(0, n % 2) number
                    """,
            """
                    insert into contact_search (owner_id, contact_id, names, details, tags)
                    select owner_id, id, ' ' || sort_name || ' ', ' ' || (array['engineer', 'analyst', 'founder', 'nurse'])[1 + n % 4]
                           || ' works' || n % 997 || ' example ', ' tag 1 '
                    from (select c.*, ('x' || substr(md5(id::text), 1, 7))::bit(28)::int as n from contact c join ids using (owner_id)) numbered
                    """,
            """
                    insert into interaction (owner_id, id, version, kind, occurred_at, created_at, updated_at)
                    select owner_id, md5(id || 'lunch')::uuid, 0, 'MEAL', created_at, created_at, created_at
                    from contact join ids using (owner_id)
                    where ('x' || substr(md5(id::text), 1, 7))::bit(28)::int % 5 = 0
                    """,
            """
                    insert into interaction_participant (owner_id, interaction_id, contact_id, seat, occurred_at, counts_at)
                    select owner_id, md5(id || 'lunch')::uuid, id, 0, created_at, created_at
                    from contact join ids using (owner_id)
                    where ('x' || substr(md5(id::text), 1, 7))::bit(28)::int % 5 = 0
                    """,
            """
                    insert into contact_key (owner_id, contact_id, key)
                    select owner_id, id, 'email:n' || ('x' || substr(md5(id::text), 1, 7))::bit(28)::int || '@example.org'
                    from contact join ids using (owner_id)
                    """,
            """
                    insert into contact_likeness (owner_id, contact_id, kind, value, exact)
                    select owner_id, id, kind, value, exact
                    from (select c.*, ('x' || substr(md5(id::text), 1, 7))::bit(28)::int as n from contact c join ids using (owner_id)) numbered,
                         lateral (values ('NAME', sort_name || n % 50, sort_name),
                                         ('INITIAL', left(sort_name, 1) || split_part(sort_name, ' ', 2), split_part(sort_name, ' ', 1)),
                                         ('PHONE', (n % 10000000)::text, (n % 10000000)::text)) likeness (kind, value, exact)
                    """);

    private static final String TABLES = """
            contact, contact_key, contact_likeness, contact_search, contact_tag, employment, interaction, interaction_participant,
            organization, organization_name, tag, warmth
            """;

    private final Connection superuser = Database.asSuperuser();
    private final TestOwner owner = TestOwner.fresh();

    ContactListCost() throws SQLException {
        execute("create temporary table ids (owner_id uuid, contacts integer)");
        execute("insert into ids values ('" + owner.id() + "', " + CONTACTS + ")");
        execute("insert into ids select gen_random_uuid(), " + CONTACTS_OF_OTHERS + " from generate_series(1, " + OTHERS + ")");
        execute("set session_replication_role = replica"); // each row of the others is made here; nothing has to be looked for
        execute(PEOPLE);
        for (var insert : BESIDE) {
            execute(insert);
        }
        execute("reset session_replication_role");
        execute("vacuum analyze " + TABLES);
    }

    UUID somebody() throws SQLException {
        try (var select = superuser.createStatement();
                var row = select
                        .executeQuery("select id from contact where owner_id = '" + owner.id()
                                + "' and binned_at is null offset 777 limit 1")) {
            row.next();
            return row.getObject(1, UUID.class);
        }
    }

    TestOwner owner() {
        return owner;
    }

    /** Each is read from an index in its order, as far as the page goes. */
    Map<String, String> inOrder() {
        var lists = new LinkedHashMap<String, String>();
        for (var sort : List.of("name", "createdAt", "goesColdAt", "lastContactAt")) {
            lists.put(sort, "/v1/contacts?sort=" + sort);
            lists.put("-" + sort, "/v1/contacts?sort=-" + sort);
        }
        for (var tag : List.of("tag 1", "tag 5", "tag 20")) {
            lists.put(tag + " by goesColdAt", "/v1/contacts?sort=goesColdAt&tag=" + tag.replace(" ", "%20"));
        }
        lists.put("tag 5 by -goesColdAt", "/v1/contacts?sort=-goesColdAt&tag=tag%205");
        for (var state : List.of("COLD", "COOLING", "WARM", "NONE", "PAUSED")) {
            lists.put(state + " by goesColdAt", "/v1/contacts?sort=goesColdAt&state=" + state
                    + (state.equals("PAUSED") ? "&status=ARCHIVED" : ""));
        }
        lists.put("COLD by -goesColdAt", "/v1/contacts?sort=-goesColdAt&state=COLD");
        return lists;
    }

    /** Each reads those who are or were there, and nobody else. */
    Map<String, String> ofEmployers() {
        var lists = new LinkedHashMap<String, String>();
        lists.put("organization by name", "/v1/contacts?organization=COMPANY%2017,%20Inc.");
        lists.put("organization by -createdAt", "/v1/contacts?organization=company%2017&sort=-createdAt");
        lists.put("organization and city", "/v1/contacts?organization=company%2017&city=city%2017");
        lists.put("organization and state by goesColdAt", "/v1/contacts?organization=company%2017&state=COLD&sort=goesColdAt");
        return lists;
    }

    /** Each reads rows of the owner, and no others. */
    Map<String, String> others() {
        var lists = new LinkedHashMap<String, String>();
        lists.put("city by name", "/v1/contacts?city=city%2017");
        lists.put("city by lastContactAt", "/v1/contacts?city=city%2017&sort=-lastContactAt");
        lists.put("tag by name", "/v1/contacts?tag=tag%205");
        lists.put("tags and state by createdAt", "/v1/contacts?tag=tag%202&tag=tag%205&state=COLD&sort=createdAt");
        lists.put("not spoken to by name", "/v1/contacts?lastContactBefore=2020-01-01T00:00:00Z");
        lists.put("sector by name", "/v1/contacts?sector=sector%207");
        lists.put("sector by -goesColdAt", "/v1/contacts?sector=sector%207&sort=-goesColdAt");
        lists.put("large organization by name", "/v1/contacts?organization=company%200");
        lists.put("large organization, sector, tag and state by lastContactAt",
                "/v1/contacts?organization=company%200&sector=sector%200&tag=tag%202&state=WARM&sort=lastContactAt");
        lists.put("organizations that begin alike", "/v1/organizations?q=company%2019");
        lists.put("organizations of a sector", "/v1/organizations?sector=sector%203");
        lists.put("search", "/v1/contacts?q=adalyn%20bergstein7");
        lists.put("search with a typo", "/v1/contacts?q=adalyn%20bergtsein7");
        lists.put("search in a tag by goesColdAt", "/v1/contacts?q=goldwood&tag=tag%205&sort=goesColdAt");
        return lists;
    }

    private void execute(String sql) throws SQLException {
        try (var statement = superuser.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        execute("set session_replication_role = replica"); // each row of the others is named here; nothing has to be looked for
        for (var table : List.of("interaction_participant", "interaction", "contact_key", "contact_likeness",
                "contact_search", "contact_tag",
                "cold_spell",
                "employment", "organization_name", "organization", "warmth", "tag", "contact")) {
            execute("delete from " + table + " where owner_id in (select owner_id from ids)");
        }
        execute("reset session_replication_role");
        execute("vacuum (full, analyze) " + TABLES); // or indexes stay as large as they were, and planners avoid them
        superuser.close();
    }
}
