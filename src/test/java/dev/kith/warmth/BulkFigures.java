package dev.kith.warmth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;

import dev.kith.support.Database;
import dev.kith.support.Network;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;

/**
 * Shows how fast changed settings reach twenty thousand contacts, and what logging an interaction takes meanwhile, in
 * {@code target/figures/bulk.md}. Takes minutes, so that it runs when it is named only; {@link BulkChangeTest} holds in every
 * build that each contact is told of once.
 */
@QuarkusTest
class BulkFigures {

    private static final int CONTACTS = 20_000;

    private final TestOwner owner = TestOwner.fresh();
    private final Network network = new Network(owner);
    private final StringBuilder table = new StringBuilder("""
            | change of 20,000 contacts | seconds | contacts a second | events | batches | logged meanwhile | p50 ms | p99 ms |
            | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            """);

    @Test
    void changes() throws SQLException, IOException {
        owner.api().body("{}").put("/v1/tags/crowd").then().statusCode(201);
        new Crowd(owner.id()).with("Somebody ", CONTACTS, LocalDate.parse("2020-01-01"), "ACTIVE").tagged("Somebody ", "crowd");
        vacuum();
        var friend = network.contact("A friend", "P1Y");
        logWhile(friend, () -> LockSupport.parkNanos(10_000_000_000L), "nothing, for 10 s", 0);
        put("crowd", "P1D"); // everybody warm, and the statements prepared
        awaitEnd();
        put("crowd", null);
        awaitEnd();
        change(friend, "a tag gets a cadence, all go cold", CONTACTS, () -> put("crowd", "P1M"));
        change(friend, "the tag gets another one, all stay cold", 0, () -> put("crowd", "P2M"));
        change(friend, "the tag gets none, all are warmed", CONTACTS, () -> put("crowd", null));
        change(friend, "a default cadence, all go cold", CONTACTS, () -> settings("{\"defaultCadence\": \"P1M\"}"));
        change(friend, "another time zone, all stay cold", 0, () -> settings("{\"timeZone\": \"Asia/Tokyo\"}"));
        change(friend, "no default cadence, all are warmed", CONTACTS, () -> settings("{\"defaultCadence\": null}"));
        Files.writeString(Files.createDirectories(Path.of("target", "figures")).resolve("bulk.md"), table);
    }

    private void change(String friend, String what, int events, Runnable setting) throws SQLException {
        var before = told();
        logWhile(friend, () -> {
            setting.run();
            awaitEnd();
        }, what, CONTACTS);
        var after = told();
        assertEquals(events, after.events() - before.events(), what);
        assertEquals(events, after.pairs() - before.pairs(), what + ": each contact once");
        assertEquals(events == 0 ? 0 : 1, after.batches() - before.batches(), what);
    }

    private void logWhile(String friend, Runnable work, String what, int contacts) throws SQLException {
        var took = new ConcurrentLinkedQueue<Double>();
        var before = told();
        var logging = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                var began = System.nanoTime();
                network.interaction("CALL", null, Instant.parse("2026-01-01T12:00:00Z"), friend);
                took.add((System.nanoTime() - began) / 1e6);
                LockSupport.parkNanos(20_000_000);
            }
        });
        logging.start();
        var began = System.nanoTime();
        work.run();
        var seconds = (System.nanoTime() - began) / 1e9;
        logging.interrupt();
        try {
            logging.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        var sorted = took.stream().sorted().toList();
        var after = told();
        table.append(String.format(Locale.ROOT, "| %s | %.1f | %,.0f | %,d | %d | %d | %.0f | %.0f |%n", what, seconds,
                contacts / seconds, after.events() - before.events(), after.batches() - before.batches(), sorted.size(),
                at(sorted, 0.5), at(sorted, 0.99)));
    }

    private static double at(List<Double> sorted, double share) {
        return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(sorted.size() * share)));
    }

    private void put(String tag, String cadence) {
        owner.api().body("{\"cadence\": " + (cadence == null ? null : '"' + cadence + '"') + "}").put("/v1/tags/" + tag).then()
                .statusCode(200);
    }

    private void settings(String patch) {
        owner.api().body(patch).patch("/v1/me").then().statusCode(200);
    }

    private void awaitEnd() {
        try (var connection = Database.asSystem();
                var select = connection.prepareStatement("select exists (select from recompute where owner_id = ?)")) {
            select.setObject(1, owner.id());
            while (true) {
                try (var row = select.executeQuery()) {
                    row.next();
                    if (!row.getBoolean(1)) {
                        return;
                    }
                }
                LockSupport.parkNanos(20_000_000);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Events of the crowd's warmth. @param pairs of a contact and a batch; @param batches there are */
    private record Told(long events, long pairs, long batches) {
    }

    private Told told() throws SQLException {
        try (var connection = Database.asSystem(); var select = connection.prepareStatement("""
                select count(*), count(distinct (subject, batch)), count(distinct batch)
                from (select subject, convert_from(data, 'UTF8')::jsonb ->> 'batchId' as batch
                      from (select owner_id, type, subject, data from event_log
                            union all select owner_id, type, subject, data from outbox) told
                      where owner_id = ? and type ~ '(went-cold|warmed|spell-reopened)') warmth
                where batch is not null
                """)) {
            select.setObject(1, owner.id());
            try (var row = select.executeQuery()) {
                row.next();
                return new Told(row.getLong(1), row.getLong(2), row.getLong(3));
            }
        }
    }

    private static void vacuum() throws SQLException {
        try (var connection = Database.asSuperuser(); var statement = connection.createStatement()) {
            statement.execute("vacuum analyze contact, warmth, contact_tag");
        }
    }
}
