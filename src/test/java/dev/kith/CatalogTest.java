package dev.kith;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.kith.support.Database;
import io.quarkus.test.junit.QuarkusTest;

/** What must hold for every table, now and later, so that no owner ever sees a row of another. */
@QuarkusTest
class CatalogTest {

    /** Tables that belong to the service and not to an owner. */
    private static final String OWNERLESS = "('log_head', 'relay_cursor', 'flyway_schema_history')";

    /** Unique although it does not start with the owner: the position in the log. */
    private static final String POSITIONS = "('event_log_pkey')";

    /** Functions that run with the rights of another role. */
    private static final String DEFINERS = "('kith_search')";

    /** Functions that everybody may call. */
    private static final String FOR_ALL = "('kith_now', 'kith_current_owner')";

    /** Who may do what: a new table comes with a line here. */
    private static final String GRANTS = """
            access_token             kith_api     delete insert select update
            access_token             kith_system  select
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
            contact_draft_key        kith_api     insert select
            contact_draft_key        kith_system  select
            contact_import           kith_api     insert select update
            contact_import           kith_system  select
            contact_key              kith_api     delete insert select
            contact_key              kith_system  select
            contact_likeness         kith_api     delete insert select update
            contact_likeness         kith_system  select
            contact_search           kith_api     insert select update
            contact_search           kith_search  select
            contact_search           kith_system  select update
            contact_tag              kith_api     delete insert select update
            contact_tag              kith_system  delete select update
            employment               kith_api     delete insert select update
            employment               kith_system  select
            event_log                kith_api     select
            event_log                kith_system  insert select
            idempotency_key          kith_api     insert select update
            idempotency_key          kith_system  delete select
            import_batch             kith_api     delete insert select
            import_batch             kith_system  select
            import_before            kith_api     delete insert select update
            import_before            kith_system  select
            import_row               kith_api     insert select update
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
            log_head                 kith_api     select
            log_head                 kith_system  select update
            merged_contact           kith_api     delete insert select update
            merged_contact           kith_system  select
            organization             kith_api     delete insert select update
            organization             kith_system  select
            organization_name        kith_api     delete insert select update
            organization_name        kith_system  select
            outbox                   kith_api     insert
            outbox                   kith_system  delete insert select
            owner_settings           kith_api     delete insert select update
            owner_settings           kith_system  select
            recompute                kith_api     insert select
            recompute                kith_system  delete select update
            relay_cursor             kith_system  insert select update
            renaming                 kith_api     delete insert select update
            renaming                 kith_system  select
            tag                      kith_api     delete insert select update
            tag                      kith_system  delete select update
            warmth                   kith_api     delete insert select update
            warmth                   kith_system  select update
            """;

    private static final String TABLES = """
            select c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity, c.relowner
            from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
            """;

    private static final String OWNED = TABLES + " and c.relname not in " + OWNERLESS;

    /** A rule as a query for what breaks it, and something that would. */
    enum Rule {
        PRIMARY_KEYS_START_WITH_THE_OWNER("""
                select t.relname from (%s) t where t.relname <> 'event_log' and not exists (
                    select from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
                    where i.indrelid = t.oid and i.indisprimary and a.attname = 'owner_id')
                """.formatted(OWNED), "create table mistake (id uuid primary key, owner_id uuid)"),

        EVERY_ROW_HAS_AN_OWNER("""
                select t.relname from (%s) t where not exists (
                    select from pg_attribute a where a.attrelid = t.oid and a.attname = 'owner_id' and a.attnotnull
                    and a.atttypid = 'uuid'::regtype)
                """.formatted(OWNED), "create table mistake (owner_id uuid, id uuid)"),

        UNIQUE_INDEXES_START_WITH_THE_OWNER("""
                select x.relname from (%s) t join pg_index i on i.indrelid = t.oid join pg_class x on x.oid = i.indexrelid
                    left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
                where i.indisunique and a.attname is distinct from 'owner_id' and x.relname not in %s
                """.formatted(OWNED, POSITIONS), "create unique index mistake on tag (name_key, owner_id)"),

        FOREIGN_KEYS_START_WITH_THE_OWNER("""
                select k.conname from pg_constraint k
                    join pg_attribute here on here.attrelid = k.conrelid and here.attnum = k.conkey[1]
                    join pg_attribute there on there.attrelid = k.confrelid and there.attnum = k.confkey[1]
                where k.contype = 'f' and k.connamespace = 'public'::regnamespace
                    and (here.attname, there.attname) <> ('owner_id', 'owner_id')
                """, """
                create table mistake (id uuid, owner_id uuid, contact_owner_id uuid,
                    foreign key (contact_owner_id, id) references contact (owner_id, id))
                """),

        ROW_SECURITY_IS_ON_AND_HOLDS_FOR_THE_OWNER_OF_THE_TABLE_TOO("""
                select t.relname from (%s) t where not (t.relrowsecurity and t.relforcerowsecurity)
                """.formatted(OWNED), "alter table tag no force row level security"),

        PLANS_ARE_MADE_FOR_LARGE_OWNERS("""
                select t.relname from (%s) t join pg_attribute a on a.attrelid = t.oid and a.attname = 'owner_id'
                where not coalesce(a.attoptions, '{}') && '{n_distinct=20}'
                """.formatted(OWNED), "create table mistake (owner_id uuid)"),

        THE_API_SEES_ROWS_OF_THE_CURRENT_OWNER_ONLY("""
                select t.relname from (%s) t where not exists (
                    select from pg_policies p where p.schemaname = 'public' and p.tablename = t.relname
                    and p.roles = '{kith_api}' and p.cmd = 'ALL' and p.permissive = 'PERMISSIVE' and p.qual = p.with_check
                    and p.qual = '(owner_id = ( SELECT kith_current_owner() AS kith_current_owner))')
                """.formatted(OWNED), "create table mistake (owner_id uuid)"),

        THERE_IS_NO_SECOND_WAY_TO_A_ROW("""
                select tablename || ' ' || policyname from pg_policies where schemaname = 'public'
                    and not (roles = '{kith_api}' and policyname = 'own_rows')
                    and not (roles <@ '{kith_system,kith_owner}' and policyname = 'every_row')
                    and not (roles = '{kith_search}' and policyname = 'every_row_searched' and cmd = 'SELECT')
                """, "create policy mistake on tag for select to public using (true)"),

        TABLES_BELONG_TO_THE_OWNER_ROLE("""
                select t.relname from (%s) t where t.relowner <> 'kith_owner'::regrole
                """.formatted(TABLES), "alter table tag owner to kith_system"),

        NOBODY_ELSE_HAS_A_GRANT("""
                select g.table_name || ' ' || g.grantee || ' ' || g.privilege_type from information_schema.table_privileges g
                where g.table_schema = 'public' and (g.grantee not in ('kith_owner', 'kith_api', 'kith_system', 'kith_search')
                    or g.grantee <> 'kith_owner' and g.is_grantable = 'YES')
                """, "grant select on tag to public"),

        VIEWS_SEE_WHAT_THEIR_READER_SEES("""
                select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace
                    and (c.relkind = 'm' or c.relkind = 'v' and not coalesce(c.reloptions, '{}') && '{security_invoker=true}')
                """, "create view mistake as select * from tag"),

        FUNCTIONS_RUN_WITH_THE_RIGHTS_OF_THEIR_CALLER("""
                select p.proname from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prosecdef
                    and p.proname not in %s
                """.formatted(DEFINERS), "create function mistake() returns int language sql security definer as 'select 1'"),

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
                select member::regrole::text from pg_auth_members where member in ('kith_api'::regrole, 'kith_system'::regrole)
                """, "grant kith_owner to kith_api"),

        THE_APPLICATION_MAKES_NOTHING("""
                select r.rolname from pg_roles r where r.rolname in ('kith_api', 'kith_system')
                    and (has_schema_privilege(r.rolname, 'public', 'create')
                        or has_database_privilege(r.rolname, current_database(), 'create'))
                """, "grant create on schema public to kith_api");

        private final String offenders;
        private final String mistake;

        Rule(String offenders, String mistake) {
            this.offenders = offenders;
            this.mistake = mistake;
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
            statement.execute(rule.mistake);
            assertNotEquals(List.of(), rows(connection, rule.offenders));
            connection.rollback();
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
