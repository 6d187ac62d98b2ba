package dev.kith.exchange;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.kith.support.Network;
import dev.kith.support.TestClock;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;

@QuarkusTest
class ImportResourceTest {

    private static final String HEADER = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n";

    private final TestOwner owner = TestOwner.fresh();
    private final Network network = new Network(owner);

    @Test
    void an_export_comes_in_and_the_same_file_again_makes_nobody() throws IOException {
        var file = getClass().getResourceAsStream("/linkedin/Connections.csv").readAllBytes();
        counts(bring(file), 13, 12, 0, 0, 1);
        counts(bring(file), 13, 0, 0, 12, 1);
        owner.api().get("/v1/contacts").then().body("items", hasSize(12));
        assertEquals(12, network.events("contact.created.v1", 12).size());
        assertEquals(2, network.events("import.finished.v1", 2).size());
    }

    @Test
    void a_person_met_on_the_day_of_connection_and_was_never_spoken_to() {
        owner.api().body("{\"defaultCadence\": \"P1Y\"}").patch("/v1/me").then().statusCode(200);
        var location = send(HEADER + "Ines,Okafor,https://www.linkedin.com/in/ines-o,,Brightwater,Head,05 Mar 2024\n")
                .statusCode(202).body("status", equalTo("QUEUED")).body("totalRows", equalTo(1)).extract().header("Location");
        network.imported(location);
        owner.api().get("/v1/contacts").then().body("items", hasSize(1))
                .body("items[0].name.display", equalTo("Ines Okafor"))
                .body("items[0].howWeMet.on", equalTo("2024-03-05"))
                .body("items[0].positions[0].organization", equalTo("Brightwater"))
                .body("items[0].warmth.state", equalTo("COLD"))
                .body("items[0].warmth.goesColdAt", equalTo("2025-03-05T00:00:00Z"))
                .body("items[0].warmth.lastContactAt", equalTo(null));
        var event = network.events("went-cold.v1", 1).get(0);
        assertTrue(event.toString().contains("cause=IMPORT"), event.toString());
        owner.api().get(location).then().statusCode(200).body("counts.created", equalTo(1)).body("status", equalTo("DONE"));
        owner.api().get("/v1/imports").then().body("items", hasSize(1));
    }

    @Test
    void a_known_person_is_completed_and_what_the_owner_wrote_stays() {
        var id = owner.api().body("""
                {"name": {"display": "Inie"}, "links": [{"url": "https://linkedin.com/in/INES-O/"}], "notes": "mine"}
                """).post("/v1/contacts").then().statusCode(201).extract().<String> path("id");
        counts(bring(HEADER + "Ines,Okafor,https://www.linkedin.com/in/ines-o,ines@example.com,Brightwater,Head,05 Mar 2024\n"),
                1, 0, 1, 0, 0);
        var ines = network.get(id);
        assertEquals("Inie", ines.getString("name.display"));
        assertEquals("mine", ines.getString("notes"));
        assertEquals(List.of("ines@example.com"), ines.getList("emails.address"));
        assertEquals(1, ines.getList("links").size());
        assertEquals("2024-03-05", ines.getString("howWeMet.on"));
        counts(bring(HEADER + "Ines,Okafor,,INES@example.com,Brightwater,CEO,05 Mar 2024\n"), 1, 0, 1, 0, 0);
        assertEquals(List.of("CEO", "Head"), network.get(id).getList("positions.title"));
    }

    @Test
    void the_same_name_alone_is_not_the_same_person() {
        counts(bring(HEADER + """
                John,Smith,https://www.linkedin.com/in/john-1,,A,B,05 Mar 2024
                John,Smith,https://www.linkedin.com/in/john-2,,A,B,05 Mar 2024
                John,Smith,https://www.linkedin.com/in/john-1,,A,B,05 Mar 2024
                """), 3, 2, 0, 1, 0);
    }

    @Test
    void the_older_form_without_addresses_makes_nobody_twice() {
        var older = """
                First Name,Last Name,Email Address,Company,Position,Connected On
                Ines,Okafor,,Brightwater,Head,05 Mar 2018
                Tomasz,Lind,tomasz@example.com,Halden,Buyer,06 Mar 2018
                ,,,,,07 Mar 2018
                Nokey,Nodate,,,,
                """;
        counts(bring(older), 4, 2, 0, 0, 2).body("skippedRows.reason", contains("NO_NAME", "NO_KEY"))
                .body("skippedRows.line", contains(4, 5));
        counts(bring(older), 4, 0, 0, 2, 2);
    }

    @Test
    void who_is_in_the_bin_stays_there() {
        var row = HEADER + "Ines,Okafor,https://www.linkedin.com/in/ines-o,,A,B,05 Mar 2024\n";
        counts(bring(row), 1, 1, 0, 0, 0);
        String id = owner.api().get("/v1/contacts").path("items[0].id");
        owner.api().delete("/v1/contacts/" + id).then().statusCode(204);
        counts(bring(row), 1, 0, 0, 0, 1).body("skippedRows.reason", hasItem("IN_BIN"));
    }

    @Test
    void what_cannot_be_taken_is_remarked() {
        counts(bring(HEADER + """
                Ines,Okafor,https://www.linkedin.com/in/ines-o,no address,A,B,05 Mar 2999
                Tomasz,Lind,https://www.linkedin.com/in/tlind,,A,B,yesterday
                """), 2, 2, 0, 0, 0).body("remarks.code", hasItem("FUTURE_DATE"))
                .body("remarks.code", hasItem("UNREADABLE_EMAIL"))
                .body("remarks.code", hasItem("UNREADABLE_DATE"));
        assertNull(network.get(owner.api().get("/v1/contacts").path("items[0].id")).getString("howWeMet.on"));
    }

    static Stream<Arguments> badFiles() {
        var good = HEADER + "Ines,Okafor,https://www.linkedin.com/in/ines-o,,A,B,05 Mar 2024\n";
        return Stream.of(
                Arguments.of("empty", new byte[0]),
                Arguments.of("no CSV", new byte[] { (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13 }),
                Arguments.of("no name columns", "a,b,c\n1,2,3\n".getBytes(StandardCharsets.UTF_8)),
                Arguments.of("UTF-16", good.getBytes(StandardCharsets.UTF_16)),
                Arguments.of("a row of 2 MiB", (good + "\"" + "x".repeat(2 << 20) + "\",b,,,,,05 Mar 2024\n")
                        .getBytes(StandardCharsets.UTF_8)),
                Arguments.of("cut off", (good + "Tomasz,\"Lind").getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badFiles")
    void a_damaged_file_is_refused_as_a_whole(String name, byte[] file) {
        send(file).statusCode(400).body("errors", hasSize(1));
        owner.api().get("/v1/contacts").then().body("items", hasSize(0));
        owner.api().get("/v1/imports").then().body("items", hasSize(0));
    }

    @Test
    void another_owner_sees_neither_the_import_nor_the_people() {
        var location = send(HEADER + "Ines,Okafor,https://www.linkedin.com/in/ines-o,,A,B,05 Mar 2024\n").extract()
                .header("Location");
        var stranger = TestOwner.fresh();
        stranger.api().get(location).then().statusCode(404);
        stranger.api().get("/v1/imports/" + UUID.randomUUID()).then().statusCode(404);
        stranger.api().get("/v1/contacts").then().body("items", hasSize(0));
    }

    @Test
    void every_row_says_what_became_of_it() {
        var location = send(HEADER + """
                Ines,Okafor,https://www.linkedin.com/in/ines-o,,A,B,05 Mar 2024
                ,,,,,,
                Ines,Okafor,https://www.linkedin.com/in/ines-o,ines@example.com,A,C,05 Mar 2999
                Ines,Okafor,,ines@example.com,A,C,
                """).extract().header("Location");
        network.imported(location);
        var ines = owner.api().get("/v1/contacts").<String> path("items[0].id");
        owner.api().get(location + "/rows").then().statusCode(200).body("items.line", contains(2, 3, 4, 5))
                .body("items.outcome", contains("CREATED", "SKIPPED", "UPDATED", "UNCHANGED"))
                .body("items.contactId", contains(ines, null, ines, ines))
                .body("items.reason", contains(null, "BLANK", null, "NOTHING_NEW"))
                .body("items[2].changed", contains("emails", "positions"))
                .body("items[2].remarks", contains("FUTURE_DATE"));
        owner.api().get(location + "/rows?outcome=SKIPPED&limit=1").then().body("items.line", contains(3))
                .body("nextCursor", equalTo(null));
        owner.api().delete("/v1/contacts/" + ines + "?erase=true").then().statusCode(204);
        owner.api().get(location + "/rows?outcome=CREATED").then().body("items.contactId", contains(equalTo(null)));
        TestOwner.fresh().api().get(location + "/rows").then().statusCode(404);
    }

    @Test
    void a_dry_run_is_marked_as_one_and_no_event_says_that_it_happened() {
        var location = owner.api().contentType("text/csv")
                .body(HEADER + "Ines,Okafor,https://www.linkedin.com/in/ines-o,,A,B,\n")
                .post("/v1/imports?dryRun=true").then().statusCode(202).body("dryRun", equalTo(true)).extract()
                .header("Location");
        counts(network.imported(location), 1, 1, 0, 0, 0).body("dryRun", equalTo(true));
        owner.api().get("/v1/contacts").then().body("items", hasSize(0));
        counts(bring(HEADER + "Tomasz,Lind,https://www.linkedin.com/in/tlind,,A,B,\n"), 1, 1, 0, 0, 0);
        assertEquals(1, network.events("import.finished.v1", 1).size());
    }

    @Test
    void an_import_that_is_undone_has_never_been() {
        var id = owner.api().body("""
                {"name": {"display": "Inie"}, "links": [{"url": "https://linkedin.com/in/INES-O/"}], "notes": "mine"}
                """).post("/v1/contacts").then().statusCode(201).extract().<String> path("id");
        var before = network.get(id);
        var location = send(HEADER + """
                Ines,Okafor,https://www.linkedin.com/in/ines-o,ines@example.com,Brightwater,Head,05 Mar 2024
                Tomasz,Lind,https://www.linkedin.com/in/tlind,,Halden,Buyer,06 Mar 2018
                """).extract().header("Location");
        counts(network.imported(location), 2, 1, 1, 0, 0);
        owner.api().post(location + "/undo").then().statusCode(202).body("status", equalTo("UNDOING"));
        network.events("import.undone.v1", 1);
        owner.api().get(location).then().body("status", equalTo("UNDONE")).body("undo.erased", equalTo(1))
                .body("undo.givenBack", equalTo(1)).body("undo.kept", equalTo(0));
        assertEquals(1, network.events("contact.erased.v1", 1).size());
        for (var field : List.of("name", "emails", "links", "positions", "howWeMet", "notes")) {
            assertEquals(before.<Object> get(field), network.get(id).get(field), field);
        }
        owner.api().get("/v1/contacts").then().body("items.id", contains(id));
        owner.api().get("/v1/contacts?q=brightwater").then().body("items", hasSize(0));
        counts(bring(HEADER + "Ines,Okafor,,ines@example.com,,,\n"), 1, 1, 0, 0, 0); // the address is nobody's anymore
    }

    @Test
    void with_somebody_who_was_there_before_an_import_only_what_came_after_it_stands_in_the_way() {
        var id = owner.api().body("""
                {"name": {"display": "Ines"}, "links": [{"url": "https://www.linkedin.com/in/ines-o"}]}
                """).post("/v1/contacts").then().statusCode(201).extract().<String> path("id");
        network.meal(TestClock.now(), id);
        var file = HEADER + "Ines,Okafor,https://www.linkedin.com/in/ines-o,,A,B,05 Mar 2024\n";
        var first = send(file).extract().header("Location");
        network.imported(first);
        owner.api().post(first + "/undo").then().statusCode(202);
        network.events("import.undone.v1", 1);
        assertEquals(List.of(), network.get(id).getList("positions"));
        var second = send(file).extract().header("Location");
        network.imported(second);
        network.meal(TestClock.now(), id);
        owner.api().post(second + "/undo").then().statusCode(409).body("detail", containsString(id));
        assertEquals(1, network.get(id).getList("positions").size());
    }

    static Stream<Arguments> touches() {
        return Stream.of(
                touch("changed", (owner, id) -> new Network(owner).patch(id, "{\"notes\": \"mine\"}")),
                touch("tagged", (owner, id) -> owner.api().put("/v1/contacts/" + id + "/tags/pumps").then().statusCode(200)),
                touch("binned", (owner, id) -> owner.api().delete("/v1/contacts/" + id).then().statusCode(204)),
                touch("snoozed", (owner, id) -> owner.api().body("{\"until\": \"%s\"}".formatted(TestClock.now()
                        .plus(Duration.ofDays(9)))).post("/v1/contacts/" + id + "/snooze").then().statusCode(200)),
                touch("met", (owner, id) -> new Network(owner).meal(TestClock.now(), id)),
                touch("introducer", (owner, id) -> owner.api().body("""
                        {"name": {"display": "Somebody"}, "howWeMet": {"introducedById": "%s"}}
                        """.formatted(id)).post("/v1/contacts").then().statusCode(201)),
                touch("introduced", (owner, id) -> owner.api().body("""
                        {"partyIds": ["%s", "%s"]}
                        """.formatted(id, new Network(owner).contact("Somebody"))).post("/v1/introductions").then()
                        .statusCode(201)),
                touch("asked", (owner, id) -> owner.api().body("{\"contactId\": \"%s\"}".formatted(id)).post("/v1/asks").then()
                        .statusCode(201)),
                touch("imported again", (owner, id) -> new Network(owner).imported(owner.api().contentType("text/csv")
                        .body(HEADER + "Ines,Okafor,https://www.linkedin.com/in/ines-o,,A,B,05 Mar 2024\n").post("/v1/imports")
                        .then().statusCode(202).extract().header("Location"))),
                touch("merged", (owner, id) -> owner.api().body("{\"contactId\": \"%s\"}".formatted(id)).post(
                        "/v1/contacts/" + new Network(owner).contact("Ines O.") + "/merge").then().statusCode(200)));
    }

    private static Arguments touch(String name, BiConsumer<TestOwner, String> touch) {
        return Arguments.of(name, touch);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("touches")
    void nothing_is_undone_when_somebody_was_touched_since(String name, BiConsumer<TestOwner, String> touch) {
        var location = send(HEADER + """
                Ines,Okafor,https://www.linkedin.com/in/ines-o,,A,B,05 Mar 2024
                Tomasz,Lind,https://www.linkedin.com/in/tlind,,A,B,05 Mar 2024
                """).extract().header("Location");
        network.imported(location);
        var rows = owner.api().get(location + "/rows").then().extract().<List<String>> path("items.contactId");
        touch.accept(owner, rows.get(0));
        var first = owner.api().get(location + "/rows").then().extract().<String> path("items[0].contactId");
        owner.api().post(location + "/undo").then().statusCode(409)
                .body("detail", startsWith("1 of its people")).body("detail", containsString(first));
        owner.api().get(location).then().body("status", equalTo("DONE")).body("undo", equalTo(null));
        owner.api().get("/v1/contacts/" + rows.get(1)).then().statusCode(200);
    }

    @Test
    void what_has_not_ended_and_what_has_changed_nothing_cannot_be_undone() {
        var running = send(HEADER + ",,,,,,\n".repeat(50_000)).extract().header("Location");
        owner.api().post(running + "/undo").then().statusCode(409);
        owner.api().delete(running).then().statusCode(204);
        owner.api().post(running + "/undo").then().statusCode(202);
        var dry = owner.api().contentType("text/csv").body(HEADER).post("/v1/imports?dryRun=true").then().extract()
                .header("Location");
        network.imported(dry);
        owner.api().post(dry + "/undo").then().statusCode(409);
    }

    @Test
    void an_import_sent_again_with_its_key_is_the_same_import() {
        var file = HEADER + "Ines,Okafor,https://www.linkedin.com/in/ines-o,,A,B,05 Mar 2024\n";
        var first = withKey(file).statusCode(202).extract();
        network.imported(first.header("Location"));
        withKey(file).statusCode(202).header("Idempotency-Replayed", "true").header("Location", first.header("Location"));
        withKey(file + "Tomasz,Lind,https://www.linkedin.com/in/tlind,,A,B,05 Mar 2024\n").statusCode(422);
        owner.api().get("/v1/imports").then().body("items", hasSize(1));
    }

    private ValidatableResponse withKey(String file) {
        return owner.api().header("Idempotency-Key", "monday").contentType("text/csv").body(file).post("/v1/imports").then();
    }

    @Test
    void what_is_running_can_be_cancelled_and_who_came_in_stays() {
        var location = send(HEADER + "Ines,Okafor,https://www.linkedin.com/in/ines-o,,A,B,05 Mar 2024\n"
                + ",,,,,,\n".repeat(50_000)).statusCode(202).extract().header("Location");
        network.events("contact.created.v1", 1);
        while (owner.api().get(location).then().body("status", equalTo("RUNNING")).extract()
                .<Integer> path("counts.rows") <= 1000) {
            LockSupport.parkNanos(5_000_000); // some batches are enough for more skipped rows than are shown
        }
        var tag = owner.api().get(location).then().body("status", equalTo("RUNNING")).extract().header("ETag");
        owner.api().delete(location).then().statusCode(204);
        owner.api().delete(location).then().statusCode(204);
        var cancelled = owner.api().header("If-None-Match", tag).get(location).then().statusCode(200)
                .body("status", equalTo("CANCELLED")).body("counts.created", equalTo(1)).extract();
        assertTrue(cancelled.<Integer> path("counts.rows") < cancelled.<Integer> path("totalRows"));
        assertEquals(1000, cancelled.<Integer> path("skippedRows.size()"));
        owner.api().get("/v1/contacts").then().body("items", hasSize(1));
        assertEquals(List.of(), network.events("import.finished.v1", 0));
    }

    @Test
    void what_has_ended_cannot_be_cancelled() {
        var location = send(HEADER).statusCode(202).extract().header("Location");
        counts(network.imported(location), 0, 0, 0, 0, 0);
        owner.api().delete(location).then().statusCode(409);
        owner.api().delete("/v1/imports/" + UUID.randomUUID()).then().statusCode(404);
    }

    private ValidatableResponse send(String file) {
        return send(file.getBytes(StandardCharsets.UTF_8));
    }

    private ValidatableResponse send(byte[] file) {
        return owner.api().contentType("text/csv").body(file).post("/v1/imports").then();
    }

    private ValidatableResponse bring(String file) {
        return bring(file.getBytes(StandardCharsets.UTF_8));
    }

    /** @return the import when it has ended */
    private ValidatableResponse bring(byte[] file) {
        return network.imported(send(file).statusCode(202).extract().header("Location"));
    }

    private static ValidatableResponse counts(ValidatableResponse answer, int rows, int created, int updated, int unchanged,
            int skipped) {
        return answer.statusCode(200).body("status", equalTo("DONE")).body("totalRows", equalTo(rows))
                .body("counts.rows", equalTo(rows)).body("counts.created", equalTo(created))
                .body("counts.updated", equalTo(updated)).body("counts.unchanged", equalTo(unchanged))
                .body("counts.skipped", equalTo(skipped));
    }
}
