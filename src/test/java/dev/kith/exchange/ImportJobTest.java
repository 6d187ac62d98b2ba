package dev.kith.exchange;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.kith.owner.CurrentOwner;
import dev.kith.process.BackgroundWork;
import dev.kith.process.SystemDatabase;
import dev.kith.support.Database;
import dev.kith.support.Network;
import dev.kith.support.NothingByItself;
import dev.kith.support.TestClock;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Imports whose batches the test takes itself: several processes, and what one of them leaves behind when it dies. */
@QuarkusTest
@TestProfile(NothingByItself.class)
class ImportJobTest {

    private static final String HEADER = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n";

    private static final int BATCH = NothingByItself.IMPORT_BATCH_SIZE;

    @Inject
    SystemDatabase system;
    @Inject
    CurrentOwner current;
    @Inject
    ImportBatch batch;
    @Inject
    BackgroundWork background;

    private final TestOwner owner = TestOwner.fresh();
    private final Network network = new Network(owner);

    @AfterEach
    void everything_is_imported() throws SQLException {
        execute("drop trigger if exists fails on contact_search");
        finish();
    }

    @Test
    void a_batch_that_dies_is_taken_by_another_process_and_nothing_is_lost_or_doubled() throws SQLException {
        var location = send(owner, people(0, 13));
        assertTrue(process().batch(new HashSet<>()));
        assertRows(location, "RUNNING", BATCH);
        // the last statement of a batch fails, when all its people are written
        execute("""
                create or replace function testing_fails() returns trigger language plpgsql as
                $$ begin raise exception using errcode = '57P01'; end $$
                """);
        execute("create constraint trigger fails after insert on contact_search deferrable initially deferred "
                + "for each row execute function testing_fails()");
        for (int i = 0; i < 5; i++) {
            assertFalse(process().batch(new HashSet<>()));
        }
        assertRows(location, "RUNNING", BATCH);
        execute("drop trigger fails on contact_search");
        finish();
        network.imported(location);
        assertRows(location, "DONE", 13);

        var undisturbed = TestOwner.fresh();
        send(undisturbed, people(0, 13));
        finish();
        assertEquals(everybody(undisturbed), everybody(owner));
        assertEquals(13, everybody(owner).size());
        assertEquals(List.of(13L, 13L), List.of(created(owner), created(undisturbed)));
    }

    @Test
    void many_processes_at_once_take_each_row_once() throws Exception {
        var location = send(owner, people(0, 60));
        var again = send(owner, people(0, 60));
        var processes = new ArrayList<Callable<Void>>();
        for (int i = 0; i < 4; i++) {
            processes.add(() -> {
                process().run();
                return null;
            });
        }
        var threads = Executors.newFixedThreadPool(4);
        try {
            for (var done : threads.invokeAll(processes)) {
                done.get();
            }
        } finally {
            threads.shutdown();
        }
        finish();
        assertRows(location, "DONE", 60);
        assertRows(again, "DONE", 60);
        assertEquals(60, everybody(owner).size());
        assertEquals(60, created(owner));
    }

    @Test
    void a_small_import_does_not_wait_for_a_large_one() throws SQLException {
        var large = send(owner, people(0, 25));
        var small = send(owner, people(25, 1));
        var stranger = TestOwner.fresh();
        var process = process();
        assertTrue(process.batch(new HashSet<>()));
        var theirs = send(stranger, people(0, 1));
        assertTrue(process.batch(new HashSet<>()));
        assertTrue(process.batch(new HashSet<>()));
        assertEquals("DONE", new Network(stranger).imported(theirs).extract().path("status"));
        assertEquals("DONE", network.imported(small).extract().path("status"));
        assertRows(large, "RUNNING", BATCH);
    }

    @Test
    void rows_that_fail_again_and_again_end_the_import_and_no_other() throws SQLException {
        var location = send(owner, people(0, 6));
        var stranger = TestOwner.fresh();
        var theirs = send(stranger, people(0, 6));
        execute("""
                create or replace function testing_fails() returns trigger language plpgsql as
                $$ begin if new.owner_id = '%s' then raise exception using errcode = '22000'; end if; return new; end $$
                """.formatted(owner.id()));
        execute("create trigger fails before insert on contact_search for each row execute function testing_fails()");
        for (int i = 0; i < 3; i++) {
            process().run();
        }
        var failed = network.imported(location).extract();
        assertEquals("FAILED", failed.path("status"));
        assertTrue(failed.<String> path("failure").contains("first 0 rows"));
        assertEquals("DONE", new Network(stranger).imported(theirs).extract().path("status"));
        assertEquals(List.of(), everybody(owner));
        assertEquals(0, waiting());
    }

    @Test
    void what_is_cancelled_before_it_began_brings_nobody_in_and_leaves_nothing_of_the_file() throws SQLException {
        var location = send(owner, people(0, 4));
        assertEquals(1, waiting());
        owner.api().delete(location).then().statusCode(204);
        finish();
        assertRows(location, "CANCELLED", 0);
        assertEquals(List.of(), everybody(owner));
        assertEquals(0, waiting());
    }

    @Test
    void a_dry_run_says_what_the_import_then_does_and_an_undo_leaves_nothing_of_it() throws SQLException {
        for (int seed = 0; seed < 25; seed++) {
            dryRunIsRun(new Random(seed * 0x9E37_79B9_7F4A_7C15L), "seed " + seed);
        }
    }

    private void dryRunIsRun(Random random, String seed) throws SQLException {
        var someone = TestOwner.fresh();
        send(someone, anyFile(random, 4));
        finish();
        var before = contacts(someone);
        for (int i = 0; i < 2 && !before.isEmpty(); i++) {
            someone.api().delete("/v1/contacts/" + before.get(random.nextInt(before.size())));
        }
        var file = anyFile(random, 9);
        var everything = List.of(everybody(someone), created(someone));

        var dry = send(someone, file, "?dryRun=true");
        finish();
        assertEquals(everything, List.of(everybody(someone), created(someone)), seed);
        assertEquals(0, rowsIn("contact_draft", someone) + rowsIn("contact_draft_key", someone), seed);

        var real = send(someone, file);
        finish();
        assertEquals(rows(someone, dry),
                rows(someone, real).stream().map(row -> before.contains(row.get("contactId").toString())
                        ? row
                        : without(row)).toList(),
                () -> seed + "\n" + file);
        assertEquals(new Network(someone).imported(dry).extract().<Map<String, Integer>> path("counts"),
                new Network(someone).imported(real).extract().path("counts"), seed);

        someone.api().post(real + "/undo").then().statusCode(202);
        finish();
        var undo = someone.api().get(real).then().body("status", equalTo("UNDONE")).extract()
                .<Map<String, Integer>> path("undo");
        assertEquals(everything.get(0), everybody(someone), () -> seed + "\n" + file);
        assertEquals(before, contacts(someone), seed);
        assertEquals(0, undo.get("kept"), seed);
        assertEquals(rows(someone, dry).stream().filter(row -> row.get("outcome").equals("CREATED")).count(),
                undo.get("erased").longValue(), seed);
        assertEquals(List.of(), query("select contact_id from import_before where import_id = '%s'"
                .formatted(real.substring(real.lastIndexOf('/') + 1))), seed);
    }

    @Test
    void who_is_touched_while_an_import_is_undone_stays() throws SQLException {
        var location = send(owner, people(0, 12));
        finish();
        var everybody = contacts(owner);
        var touched = everybody.get(7);
        owner.api().post(location + "/undo").then().statusCode(202).body("status", equalTo("UNDOING"));
        assertTrue(process().batch(new HashSet<>()));
        if (owner.api().get("/v1/contacts/" + touched).statusCode() == 404) {
            touched = contacts(owner).get(0);
        }
        network.meal(TestClock.now(), touched);
        finish();
        owner.api().get(location).then().body("status", equalTo("UNDONE")).body("undo.erased", equalTo(11))
                .body("undo.kept", equalTo(1));
        assertEquals(List.of(touched), contacts(owner));
        owner.api().post(location + "/undo").then().statusCode(202).body("status", equalTo("UNDONE"));
        assertEquals(11, network.events("contact.erased.v1", 0).size());
    }

    private static Map<String, Object> without(Map<String, Object> row) {
        var anonymous = new HashMap<>(row);
        anonymous.put("contactId", "null");
        return anonymous;
    }

    /** So few people, with several addresses each, that many rows are about the same one. */
    private static String anyFile(Random random, int people) {
        var file = new StringBuilder(HEADER);
        for (int i = 0; i < 22; i++) {
            var person = random.nextInt(people);
            file.append("Given,Family%d,%s,%s,%s,%s,%s\n".formatted(person,
                    random.nextInt(3) == 0 ? "" : "https://www.linkedin.com/in/p-" + (random.nextInt(5) == 0 ? 0 : person),
                    random.nextInt(2) == 0 ? ""
                            : "p%d.%d@example.com".formatted(random.nextInt(6) == 0 ? 0 : person, random.nextInt(2)),
                    "Company" + random.nextInt(2), random.nextInt(9) == 0 ? "x".repeat(300) : "Title",
                    random.nextInt(2) == 0 ? "" : List.of("05 Mar 2024", "01 Jan 2999", "never").get(random.nextInt(3))));
        }
        return file.toString();
    }

    private static List<String> contacts(TestOwner owner) {
        return owner.api().get("/v1/contacts?limit=200&status=ACTIVE&status=BINNED").then().statusCode(200).extract()
                .path("items.id");
    }

    private static List<Map<String, Object>> rows(TestOwner owner, String location) {
        var rows = new ArrayList<Map<String, Object>>();
        var query = "?limit=9";
        while (true) {
            var page = owner.api().get(location + "/rows" + query).then().statusCode(200).extract();
            for (var row : page.<List<Map<String, Object>>> path("items")) {
                rows.add(row.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, entry -> String.valueOf(entry.getValue()))));
            }
            if (page.path("nextCursor") == null) {
                return rows;
            }
            query = "?limit=9&cursor=" + page.path("nextCursor");
        }
    }

    private static long rowsIn(String table, TestOwner owner) throws SQLException {
        return query("select 1 from %s where owner_id = '%s'".formatted(table, owner.id())).size();
    }

    /** A process of its own: another instance shares nothing with it but the database. */
    private ImportJob process() {
        return new ImportJob(system, current, batch, background);
    }

    private void finish() throws SQLException {
        process().run();
    }

    private static String send(TestOwner owner, String file) {
        return send(owner, file, "");
    }

    private static String send(TestOwner owner, String file, String query) {
        return owner.api().contentType("text/csv").body(file.getBytes(StandardCharsets.UTF_8)).post("/v1/imports" + query)
                .then()
                .statusCode(202).extract().header("Location");
    }

    private void assertRows(String location, String status, int rows) {
        var answer = owner.api().get(location).then().statusCode(200).extract();
        assertEquals(Map.of("status", status, "rows", rows),
                Map.of("status", answer.path("status"), "rows", answer.path("counts.rows")));
    }

    private static String people(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> "Given%d,Family%d,https://www.linkedin.com/in/person-%d,,Company%d,Title,05 Mar 2024\n"
                        .formatted(i, i, i, i % 40))
                .reduce(new StringBuilder(HEADER), StringBuilder::append, StringBuilder::append).toString();
    }

    private static List<String> everybody(TestOwner owner) throws SQLException {
        return query(
                """
                        select concat_ws(' ', display_name, emails, links, positions, met_on, binned_at, k.key, s.names, s.details, w.anchor)
                        from contact c
                        join warmth w on w.owner_id = c.owner_id and w.contact_id = c.id
                        join contact_search s on s.owner_id = c.owner_id and s.contact_id = c.id
                        join contact_key k on k.owner_id = c.owner_id and k.contact_id = c.id
                        where c.owner_id = '%s' order by 1
                        """
                        .formatted(owner.id()));
    }

    private long waiting() throws SQLException {
        return rowsIn("import_batch", owner);
    }

    private static long created(TestOwner owner) throws SQLException {
        return query("""
                select event_id from outbox where owner_id = '%1$s' and type like '%%contact.created.v1'
                union select event_id from event_log where owner_id = '%1$s' and type like '%%contact.created.v1'
                """.formatted(owner.id())).size();
    }

    private static List<String> query(String sql) throws SQLException {
        try (var connection = Database.asSystem();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var texts = new ArrayList<String>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = Database.asOwner(); var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
