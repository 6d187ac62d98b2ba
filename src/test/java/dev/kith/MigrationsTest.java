package dev.kith;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two adjacent versions of Kith work on one database while a new one is rolled out. So a migration takes nothing away that the
 * version before still uses, and locks nothing that people wait for: it adds now, and a later version takes away. What is right
 * all the same says so in a comment, {@code -- safe: why}, in front of the statement.
 */
class MigrationsTest {

    private static final Path ALL = Path.of("src", "main", "resources", "db", "migration");

    /** Those of the first release, which nothing ran beside. */
    private static final int FIRST_RELEASE = 30;

    private static final Pattern VERSION = Pattern.compile("V(\\d+)__.*\\.sql");
    private static final Pattern MADE_HERE = Pattern.compile("create table (?:if not exists )?(\\w+).*", Pattern.DOTALL);
    private static final Pattern SAFE = Pattern.compile("-- safe: \\S.*", Pattern.DOTALL);

    /** What is wrong with a statement about a table, by how it begins; the table is the first group. */
    private static final Map<Pattern, String> RULES = Map.ofEntries(
            rule("create (?:unique )?index (?!concurrently)(?:if not exists )?\\w* ?on (?:only )?(\\w+).*",
                    "nobody can write while the index is made: create index concurrently"),
            rule("drop index (?!concurrently).*()", "everybody waits for whoever reads by the index: drop index concurrently"),
            rule("(?:drop table|truncate) (?:if exists )?(\\w+).*", "the version before uses the table"),
            rule("drop (?:function|view|procedure) .*()", "the version before uses it"),
            rule("alter table (?:if exists )?(?:only )?(\\w+).* drop (?:column )?(?!constraint|not null|default)\\w+.*",
                    "the version before uses the column"),
            rule("alter table (?:if exists )?(?:only )?(\\w+).* rename .*", "the version before knows the old name"),
            rule("alter table (?:if exists )?(?:only )?(\\w+).* (?:set data )?type .*",
                    "the table is written anew, and the version before knows the old type"),
            rule("alter table (?:if exists )?(?:only )?(\\w+).* add (?:column )?(?!constraint|check|foreign|unique|primary)"
                    + "(?:if not exists )?\\w+ (?!.*default).*not null.*",
                    "the version before does not fill the column: give it a default"),
            rule("alter table (?:if exists )?(?:only )?(\\w+).* default (?:gen_random_uuid|clock_timestamp|nextval|random).*",
                    "the table is written anew: fill the column in batches, by a job"),
            rule("alter table (?:if exists )?(?:only )?(\\w+).* set not null.*",
                    "the whole table is read while everybody waits: add a check not valid, validate it, then set it"),
            rule("alter table (?:if exists )?(?:only )?(\\w+).* (?:check|foreign key|references) (?!.*not valid).*",
                    "the whole table is read while everybody waits: add it not valid, and validate it in a migration of its own"),
            rule("alter table (?:if exists )?(?:only )?(\\w+).* (?:unique|primary key) (?!.*using index).*",
                    "nobody can write while the index is made: make it concurrently, and add the key using it"),
            rule("(?:update|delete from) (?:only )?(\\w+).*",
                    "rows are locked until all are done: leave it to a job, in batches"),
            rule("(?:cluster|vacuum full|reindex (?!.*concurrently)|lock table).*()", "everybody waits for it"));

    private static Map.Entry<Pattern, String> rule(String statement, String fault) {
        return Map.entry(Pattern.compile(statement, Pattern.DOTALL), fault);
    }

    @Test
    void no_migration_gets_in_the_way_of_the_version_before() throws IOException {
        try (var files = Files.list(ALL)) {
            for (var file : files.filter(file -> !file.toString().endsWith(".conf")).sorted().toList()) {
                var version = VERSION.matcher(file.getFileName().toString());
                assertEquals(true, version.matches(), file + " is not named as a migration");
                if (Integer.parseInt(version.group(1)) > FIRST_RELEASE) {
                    assertEquals(List.of(), faults(Files.readString(file)), file.toString());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "create index tag_by_age on tag (owner_id, created_at);",
            "create unique index tag_by_age on tag (owner_id, created_at);",
            "create index on only tag (owner_id);",
            "drop index tag_by_age;",
            "drop table tag;",
            "drop function kith_search(text[], text[]);",
            "alter table tag drop column cadence;",
            "alter table tag drop cadence;",
            "alter table tag rename column cadence to rhythm;",
            "alter table tag alter column name type varchar(20);",
            "alter table tag add column colour text not null;",
            "alter table tag\n  add colour text\n  not null;",
            "alter table tag add column key uuid default gen_random_uuid();",
            "alter table tag alter column cadence set not null;",
            "alter table tag add constraint short check (length(name) < 20);",
            "alter table tag add foreign key (owner_id) references account (owner_id);",
            "alter table tag add column parent uuid references tag (id);",
            "alter table tag add constraint one unique (owner_id, name);",
            "update tag set name = lower(name);",
            "delete from tag where doomed;",
            "lock table tag;",
            "create table colour (id uuid); create index by_name on tag (name);",
            "-- safe:\ndrop table tag;"
    })
    void what_would_is_seen(String migration) {
        assertFalse(faults(migration).isEmpty(), migration);
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "create table colour (owner_id uuid not null, id uuid, primary key (owner_id, id)); create index by_id on colour (id);",
            "create index concurrently tag_by_age on tag (owner_id, created_at);",
            "drop index concurrently if exists tag_by_age;",
            "alter table tag add column colour text;",
            "alter table tag add column colour text not null default 'red';",
            "alter table tag alter column cadence drop not null;",
            "alter table tag add constraint short check (length(name) < 20) not valid;",
            "alter table tag validate constraint short;",
            "alter table tag add constraint one unique using index tag_one;",
            "grant select on tag to kith_api;",
            "create or replace function f() returns void language sql begin atomic update tag set name = ''; end;",
            "-- safe: one row\nupdate log_head set position = 1;",
            "insert into setting values ('update tag set name = 1; drop table tag');",
            "do $$ begin update tag set name = ''; end $$;"
    })
    void what_would_not_is_let_through(String migration) {
        assertEquals(List.of(), faults(migration));
    }

    private static List<String> faults(String migration) {
        Set<String> made = new HashSet<>();
        var faults = new ArrayList<String>();
        for (var written : statements(migration)) {
            var statement = written.replaceAll("--[^\n]*", " ").replaceAll("\\s+", " ").strip().toLowerCase();
            var table = MADE_HERE.matcher(statement);
            if (table.matches()) {
                made.add(table.group(1));
            } else if (!SAFE.matcher(written.strip()).lookingAt() && !statement.startsWith("do ")) {
                RULES.forEach((rule, fault) -> {
                    var found = rule.matcher(statement);
                    if (found.matches() && !made.contains(found.group(1))) {
                        faults.add(fault + ": " + statement);
                    }
                });
            }
        }
        return faults;
    }

    /** Parted by semicolons, but not those within text, bodies of functions, or comments. */
    private static List<String> statements(String migration) {
        var statements = new ArrayList<String>();
        var part = Pattern.compile("--[^\n]*|'(?:[^']|'')*'|\\$(\\w*)\\$.*?\\$\\1\\$|begin atomic.*?end(?=;)|;", Pattern.DOTALL)
                .matcher(migration);
        var from = 0;
        while (part.find()) {
            if (part.group().equals(";")) {
                statements.add(migration.substring(from, part.start()));
                from = part.end();
            }
        }
        statements.add(migration.substring(from));
        return statements.stream().filter(statement -> !statement.isBlank()).toList();
    }
}
