package dev.kith;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.kith.support.Database;
import dev.kith.support.Victim;
import io.quarkus.test.junit.QuarkusTest;

/** What must hold for every table, now and later, so that no owner ever sees a row of another. */
@QuarkusTest
class CatalogTest {

    /** Tables that belong to the service and not to an owner. */
    private static final String OWNERLESS = "('log_epoch', 'log_figures', 'log_head', 'log_pass', 'relay_cursor', 'relay_state', 'republication', 'webhook_wake',"
            + " 'flyway_schema_history')";

    /** The log and its parts, whose key is the position and does not start with the owner. */
    private static final String LOG = "'^event_log(_\\d+)?$'";

    /** Functions that run with the rights of another role, kith_search. What they may do, {@link SearchFunctionsTest} tries. */
    private static final String DEFINERS = "('kith_search')";

    /** What runs by itself: however a row goes, the id that a client gave it stays. With the rights of whoever removes it. */
    private static final String TRIGGERS = "('kith_keep_spent_ids')";

    /** What comes with PostgreSQL and cannot reach around its own rules. */
    private static final String EXTENSIONS = "('plpgsql', 'btree_gin', 'pg_trgm')";

    /** Schemas of Kith; in tests there is the clock's as well. */
    private static final String SCHEMAS = "('public', 'testing')";

    /** Functions that everybody may call. */
    private static final String FOR_ALL = "('kith_now', 'kith_current_owner')";

    /** Who may do what: a new table comes with a line here. */
    private static final String GRANTS = """
            access_token             kith_api     delete insert select update
            access_token             kith_system  select
            account                  kith_api     delete insert select update
            account                  kith_system  select
            ask                      kith_api     delete insert select update
            ask                      kith_system  select
            ask_name                 kith_api     delete insert select update
            ask_name                 kith_system  select
            cold_spell               kith_api     delete insert select update
            cold_spell               kith_system  insert select update
            contact                  kith_api     delete insert select update
            contact                  kith_system  select
            contact_distinction      kith_api     delete insert select
            contact_distinction      kith_system  select
            contact_draft            kith_api     delete insert select update
            contact_draft            kith_system  select
            contact_draft_key        kith_api     delete insert select
            contact_draft_key        kith_system  select
            contact_import           kith_api     delete insert select update
            contact_import           kith_system  select
            contact_key              kith_api     delete insert select
            contact_key              kith_system  select
            contact_likeness         kith_api     delete insert select update
            contact_likeness         kith_system  select
            contact_search           kith_api     delete insert select update
            contact_search           kith_search  select
            contact_search           kith_system  select update
            contact_tag              kith_api     delete insert select update
            contact_tag              kith_system  delete select update
            employment               kith_api     delete insert select update
            employment               kith_system  select
            event_log                kith_api     select
            event_log                kith_system  insert select
            flyway_schema_history    kith_api     select
            idempotency_key          kith_api     delete insert select update
            idempotency_key          kith_system  delete select
            import_batch             kith_api     delete insert select
            import_batch             kith_system  select
            import_before            kith_api     delete insert select update
            import_before            kith_system  select
            import_row               kith_api     delete insert select update
            import_row               kith_system  select
            interaction              kith_api     delete insert select update
            interaction              kith_system  select
            interaction_participant  kith_api     delete insert select update
            interaction_participant  kith_system  select
            introduction             kith_api     delete insert select update
            introduction             kith_system  select update
            introduction_consent     kith_api     delete insert select update
            introduction_consent     kith_system  select
            introduction_outcome     kith_api     delete insert select update
            introduction_outcome     kith_system  select
            log_epoch                kith_api     select
            log_epoch                kith_system  insert select
            log_figures              kith_api     select
            log_figures              kith_system  insert select update
            log_head                 kith_api     select
            log_head                 kith_system  select update
            log_pass                 kith_api     select
            log_pass                 kith_system  insert select
            merged_contact           kith_api     delete insert select update
            merged_contact           kith_system  select
            organization             kith_api     delete insert select update
            organization             kith_system  select
            organization_name        kith_api     delete insert select update
            organization_name        kith_system  select
            outbox                   kith_api     insert select
            outbox                   kith_system  delete insert select
            owner_settings           kith_api     delete insert select update
            owner_settings           kith_system  select
            recompute                kith_api     delete insert select
            recompute                kith_system  delete select update
            relay_cursor             kith_api     select
            relay_cursor             kith_system  insert select update
            relay_state              kith_api     select
            relay_state              kith_system  insert select update
            renaming                 kith_api     delete insert select update
            renaming                 kith_system  select
            republication            kith_api     insert select update
            republication            kith_system  insert select update
            spent_id                 kith_api     delete insert select
            spent_id                 kith_system  select
            tag                      kith_api     delete insert select update
            tag                      kith_system  delete select update
            warmth                   kith_api     delete insert select update
            warmth                   kith_system  select update
            webhook                  kith_api     delete insert select update
            webhook                  kith_system  select update
            webhook_delivery         kith_api     delete insert select update
            webhook_delivery         kith_system  delete insert select update
            webhook_secret           kith_api     delete insert select update
            webhook_secret           kith_system  select
            webhook_wake             kith_system  select update
            """;

    /** Tables that are emptied as soon as something is in them. */
    private static final Set<String> QUEUES = new TreeSet<>(
            List.of("contact_draft", "contact_draft_key", "import_batch", "outbox",
                    "recompute", "renaming"));

    private static final String TABLES = """
            select c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity, c.relowner
            from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
            """;

    private static final String OWNED = TABLES + " and c.relname not in " + OWNERLESS;

    /** A rule as a query for what breaks it, and something that would. */
    enum Rule {
        PRIMARY_KEYS_START_WITH_THE_OWNER("""
                select t.relname from (%s) t where t.relname !~ %s and not exists (
                    select from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
                    where i.indrelid = t.oid and i.indisprimary and a.attname = 'owner_id')
                """.formatted(OWNED, LOG), "create table mistake (id uuid primary key, owner_id uuid)"),

        EVERY_ROW_HAS_AN_OWNER("""
                select t.relname from (%s) t where not exists (
                    select from pg_attribute a where a.attrelid = t.oid and a.attname = 'owner_id' and a.attnotnull
                    and a.atttypid = 'uuid'::regtype)
                """.formatted(OWNED), "create table mistake (owner_id uuid, id uuid)"),

        UNIQUE_INDEXES_START_WITH_THE_OWNER("""
                select x.relname from (%s) t join pg_index i on i.indrelid = t.oid join pg_class x on x.oid = i.indexrelid
                    left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
                where (i.indisunique or i.indisexclusion) and a.attname is distinct from 'owner_id'
                    and not (t.relname ~ %s and i.indisprimary and a.attname = 'position')
                """.formatted(OWNED, LOG), "create unique index mistake on event_log_1 (event_id)",
                "create unique index mistake on tag (name_key, owner_id)",
                "create unique index mistake on tag ((owner_id::text), name_key)",
                "alter table tag add constraint mistake exclude (name_key with =)"),

        FOREIGN_KEYS_START_WITH_THE_OWNER("""
                select k.conname from pg_constraint k
                    join pg_attribute here on here.attrelid = k.conrelid and here.attnum = k.conkey[1]
                    join pg_attribute there on there.attrelid = k.confrelid and there.attnum = k.confkey[1]
                where k.contype = 'f' and k.connamespace = 'public'::regnamespace
                    and (here.attname, there.attname) <> ('owner_id', 'owner_id')
                """, """
                create table mistake (id uuid, owner_id uuid, contact_owner_id uuid,
                    foreign key (contact_owner_id, id) references contact (owner_id, id))
                """, """
                create unique index mistake on contact (id);
                alter table tag add foreign key (id) references contact (id) not valid
                """),

        FOREIGN_KEYS_ARE_LOOKED_UP_BY_AN_INDEX("""
                select k.conname from pg_constraint k
                where k.contype = 'f' and k.connamespace = 'public'::regnamespace and not exists (
                    select from pg_index i
                    where i.indrelid = k.conrelid
                    and k.conkey @> (i.indkey::int2[])[0:cardinality(k.conkey) - 1]
                    and k.conkey <@ (i.indkey::int2[])[0:cardinality(k.conkey) - 1])
                """, "create table mistake (owner_id uuid, id uuid, contact_id uuid, primary key (owner_id, id),"
                + " foreign key (owner_id, contact_id) references contact (owner_id, id))"),

        ROW_SECURITY_IS_ON_AND_HOLDS_FOR_THE_OWNER_OF_THE_TABLE_TOO("""
                select t.relname from (%s) t where not (t.relrowsecurity and t.relforcerowsecurity)
                """.formatted(OWNED), "alter table tag no force row level security",
                "alter table tag disable row level security",
                """
                        create table parted (owner_id uuid not null, id uuid, primary key (owner_id, id)) partition by hash (owner_id);
                        call kith_protect('parted', 'select', 'select');
                        create table mistake partition of parted for values with (modulus 1, remainder 0)
                        """,
                "create table mistake () inherits (tag)"),

        PLANS_ARE_MADE_FOR_LARGE_OWNERS("""
                select t.relname from (%s) t join pg_attribute a on a.attrelid = t.oid and a.attname = 'owner_id'
                where not coalesce(a.attoptions, '{}') && '{n_distinct=20}'
                """.formatted(OWNED), "create table mistake (owner_id uuid)"),

        THE_API_SEES_ROWS_OF_THE_CURRENT_OWNER_ONLY("""
                select t.relname from (%s) t where not exists (
                    select from pg_policies p where p.schemaname = 'public' and p.tablename = t.relname
                    and p.roles = '{kith_api}' and p.cmd = 'ALL' and p.permissive = 'PERMISSIVE' and p.qual = p.with_check
                    and p.qual = '(owner_id = ( SELECT kith_current_owner() AS kith_current_owner))')
                """.formatted(OWNED), "create table mistake (owner_id uuid)",
                "alter policy own_rows on tag using (true)", "alter policy own_rows on tag with check (true)"),

        THE_CURRENT_OWNER_IS_THE_ONE_THAT_THE_TRANSACTION_WAS_TOLD("""
                select p.proname from pg_proc p where p.proname = 'kith_current_owner'
                    and (p.prosecdef or p.provolatile <> 's' or btrim(p.prosrc) <>
                        $$select nullif(current_setting('kith.owner_id', true), '')::uuid$$)
                """, "create or replace function kith_current_owner() returns uuid language sql stable as 'select null::uuid'"),

        NO_ROLE_AND_NO_DATABASE_HAS_AN_OWNER_SET("""
                select setting from pg_db_role_setting, unnest(setconfig) setting
                where setting ~ '^(kith\\.|row_security|search_path|role|session_authorization)'
                """, "alter role kith_api set kith.owner_id = '00000000-0000-0000-0000-000000000001'",
                "alter role kith_api in database kith set search_path = pg_temp, public"),

        THERE_IS_NO_SECOND_WAY_TO_A_ROW("""
                select tablename || ' ' || policyname from pg_policies where schemaname = 'public'
                    and not (roles = '{kith_api}' and policyname = 'own_rows')
                    and not (roles <@ '{kith_system,kith_owner}' and policyname = 'every_row')
                    and not (roles = '{kith_search}' and policyname = 'every_row_searched' and cmd = 'SELECT')
                """, "create policy mistake on tag for select to public using (true)",
                "drop policy own_rows on tag; create policy own_rows on tag for select to kith_system using (true)",
                "alter policy every_row on tag to kith_system, kith_api"),

        TABLES_BELONG_TO_THE_OWNER_ROLE("""
                select t.relname from (%s) t where t.relowner <> 'kith_owner'::regrole
                """.formatted(TABLES), "alter table tag owner to kith_system"),

        NOBODY_ELSE_HAS_A_GRANT("""
                select g.table_name || ' ' || g.grantee || ' ' || g.privilege_type from information_schema.table_privileges g
                where g.table_schema = 'public' and (g.grantee not in ('kith_owner', 'kith_api', 'kith_system', 'kith_search')
                    or g.grantee <> 'kith_owner' and g.is_grantable = 'YES')
                """, "grant select on tag to public", "grant select on tag to kith_api with grant option",
                "create role mistake; grant select on tag to mistake"),

        NOBODY_HAS_A_GRANT_ON_SINGLE_COLUMNS("""
                select attrelid::regclass || ' ' || attname from pg_attribute
                where attacl is not null and attrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)
                """, "grant select (data) on outbox to kith_api"),

        NOTHING_IS_GRANTED_BEFORE_IT_IS_THERE("""
                select defaclrole::regrole || ' ' || defaclacl::text from pg_default_acl
                """, "alter default privileges in schema public grant select on tables to public",
                "alter default privileges for role kith_owner grant all on tables to kith_api"),

        SEQUENCES_TELL_NOTHING(
                """
                        select c.relname || ' ' || r.rolname from pg_class c, pg_roles r
                        where c.relkind = 'S' and c.relnamespace = 'public'::regnamespace
                            and r.rolname in ('kith_api', 'kith_search') and has_sequence_privilege(r.rolname, c.oid, 'usage, select, update')
                        """,
                "grant usage on all sequences in schema public to kith_api",
                "create sequence mistake; grant select on mistake to public"),

        VIEWS_SEE_WHAT_THEIR_READER_SEES("""
                select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace
                    and c.relkind = 'v' and not coalesce(c.reloptions, '{}') && '{security_invoker=true}'
                """, "create view mistake as select * from tag",
                "create view mistake with (security_barrier = true) as select * from tag"),

        EVERYTHING_THAT_HAS_ROWS_IS_A_TABLE_OR_A_VIEW("""
                select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('m', 'f')
                """, "create materialized view mistake as select * from tag", """
                create foreign data wrapper mistake; create server mistake foreign data wrapper mistake;
                create foreign table mistake (owner_id uuid) server mistake
                """),

        NOTHING_IS_OUTSIDE_OF_THE_SCHEMA("""
                select nspname from pg_namespace
                where nspname !~ '^pg_' and nspname not in %s and nspname <> 'information_schema'
                """.formatted(SCHEMAS), "create schema mistake"),

        NOTHING_RUNS_UNASKED("""
                select tgrelid::regclass || ' ' || tgname from pg_trigger
                where not tgisinternal and tgfoid::regproc::text not in %s
                union all select evtname::text from pg_event_trigger
                union all select ev_class::regclass || ' ' || rulename from pg_rewrite where rulename <> '_RETURN'
                    and ev_class in (select oid from pg_class where relnamespace = 'public'::regnamespace)
                """.formatted(TRIGGERS), """
                create function mistake() returns trigger language plpgsql as 'begin return new; end';
                create trigger mistake before update on tag for each row execute function mistake()
                """, "create rule mistake as on delete to tag do also delete from contact where id = old.id", """
                create function mistake() returns event_trigger language plpgsql as 'begin end';
                create event trigger mistake on ddl_command_end execute function mistake()
                """),

        IDS_THAT_CLIENTS_MADE_ARE_SPENT_FOR_EVER("""
                select attrelid::regclass::text from pg_attribute join pg_class on pg_class.oid = attrelid
                where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and attname = 'made_from'
                    and relname <> 'merged_contact' -- who was a contact, and so is spent
                    and not exists (select from pg_trigger where tgrelid = attrelid and tgenabled = 'O'
                        and tgfoid = 'kith_keep_spent_ids'::regproc)
                """, "create table mistake (owner_id uuid, id uuid, made_from bytea)", "drop trigger keep_spent_ids on ask",
                "alter table contact disable trigger keep_spent_ids"),

        NOTHING_LEAVES_THE_DATABASE_BY_ITSELF(
                """
                        select pubname::text from pg_publication union all select subname::text from pg_subscription
                        union all select srvname::text from pg_foreign_server union all select fdwname::text from pg_foreign_data_wrapper
                        """,
                "create publication mistake for table tag", "create foreign data wrapper mistake"),

        THERE_ARE_NO_LARGE_OBJECTS_WHICH_KNOW_NO_POLICY("""
                select oid::text from pg_largeobject_metadata
                """, "select lo_create(0)"),

        EXTENSIONS_ARE_THOSE_THAT_ARE_NEEDED("""
                select extname from pg_extension where extname not in %s
                """.formatted(EXTENSIONS), "create extension lo"),

        FUNCTIONS_RUN_WITH_THE_RIGHTS_OF_THEIR_CALLER("""
                select p.oid::regprocedure::text from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prosecdef
                    and not (p.proname in %s and p.proowner = 'kith_search'::regrole and p.prokind = 'f'
                        and p.proconfig && '{"search_path=pg_catalog, public, pg_temp"}'
                        and p.prosrc like '%%where owner_id = kith_current_owner() and %%')
                """.formatted(DEFINERS), "create function mistake() returns int language sql security definer as 'select 1'",
                "create function kith_search() returns int language sql security definer as 'select 1'",
                "alter function kith_search(text[], text[]) reset search_path",
                "alter function kith_search(text[], text[]) set search_path = public",
                "alter function kith_search(text[], text[]) owner to postgres"),

        FUNCTIONS_COMPARE_NOTHING_BEFORE_A_POLICY_DOES("""
                select p.proname from pg_proc p where p.pronamespace = 'public'::regnamespace and p.proleakproof
                    and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
                """, "create function mistake(text) returns boolean language sql leakproof immutable as 'select true'"),

        FUNCTIONS_ARE_FOR_THOSE_WHO_NEED_THEM("""
                select p.proname from pg_proc p where p.pronamespace = 'public'::regnamespace and p.proname not in %s
                    and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
                    and (p.proacl is null or exists (select from aclexplode(p.proacl) g where g.grantee = 0))
                """.formatted(FOR_ALL), "create function mistake() returns int language sql as 'select 1'"),

        ROLES_ARE_NO_MORE_THAN_THEY_NEED_TO_BE("""
                select rolname from pg_roles where rolname like 'kith%'
                    and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)
                """, "alter role kith_api bypassrls"),

        THE_APPLICATION_OWNS_NOTHING("""
                select r.rolname || ' ' || d.classid::regclass || ' ' || d.objid from pg_shdepend d
                    join pg_roles r on r.oid = d.refobjid
                where d.refclassid = 'pg_authid'::regclass and d.deptype = 'o' and r.rolname in ('kith_api', 'kith_system')
                """, "alter table tag owner to kith_system"),

        THE_APPLICATION_IS_NOBODY_ELSE("""
                select member::regrole::text from pg_auth_members where member in ('kith_api'::regrole, 'kith_system'::regrole,
                    'kith_search'::regrole)
                """, "grant kith_owner to kith_api", "grant kith_system to kith_search", "grant pg_read_all_data to kith_api"),

        THE_APPLICATION_MAKES_NOTHING("""
                select r.rolname from pg_roles r where r.rolname in ('kith_api', 'kith_system')
                    and (has_schema_privilege(r.rolname, 'public', 'create')
                        or has_database_privilege(r.rolname, current_database(), 'create, temporary'))
                """, "grant create on schema public to kith_api", "grant temporary on database kith to public"),

        SEARCHING_IS_ALL_THAT_KITH_SEARCH_CAN(
                """
                        select c.relname || ' ' || p.privilege from pg_class c, unnest('{insert,update,delete,truncate}'::text[]) p (privilege)
                        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')
                            and has_table_privilege('kith_search', c.oid, p.privilege)
                        union all select rolname from pg_roles where rolname = 'kith_search' and rolcanlogin
                        union all select relname from pg_class where relowner = 'kith_search'::regrole
                        """,
                "grant delete on contact_search to kith_search", "alter role kith_search login");

        private final String offenders;
        private final List<String> mistakes;

        Rule(String offenders, String... mistakes) {
            this.offenders = offenders;
            this.mistakes = List.of(mistakes);
        }
    }

    @ParameterizedTest
    @EnumSource
    void holds(Rule rule) throws SQLException {
        try (var connection = Database.asSuperuser()) {
            assertEquals(List.of(), rows(connection, rule.offenders));
        }
    }

    @ParameterizedTest
    @EnumSource
    void would_see_a_mistake(Rule rule) throws SQLException {
        try (var connection = Database.asSuperuser(); var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (var mistake : rule.mistakes) {
                statement.execute(mistake);
                assertNotEquals(List.of(), rows(connection, rule.offenders), mistake);
                connection.rollback();
            }
        }
    }

    @Test
    void grants_are_those_that_are_written_down() throws SQLException {
        try (var connection = Database.asSuperuser()) {
            assertEquals(GRANTS.lines().map(line -> line.replaceAll(" +", " ")).toList(), rows(connection, """
                    select table_name || ' ' || grantee || ' ' || string_agg(lower(privilege_type), ' ' order by privilege_type)
                    from information_schema.table_privileges
                    where table_schema = 'public' and grantee in ('kith_api', 'kith_search', 'kith_system')
                    group by table_name, grantee order by table_name, grantee
                    """));
        }
    }

    /** What has a row that nobody may touch is watched by every test: see {@link Victim}. */
    @Test
    void the_victim_has_rows_in_every_table() throws SQLException {
        Victim.make();
        var empty = new TreeSet<String>();
        Victim.rows().forEach((table, rows) -> {
            if (rows.startsWith("0 ")) {
                empty.add(table);
            }
        });
        assertEquals(QUEUES, empty);
    }

    private static List<String> rows(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement(); var result = statement.executeQuery(sql)) {
            var rows = new ArrayList<String>();
            while (result.next()) {
                rows.add(result.getString(1));
            }
            return rows;
        }
    }
}
