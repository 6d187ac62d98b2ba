package dev.kith.account;

import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import dev.kith.owner.KnownOwners;
import dev.kith.support.Database;
import dev.kith.support.Network;
import dev.kith.support.TestClock;
import dev.kith.support.TestOwner;
import dev.kith.support.Victim;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class AccountResourceTest {

    private static final String OPENED = "dev.kith.account.opened.v1";
    private static final String CLOSED = "dev.kith.account.closed.v1";

    /** What is there for a moment only, so that the victim has none of it. */
    private static final List<String> FLEETING = List.of(
            "insert into recompute (owner_id, id, cause, total, requested_at) select ?, gen_random_uuid(), 'CADENCE', 1, now()",
            "insert into contact_draft select ?, gen_random_uuid(), gen_random_uuid(), true, '{}'",
            "insert into contact_draft_key select owner_id, intake_id, 'key', contact_id from contact_draft where owner_id = ?",
            "insert into import_batch select owner_id, id, 0, '[]' from contact_import where owner_id = ?",
            """
                    insert into renaming (owner_id, id, organization_id, total, requested_at)
                    select owner_id, gen_random_uuid(), id, 1, now() from organization where owner_id = ? limit 1
                    """);

    @Inject
    KnownOwners known;

    private final TestOwner owner = TestOwner.fresh();

    @Test
    void the_first_request_opens_the_account_whatever_becomes_of_it() {
        owner.api().get("/v1/contacts/0199f0c4-7c1e-7b3a-9d5f-3e1c2a4b6d80").then().statusCode(404);
        owner.api().get("/v1/me").then().statusCode(200);
        known.remove(owner.id());
        owner.api().get("/v1/me").then().statusCode(200);
        assertEquals(List.of(Map.of("ownerId", owner.id().toString())),
                new Network(owner).events(OPENED, 1).stream().map(event -> event.get("data")).toList());
    }

    @Test
    void whoever_is_not_let_in_opens_none() throws SQLException {
        owner.with().api().get("/v1/me").then().statusCode(403);
        assertEquals(0, rows(owner).get("account"));
    }

    @Test
    void many_first_requests_at_once_open_one() throws Exception {
        var threads = Executors.newFixedThreadPool(32);
        try {
            List<Callable<Integer>> requests = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                var path = i % 2 == 0 ? "/v1/me" : "/v1/contacts";
                requests.add(() -> owner.api().get(path).statusCode());
            }
            for (var answer : threads.invokeAll(requests)) {
                assertEquals(200, answer.get());
            }
        } finally {
            threads.shutdown();
        }
        new Network(owner).contact("Ada");
        assertEquals(List.of(OPENED, "dev.kith.contact.created.v1"), types(2));
    }

    @Test
    void an_account_is_closed_by_whoever_asks_twice() {
        var contact = new Network(owner).contact("Ada");
        var before = TestClock.now();
        var confirmBefore = Instant.parse(owner.api().delete("/v1/me").then().statusCode(202).extract().path("confirmBefore"));
        assertTrue(Duration.between(before, confirmBefore).minusMinutes(10).abs().toSeconds() < 60);
        owner.api().get("/v1/contacts/" + contact).then().statusCode(200);

        owner.api().delete("/v1/me").then().statusCode(204);
        owner.api().get("/v1/contacts/" + contact).then().statusCode(404);
        owner.api().get("/v1/contacts").then().statusCode(200).body("items.size()", is(0));
        assertEquals(List.of(OPENED, "dev.kith.contact.created.v1", CLOSED, OPENED), types(4));
        owner.api().delete("/v1/me").then().statusCode(202);
    }

    @Test
    void whoever_thinks_for_too_long_is_asked_anew() {
        owner.api().delete("/v1/me").then().statusCode(202);
        TestClock.ahead(Duration.ofMinutes(10).plusSeconds(1));
        owner.api().delete("/v1/me").then().statusCode(202);
        owner.api().delete("/v1/me").then().statusCode(204);
    }

    @Test
    void a_personal_token_closes_nothing_and_ends_with_the_account() {
        var token = owner.api().body("{\"name\": \"Script\", \"scopes\": [\"kith:read\", \"kith:write\"]}").post("/v1/tokens")
                .then().statusCode(201).extract().<String> path("token");
        var feed = owner.api().body("{\"name\": \"Calendar\", \"use\": \"FEED\"}").post("/v1/tokens")
                .then().statusCode(201).extract().<String> path("feed");
        owner.api().delete("/v1/me").then().statusCode(202);
        TestOwner.dev().header("Authorization", "Bearer " + token).delete("/v1/me").then().statusCode(403);
        close();
        TestOwner.dev().header("Authorization", "Bearer " + token).get("/v1/me").then().statusCode(401);
        TestOwner.dev().get(feed).then().statusCode(404);
    }

    @Test
    void of_somebody_who_has_closed_their_account_nothing_is_left_but_the_log() throws SQLException {
        Victim.make();
        var other = TestOwner.fresh();
        new Network(other).contact("Ada");
        var others = rows(other);
        owner.api().delete("/v1/me").then().statusCode(202);
        fill(owner);
        close();
        Database.awaitLog(owner.id());
        var left = rows(owner);
        assertTrue(left.remove("event_log") > 0);
        assertEquals(Set.of(0), Set.copyOf(left.values()), left::toString);
        Database.awaitLog(other.id());
        others.remove("outbox");
        others.remove("event_log");
        var theirs = rows(other);
        theirs.keySet().retainAll(others.keySet());
        assertEquals(others, theirs);
    }

    /** The request erases as much as a request should, and jobs the rest: more than once may be cut off between. */
    @Test
    void of_a_large_account_nobody_sees_anything_while_it_is_erased() throws SQLException {
        owner.api().get("/v1/me").then().statusCode(200);
        people(5_000);
        close();
        var answers = new TreeSet<Integer>();
        for (var deadline = System.nanoTime() + 30_000_000_000L; isClosed();) {
            assertTrue(System.nanoTime() < deadline, "it is not erased");
            var answer = owner.api().get("/v1/contacts").statusCode();
            if (isClosed()) {
                answers.add(answer);
            }
        }
        assertTrue(Set.of(503).containsAll(answers), answers::toString);
        owner.api().get("/v1/contacts").then().statusCode(200).body("items.size()", is(0));
        Database.awaitLog(owner.id());
        var left = rows(owner);
        left.keySet().removeAll(Set.of("event_log", "account"));
        assertEquals(Set.of(0), Set.copyOf(left.values()), left::toString);
        assertEquals(List.of(OPENED, CLOSED, OPENED), types(3));
    }

    private boolean isClosed() throws SQLException {
        try (var superuser = Database.asSuperuser();
                var select = superuser.prepareStatement(
                        "select exists (select from account where owner_id = ? and closed_at is not null)")) {
            select.setObject(1, owner.id());
            try (var row = select.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private void people(int number) throws SQLException {
        try (var connection = Database.asOwner(); var insert = connection.prepareStatement("""
                with made as (
                    insert into contact (owner_id, id, version, display_name, sort_name, emails, phones, links, positions,
                                         needs, offers, status, created_at, updated_at)
                    select ?, gen_random_uuid(), 0, 'Somebody', 'somebody', '[]', '[]', '[]', '[]', '[]', '[]', 'ACTIVE',
                           kith_now(), kith_now()
                    from generate_series(1, ?)
                    returning owner_id, id)
                insert into warmth (owner_id, contact_id, anchor, cadence_source, paused, spells)
                select owner_id, id, kith_now(), 'NONE', false, 0 from made
                """)) {
            insert.setObject(1, owner.id());
            insert.setInt(2, number);
            insert.executeUpdate();
        }
    }

    /** Gives an owner a copy of what the victim has, which is something of everything. */
    private static void fill(TestOwner owner) throws SQLException {
        try (var superuser = Database.asSuperuser(); var statement = superuser.createStatement()) {
            superuser.setAutoCommit(false);
            statement.execute("set local session_replication_role = replica"); // the order does not matter then
            for (var table : tables(superuser)) {
                if (!Set.of("outbox", "event_log").contains(table)) {
                    statement.execute("""
                            insert into %1$s select (jsonb_populate_record(t, '{"owner_id": "%2$s"}')).* from %1$s t
                            where owner_id = '%3$s' on conflict do nothing
                            """.formatted(table, owner.id(), Victim.OWNER.id()));
                }
            }
            for (var sql : FLEETING) {
                try (var insert = superuser.prepareStatement(sql)) {
                    insert.setObject(1, owner.id());
                    insert.executeUpdate();
                }
            }
            var filled = rows(superuser, owner);
            filled.keySet().removeAll(Set.of("outbox", "event_log"));
            assertEquals(List.of(), filled.entrySet().stream().filter(table -> table.getValue() == 0).map(Map.Entry::getKey)
                    .toList(), "tables of which nobody knows whether they are erased: give the victim a row, or add one here");
            superuser.commit();
        }
    }

    @Test
    void nothing_of_an_owner_is_done_beside_the_closing() throws Exception {
        var network = new Network(owner);
        network.contact("Ada");
        var stop = new AtomicBoolean();
        var threads = Executors.newFixedThreadPool(6);
        try {
            List<Callable<Set<Integer>>> writers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                writers.add(() -> {
                    var answers = new TreeSet<Integer>();
                    while (!stop.get()) {
                        answers.add(owner.api().body("{\"name\": {\"display\": \"Ada\"}}").post("/v1/contacts").statusCode());
                    }
                    return answers;
                });
            }
            var writing = writers.stream().map(threads::submit).toList();
            for (int i = 0; i < 3; i++) {
                close();
            }
            stop.set(true);
            for (var writer : writing) {
                assertTrue(Set.of(201, 503).containsAll(writer.get()), writer.get()::toString);
            }
        } finally {
            threads.shutdownNow();
        }
        owner.api().get("/v1/me").then().statusCode(200);
        var types = types(0);
        var closed = 0;
        var since = 0;
        for (int i = 0; i < types.size(); i++) {
            since++;
            if (i == 0 || types.get(i - 1).equals(CLOSED)) {
                assertEquals(OPENED, types.get(i), types::toString);
                since = 0;
                closed += i == 0 ? 0 : 1;
            } else {
                assertTrue(!types.get(i).equals(OPENED), types::toString);
            }
        }
        assertEquals(3, closed);
        assertEquals(since, rows(owner).get("contact"));
    }

    /** As it is on a replica that has not heard of the closing. */
    @Test
    void whoever_is_taken_for_known_is_asked_to_come_again() {
        close();
        known.add(owner.id());
        owner.api().get("/v1/contacts").then().statusCode(503);
        owner.api().get("/v1/contacts").then().statusCode(200);
        assertEquals(List.of(OPENED, CLOSED, OPENED), types(3));
    }

    private void close() {
        for (int i = 0; owner.api().delete("/v1/me").statusCode() != 204; i++) {
            assertTrue(i < 20, "it is not closed");
        }
    }

    private List<Object> types(int atLeast) {
        Database.awaitLog(owner.id());
        return new Network(owner).events("", atLeast).stream().map(event -> event.get("type")).toList();
    }

    /** How many rows an owner has, table by table. */
    private static Map<String, Integer> rows(TestOwner owner) throws SQLException {
        try (var superuser = Database.asSuperuser()) {
            return rows(superuser, owner);
        }
    }

    private static Map<String, Integer> rows(Connection connection, TestOwner owner) throws SQLException {
        var rows = new TreeMap<String, Integer>();
        for (var table : tables(connection)) {
            try (var statement = connection.createStatement();
                    var count = statement.executeQuery(
                            "select count(*) from " + table + " where owner_id = '" + owner.id() + "'")) {
                count.next();
                rows.put(table, count.getInt(1));
            }
        }
        return rows;
    }

    private static List<String> tables(Connection connection) throws SQLException {
        try (var statement = connection.createStatement(); var found = statement.executeQuery("""
                select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
                where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attname = 'owner_id'
                    and not c.relispartition
                """)) {
            var tables = new ArrayList<String>();
            while (found.next()) {
                tables.add(found.getString(1));
            }
            return tables;
        }
    }
}
