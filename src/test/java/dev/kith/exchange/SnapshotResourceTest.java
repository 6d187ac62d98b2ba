package dev.kith.exchange;

import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

import dev.kith.support.Contract;
import dev.kith.support.Database;
import dev.kith.support.Network;
import dev.kith.support.TestClock;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@QuarkusTest
class SnapshotResourceTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int WRITERS = 3;
    private static final int CHANGES = 60;
    private static final int FEWEST_SNAPSHOTS = 10;

    private final TestOwner owner = TestOwner.fresh();
    private final Network network = new Network(owner);

    @Test
    void it_says_what_the_export_says_and_where_the_log_is() {
        var ines = network.contact("Ines", "P1M");
        network.meal(Instant.parse("2025-11-24T12:30:00Z"), ines, network.contact("Tomasz"));
        network.events("went-cold.v1", 1);
        owner.api().body("{}").put("/v1/tags/mentors").then().statusCode(201);
        var lines = snapshot();
        for (var line : lines) {
            assertEquals(List.of(), Contract.ofKith().faults("/components/schemas/SnapshotLine", line), line.toString());
        }
        var export = JSON.readTree(owner.api().get("/v1/export").asString());
        for (var kind : dev.kith.exchange.Network.Kind.values()) {
            var things = lines.stream().filter(line -> line.has(kind.one())).map(line -> line.get(kind.one())).toList();
            assertEquals(export.path(kind.many()).valueStream().toList(), things);
            assertEquals(things.size(), lines.get(lines.size() - 1).at("/end/counts/" + kind.one()).asInt(-1));
        }
        assertEquals(export.path("settings"), lines.get(1).path("settings"));
        Database.awaitLog(owner.id());
        assertEquals(List.of("dev.kith.account.exported.v1"),
                events(lines.get(0).at("/snapshot/cursor").asString()).stream().map(event -> event.path("type").asString())
                        .toList(),
                "behind it is only what came later: the export");
    }

    @Test
    void while_something_waits_for_its_place_there_is_none() throws SQLException {
        owner.api().get("/v1/me").then().statusCode(200);
        Database.awaitLog(owner.id());
        try (var database = Database.asSuperuser()) {
            database.setAutoCommit(false);
            try (var fence = database.createStatement()) {
                fence.execute("select from log_head where id = 1 for update");
                owner.api().get("/v1/snapshot").then().statusCode(503).body("type", containsString("busy"));
            }
            database.rollback();
        }
        assertTrue(snapshot().get(0).has("snapshot"));
    }

    /**
     * Whoever has a snapshot and applies what comes behind it has what they have who read everything; and nothing that they
     * apply is a surprise: nobody is made twice, and nobody goes who was never there.
     */
    @Test
    void a_snapshot_and_what_comes_behind_it_is_the_whole_log() throws Exception {
        var writing = new AtomicBoolean(true);
        var snapshots = new ArrayList<List<JsonNode>>();
        var threads = Executors.newFixedThreadPool(WRITERS + 1);
        try {
            var reader = threads.submit(() -> {
                while (writing.get() || snapshots.size() < FEWEST_SNAPSHOTS) {
                    snapshots.add(snapshot());
                }
            });
            List<Callable<Void>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                writers.add(new Writer(i));
            }
            for (var writer : threads.invokeAll(writers)) {
                writer.get();
            }
            writing.set(false);
            reader.get();
        } finally {
            threads.shutdownNow();
        }
        Database.awaitLog(owner.id());
        var all = new Consumer();
        events(null).forEach(all::apply);
        var latest = new Consumer(snapshot());
        assertEquals(latest.toString(), all.toString(), "the log, and what is there");
        for (var lines : snapshots) {
            var one = new Consumer(lines);
            events(lines.get(0).at("/snapshot/cursor").asString()).forEach(one::apply);
            assertEquals(all.toString(), one.toString(), "from the snapshot of " + lines.get(0));
        }
        assertTrue(snapshots.stream().map(lines -> lines.get(0).toString()).distinct().count() >= FEWEST_SNAPSHOTS);
    }

    /** Somebody who changes the network, as different as it can be changed. */
    private final class Writer implements Callable<Void> {

        private final Random random;
        private final List<String> contacts = new ArrayList<>();
        private final List<String> binned = new ArrayList<>();
        private final List<String> meals = new ArrayList<>();

        Writer(int seed) {
            random = new Random(seed);
        }

        @Override
        public Void call() {
            for (int i = 0; i < CHANGES; i++) {
                change(contacts.isEmpty() ? 0 : random.nextInt(7));
            }
            return null;
        }

        private void change(int what) {
            switch (what) {
                case 0, 1 -> contacts.add(JSON.readTree(owner.api().body("""
                        {"name": {"display": "Ines"}, "cadence": "P1M", "howWeMet": {"on": "2020-01-01"}}""")
                        .post("/v1/contacts").asString()).path("id").asString());
                case 2, 3 -> meals.add(network.meal(TestClock.now(), any(contacts)));
                case 4 -> {
                    if (!meals.isEmpty()) {
                        owner.api().delete("/v1/interactions/" + meals.remove(0)).then().statusCode(204);
                    }
                }
                case 5 -> {
                    var id = any(contacts);
                    contacts.remove(id);
                    binned.add(id);
                    owner.api().delete("/v1/contacts/" + id).then().statusCode(204);
                }
                default -> {
                    if (!binned.isEmpty()) {
                        var id = binned.remove(0);
                        owner.api().post("/v1/contacts/" + id + "/restore").then().statusCode(200);
                        contacts.add(id);
                    }
                }
            }
        }

        private String any(List<String> ids) {
            return ids.get(random.nextInt(ids.size()));
        }
    }

    /** Who follows the log: who is there, whether in the bin, since which spell cold; and what happened. */
    private static final class Consumer {

        private final Map<String, String> contacts = new TreeMap<>();
        private final Map<String, Integer> cold = new TreeMap<>();
        private final TreeSet<String> interactions = new TreeSet<>();

        Consumer() {
        }

        Consumer(List<JsonNode> snapshot) {
            assertTrue(snapshot.get(snapshot.size() - 1).has("end"));
            for (var line : snapshot) {
                if (line.has("contact")) {
                    contacts.put(line.at("/contact/id").asString(), line.at("/contact/binnedAt").isNull() ? "there" : "binned");
                    if (line.at("/contact/warmth/state").asString().equals("COLD")) {
                        cold.put(line.at("/contact/id").asString(), line.at("/contact/warmth/spells").asInt());
                    }
                } else if (line.has("coldSpell") && line.at("/coldSpell/closedAt").isNull()) {
                    assertEquals(cold.get(line.at("/coldSpell/contactId").asString()), line.at("/coldSpell/number").asInt());
                } else if (line.has("interaction")) {
                    interactions.add(line.at("/interaction/id").asString());
                }
            }
        }

        void apply(JsonNode event) {
            var id = event.path("subject").asString();
            var type = event.path("type").asString();
            switch (type) {
                case "dev.kith.contact.created.v1" -> assertEquals(null, contacts.put(id, "there"), type);
                case "dev.kith.contact.binned.v1" -> assertEquals("there", contacts.put(id, "binned"), type);
                case "dev.kith.contact.restored.v1" -> assertEquals("binned", contacts.put(id, "there"), type);
                case "dev.kith.contact.went-cold.v1" ->
                    assertEquals(null, cold.put(id, event.at("/data/spell").asInt()), type);
                case "dev.kith.contact.spell-reopened.v1" ->
                    assertEquals(null, cold.put(id, event.at("/data/spell").asInt()), type);
                case "dev.kith.contact.warmed.v1" -> assertEquals(event.at("/data/spell").asInt(), cold.remove(id), type);
                case "dev.kith.interaction.logged.v1" -> assertTrue(interactions.add(id), type);
                case "dev.kith.interaction.removed.v1" -> assertTrue(interactions.remove(id), type);
                default -> {
                    // nothing that is kept here
                }
            }
        }

        @Override
        public String toString() {
            return contacts + "\n" + cold + "\n" + interactions;
        }
    }

    private List<JsonNode> snapshot() {
        return owner.api().get("/v1/snapshot").then().statusCode(200).extract().asString().lines().map(JSON::readTree).toList();
    }

    private List<JsonNode> events(String after) {
        var events = new ArrayList<JsonNode>();
        var cursor = after;
        while (true) {
            var page = JSON
                    .readTree(owner.api().get("/v1/events?limit=200" + (cursor == null ? "" : "&after=" + cursor)).asString());
            page.path("items").forEach(events::add);
            if (page.path("items").isEmpty()) {
                return events;
            }
            cursor = page.path("nextCursor").asString();
        }
    }
}
