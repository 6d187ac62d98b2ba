package dev.kith.exchange;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import de.siegmar.fastcsv.reader.CsvReader;
import dev.kith.support.Database;
import dev.kith.support.Json;
import dev.kith.support.Network;
import dev.kith.support.TestClock;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;

@QuarkusTest
class ExportResourceTest {

    private static final String EXPORTED = "dev.kith.account.exported.v1";

    private final TestOwner owner = TestOwner.fresh();
    private final Network network = new Network(owner);

    @Test
    void everything_is_in_it_as_the_other_operations_say_it() {
        owner.api().body("{\"timeZone\": \"Europe/Oslo\"}").patch("/v1/me").then().statusCode(200);
        owner.api().body("{\"cadence\": \"P1M\"}").put("/v1/tags/mentors").then().statusCode(201);
        var ines = person("""
                {"name": {"display": "Ines Okafor"}, "tags": ["mentors"], "notes": "mine",
                 "positions": [{"organization": "Brightwater", "title": "Head"}], "howWeMet": {"on": "2020-01-01"}}""");
        var other = network.contact("Ines O.");
        var third = network.contact("Inés Okafor");
        var binned = network.contact("Gone");
        owner.api().delete("/v1/contacts/" + binned).then().statusCode(204);
        owner.api().body("{\"contactId\": \"" + other + "\"}").post("/v1/contacts/" + ines + "/merge").then().statusCode(200);
        owner.api().put("/v1/duplicates/dismissed/" + ines + "/" + third).then().statusCode(204);
        network.events("went-cold.v1", 1);
        var meal = network.meal(TestClock.now().minus(Duration.ofDays(1)), ines, third);
        owner.api().body("{\"partyIds\": [\"" + ines + "\", \"" + third + "\"]}").post("/v1/introductions").then()
                .statusCode(201);
        owner.api().body("{\"contactId\": \"" + ines + "\", \"names\": [{\"name\": \"Farid\"}]}").post("/v1/asks").then()
                .statusCode(201);

        var export = Json.of(owner.api().get("/v1/export").then().statusCode(200)
                .header("Content-Disposition", equalTo("attachment; filename=\"kith.json\"")).extract().response());

        assertEquals(get("/v1/me"), export.path("settings"));
        for (var list : List.of("tags", "organizations", "interactions", "introductions", "asks")) {
            assertEquals(get("/v1/" + list).path("items"), export.path(list), list);
            assertEquals(1, export.path(list).size(), list);
        }
        var contacts = new TreeMap<String, JsonNode>();
        export.path("contacts").forEach(contact -> contacts.put(contact.path("id").asText(), contact));
        assertEquals(3, contacts.size());
        contacts.forEach((id, contact) -> assertEquals(get("/v1/contacts/" + id), contact));
        assertFalse(contacts.get(binned).path("binnedAt").isNull());
        assertEquals(List.of(other + " " + ines), export.path("mergedContacts").findValuesAsText("id").stream()
                .map(id -> id + " " + export.at("/mergedContacts/0/intoId").asText()).toList());
        assertEquals(1, export.path("distinctions").size());
        assertEquals(ines, export.at("/coldSpells/0/contactId").asText());
        assertEquals("CONTACT", export.at("/coldSpells/0/closeReason").asText());
        assertEquals(meal, export.at("/interactions/0/id").asText());
        export.path("counts").properties().forEach(
                count -> assertEquals(export.path(count.getKey()).size(), count.getValue().asInt(), count.getKey()));
    }

    @Test
    void that_it_was_taken_out_is_an_event_that_names_nobody() {
        network.meal(Instant.parse("2025-11-24T12:30:00Z"), network.contact("Ines"), network.contact("Tomasz"));
        owner.api().get("/v1/export").then().statusCode(200);
        owner.api().accept("text/csv").get("/v1/export").then().statusCode(200);
        assertEquals(List.of(
                Map.of("ownerId", owner.id().toString(), "format", "JSON", "contacts", 2, "interactions", 1, "introductions",
                        0),
                Map.of("ownerId", owner.id().toString(), "format", "CSV", "contacts", 2, "interactions", 0, "introductions",
                        0)),
                network.events(EXPORTED, 2).stream().map(event -> event.get("data")).toList());
    }

    @Test
    void whoever_has_nothing_takes_out_nothing() {
        owner.api().get("/v1/export").then().statusCode(200).body("counts.contacts", equalTo(0));
        assertEquals(List.of(), table(csv()));
    }

    @Test
    void people_in_a_table_come_in_again_as_the_same_people() {
        person("""
                {"name": {"given": "Ines", "family": "Okafor"}, "emails": [{"address": "old@example.com"},
                 {"address": "ines@example.com", "preferred": true}],
                 "links": [{"url": "https://ines.example"}, {"url": "https://www.linkedin.com/in/ines-o"}],
                 "positions": [{"organization": "Former", "title": "Was", "to": "2020"},
                               {"organization": "Brightwater, \\"Pumps\\"", "title": "Head;\\nof"}],
                 "howWeMet": {"on": "2024-03-05"}}""");
        person("""
                {"name": {"given": "=cmd|'/C calc'!A0", "family": "+Evil"}, "emails": [{"address": "-1+1@example.com"}],
                 "positions": [{"organization": "@Work", "title": "'=quoted"}]}""");
        person("{\"name\": {\"display\": \"Cher\"}, \"emails\": [{\"address\": \"cher@example.com\"}]}");
        var file = csv();

        var friend = TestOwner.fresh();
        var location = friend.api().contentType("text/csv").body(file).post("/v1/imports").then().statusCode(202)
                .extract().header("Location");
        new Network(friend).imported(location).body("counts.created", equalTo(3)).body("remarks.size()", equalTo(0));
        assertEquals(people(owner), people(friend));
        owner.api().contentType("text/csv").body(file).post("/v1/imports").then().statusCode(202);
    }

    /** What the table of people says of each. */
    private static List<String> people(TestOwner owner) {
        var people = new ArrayList<String>();
        Json.of(owner.api().get("/v1/contacts?sort=name")).path("items").forEach(contact -> {
            var emails = new ArrayList<String>();
            contact.path("emails").forEach(email -> {
                if (contact.path("emails").size() == 1 || email.path("preferred").asBoolean()) {
                    emails.add(email.path("address").asText());
                }
            });
            var jobs = new ArrayList<String>();
            contact.path("positions").forEach(position -> {
                if (position.path("to").isNull()) {
                    jobs.add(position.path("organization").asText() + " " + position.path("title").asText().replace('\n', ' '));
                }
            });
            people.add(contact.at("/name/display").asText() + " " + contact.at("/howWeMet/on").asText() + emails + jobs
                    + contact.path("links").findValuesAsText("url").stream().filter(url -> url.contains("linkedin")).toList());
        });
        return people;
    }

    @Test
    void a_table_says_what_a_spreadsheet_can_hold_and_no_formula() {
        person("""
                {"name": {"display": "Ines Okafor"}, "phones": [{"number": "+49 30 5550 1234", "label": "work"},
                 {"number": "030 1"}, {"number": "030 2"}, {"number": "030 3"}],
                 "emails": [{"address": "a@example.com", "label": "=1+1"}], "tags": ["-x", "y"], "notes": "\\t=1", "city": "Oslo",
                 "birthday": "--05-12", "cadence": "P1M"}""");
        var row = table(csv()).get(0);
        assertEquals("Ines Okafor", row.get("First Name"));
        assertEquals("'+49 30 5550 1234", row.get("Phone 1 - Value"));
        assertEquals("030 2 ::: 030 3", row.get("Phone 3 - Value"));
        assertEquals("'=1+1", row.get("E-mail 1 - Label"));
        assertEquals("'-x ::: y", row.get("Labels"));
        assertEquals("'\t=1", row.get("Notes"));
        assertEquals("'--05-12", row.get("Birthday"));
        assertEquals("P1M", row.get("Cadence"));
        assertEquals("WARM", row.get("Warmth"));
    }

    @Test
    void what_is_broken_off_does_not_end_as_if_it_were_whole() throws Exception {
        many();
        for (var type : List.of("application/json", "text/csv")) {
            try (var socket = ask(type)) {
                awaitExports(1);
                terminateExport();
                awaitExports(0);
                LockSupport.parkNanos(300_000_000); // whatever is said at the end waits to be read
                var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertTrue(answer.startsWith("HTTP/1.1 200"), answer.substring(0, 100));
                assertFalse(answer.endsWith("\r\n0\r\n\r\n"), "the last chunk of a whole answer: "
                        + answer.substring(answer.length() - 300));
                assertFalse(answer.strip().endsWith("}"), "what could be the end of a whole document");
            } catch (IOException hungUp) {
                // which says as much
            }
            awaitExports(0);
        }
    }

    @Test
    void one_at_a_time_and_whoever_hangs_up_makes_room() throws Exception {
        many();
        var client = ask("application/json");
        awaitExports(1);
        owner.api().get("/v1/export").then().statusCode(409)
                .body("type", containsString("conflict")).body("detail", startsWith("Your network is being taken out"));
        assertNull(TestOwner.fresh().api().get("/v1/export").then().statusCode(200).extract().path("contacts[0]"));
        client.close();
        awaitExports(0);
        owner.api().accept("text/csv").get("/v1/export").then().statusCode(200);
    }

    /** More than buffers between a server and a client that does not read can hold. */
    private void many() throws SQLException {
        owner.api().get("/v1/me").then().statusCode(200);
        try (var connection = Database.asOwner();
                var insert = connection.prepareStatement(
                        """
                                with made as (
                                    insert into contact (owner_id, id, version, display_name, sort_name, notes, emails, phones, links, positions,
                                                         needs, offers, status, created_at, updated_at)
                                    select ?, gen_random_uuid(), 0, 'Somebody', 'somebody', repeat('x', 20000), '[]', '[]', '[]', '[]', '[]', '[]',
                                           'ACTIVE', kith_now(), kith_now()
                                    from generate_series(1, 1200)
                                    returning owner_id, id)
                                insert into warmth (owner_id, contact_id, anchor, cadence_source, paused, spells)
                                select owner_id, id, kith_now(), 'NONE', false, 0 from made
                                """)) {
            insert.setObject(1, owner.id());
            insert.executeUpdate();
        }
    }

    /** Asks, and reads nothing of the answer yet. */
    private Socket ask(String type) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(64 * 1024);
        socket.setSoTimeout(20_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), RestAssured.port));
        socket.getOutputStream().write(("GET /v1/export HTTP/1.1\r\nHost: kith\r\nConnection: close\r\nAccept: " + type
                + "\r\nAuthorization: Bearer " + owner.token() + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Those that see one moment: nobody else does. */
    private static final String EXPORTS = """
            from pg_stat_activity where usename = 'kith_api' and state = 'idle in transaction'
              and backend_xmin is not null and xact_start < clock_timestamp() - interval '200 ms'
            """;

    private static void awaitExports(int number) throws SQLException {
        var deadline = System.nanoTime() + 20_000_000_000L;
        while (count() != number) {
            assertTrue(System.nanoTime() < deadline, "exports: " + count());
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static int count() throws SQLException {
        try (var superuser = Database.asSuperuser();
                var statement = superuser.createStatement();
                var row = statement.executeQuery("select count(*) " + EXPORTS)) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void terminateExport() throws SQLException {
        try (var superuser = Database.asSuperuser(); var statement = superuser.createStatement()) {
            statement.execute("select pg_terminate_backend(pid) " + EXPORTS);
        }
    }

    private String person(String json) {
        return Json.of(owner.api().body(json).post("/v1/contacts").then().statusCode(201).extract().response()).path("id")
                .asText();
    }

    private JsonNode get(String path) {
        return Json.of(owner.api().get(path).then().statusCode(200).extract().response());
    }

    private String csv() {
        return owner.api().accept("text/csv").get("/v1/export").then().statusCode(200)
                .header("Content-Type", startsWith("text/csv")).extract().asString();
    }

    private static List<Map<String, String>> table(String csv) {
        var rows = new ArrayList<Map<String, String>>();
        List<String> header = null;
        for (var record : CsvReader.builder().ofCsvRecord(csv)) {
            if (header == null) {
                header = record.getFields();
            } else {
                var row = new LinkedHashMap<String, String>();
                for (int i = 0; i < header.size(); i++) {
                    row.put(header.get(i), record.getField(i));
                }
                rows.add(row);
            }
        }
        return rows;
    }
}
