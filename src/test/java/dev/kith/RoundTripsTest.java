package dev.kith;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import dev.kith.support.PostgresTap;
import dev.kith.support.PostgresTap.RoundTrip;
import dev.kith.support.Tapped;
import dev.kith.support.TestClock;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;

/**
 * Round trips to PostgreSQL are what a request costs: each stands here with its number, and may not take more. Leaves what
 * was counted in {@code target/figures/round-trips.md}.
 */
@QuarkusTest
@TestProfile(Tapped.class)
class RoundTripsTest {

    /** Often enough for the driver to prepare its statements. */
    private static final int WARM = 12;
    private static final Map<String, List<RoundTrip>> COUNTED = new LinkedHashMap<>();

    private final TestOwner owner = TestOwner.fresh();
    private PostgresTap tap; // set by the tap itself

    @Test
    void an_interaction_with_one_contact() {
        var contacts = contacts(1);
        atMost(8, "POST /v1/interactions, one contact", 201, () -> log(lunch(contacts)));
    }

    @Test
    void an_interaction_with_three_contacts_costs_as_much_as_with_one() {
        var contacts = contacts(3);
        atMost(8, "POST /v1/interactions, three contacts", 201, () -> log(lunch(contacts)));
    }

    @Test
    void an_interaction_that_warms_a_cold_contact() {
        var cold = IntStream.rangeClosed(0, WARM).mapToObj(i -> contact("""
                {"name": {"display": "Contact %d"}, "cadence": "P3M", "howWeMet": {"on": "2024-03-05"}}
                """.formatted(i))).toList().iterator();
        var now = TestClock.now();
        atMost(10, "POST /v1/interactions, one contact that was cold", 201,
                () -> log(lunch(List.of(cold.next())).replace("2025-06-01T12:00:00Z", now.toString())));
    }

    @Test
    void an_interaction_with_an_idempotency_key() {
        var contacts = contacts(1);
        atMost(10, "POST /v1/interactions, one contact, Idempotency-Key", 201,
                () -> owner.api().header("Idempotency-Key", UUID.randomUUID()).body(lunch(contacts)).post("/v1/interactions"));
    }

    @Test
    void an_interaction_with_an_id_of_the_client() {
        var contacts = contacts(1);
        atMost(9, "POST /v1/interactions, one contact, id of the client", 201,
                () -> log("{\"id\": \"%s\", %s".formatted(UUID.randomUUID(), lunch(contacts).substring(1))));
    }

    @Test
    void an_interaction_with_somebody_nobody_knew() {
        atMost(13, "POST /v1/interactions, somebody new", 201, () -> log("""
                {"kind": "MEAL", "occurredAt": "2025-06-01T12:00:00Z", "participants": [{"new": {"name": {"display": "Ada"}}}]}
                """));
    }

    @Test
    void a_contact_is_created() {
        atMost(10, "POST /v1/contacts", 201, () -> owner.api().body("""
                {"name": {"display": "Ada Byron"}, "emails": [{"address": "ada-%s@example.org"}], "cadence": "P3M"}
                """.formatted(UUID.randomUUID())).post("/v1/contacts"));
    }

    @Test
    void a_contact_with_two_positions_is_created() {
        atMost(13, "POST /v1/contacts, two positions", 201,
                () -> owner.api()
                        .body("""
                                {"name": {"display": "Ada Byron"}, "positions": [{"organization": "Halden %s"}, {"organization": "Brightwater"}]}
                                """
                                .formatted(UUID.randomUUID()))
                        .post("/v1/contacts"));
    }

    @Test
    void a_contact_is_read() {
        var contacts = contacts(1);
        atMost(5, "GET /v1/contacts/{id}", 200, () -> owner.api().get("/v1/contacts/" + contacts.get(0)));
    }

    @Test
    void a_contact_is_read_by_a_personal_token() {
        var contacts = contacts(1);
        var token = owner.api().body("{\"name\": \"Phone\"}").post("/v1/tokens").then().statusCode(201).extract()
                .<String> path("token");
        atMost(8, "GET /v1/contacts/{id}, personal access token", 200,
                () -> TestOwner.dev().header("Authorization", "Bearer " + token).get("/v1/contacts/" + contacts.get(0)));
    }

    @Test
    void fifty_contacts_are_listed() {
        contacts(51);
        atMost(6, "GET /v1/contacts, a page of 50", 200, () -> owner.api().get("/v1/contacts"));
    }

    @Test
    void two_hundred_changes_at_once_cost_little_more_than_two() {
        for (int size : new int[] { 2, 200 }) {
            var contacts = contacts(size / 2);
            atMost(size == 2 ? 21 : 23, "POST /v1/contacts:batch, %d operations".formatted(size), 207, () -> {
                var operations = new ArrayList<Object>();
                for (var contact : contacts) {
                    operations.add(Map.of("op", "PATCH", "id", contact, "patch",
                            Map.of("city", UUID.randomUUID().toString(), "tags", List.of("tag " + UUID.randomUUID()))));
                    operations.add(Map.of("op", "CREATE", "contact", Map.of("id", UUID.randomUUID(), "cadence", "P1M",
                            "name", Map.of("display", "Ada"), "howWeMet", Map.of("introducedById", contact))));
                }
                return owner.api().body(Map.of("operations", operations)).post("/v1/contacts:batch");
            });
        }
    }

    @Test
    void an_introduction_is_proposed() {
        var introducer = contacts(1).get(0);
        var parties = contacts(WARM + 1).iterator();
        atMost(6, "POST /v1/introductions, PROPOSED", 201, () -> introduce(introducer, parties.next(), "PROPOSED"));
    }

    @Test
    void an_introduction_to_the_owner_is_made() {
        var introducer = contacts(1).get(0);
        var proposed = contacts(WARM + 1).stream()
                .map(party -> introduce(introducer, party, "PROPOSED").<String> path("id")).toList().iterator();
        atMost(23, "POST /v1/introductions/{id}/transitions, MADE", 200, () -> owner.api().body("{\"to\": \"MADE\"}")
                .post("/v1/introductions/" + proposed.next() + "/transitions"));
    }

    private Response introduce(String introducer, String party, String status) {
        return owner.api().body(Map.of("introducerId", introducer, "partyIds", List.of(party), "status", status))
                .post("/v1/introductions");
    }

    private interface Request {
        Response send();
    }

    private void atMost(int limit, String what, int status, Request request) {
        for (int i = 0; i < WARM; i++) {
            request.send().then().statusCode(status);
        }
        tap.taken();
        request.send().then().statusCode(status);
        var counted = tap.taken();
        COUNTED.put(what, counted);
        assertTrue(!counted.isEmpty() && counted.size() <= limit,
                () -> "at most %d round trips\n%s".formatted(limit, table(what, counted)));
    }

    @AfterAll
    static void write() throws IOException {
        var directory = Files.createDirectories(Path.of("target", "figures"));
        Files.writeString(directory.resolve("round-trips.md"), COUNTED.entrySet().stream()
                .map(entry -> table(entry.getKey(), entry.getValue())).collect(Collectors.joining("\n")));
    }

    private static String table(String what, List<RoundTrip> roundTrips) {
        var table = new StringBuilder("### %s: %d round trips\n\n| | statements |\n| --- | --- |\n"
                .formatted(what, roundTrips.size()));
        for (int i = 0; i < roundTrips.size(); i++) {
            table.append("| %d | %s |\n".formatted(i + 1, folded(roundTrips.get(i).statements())));
        }
        return table.toString();
    }

    /** A statement executed several times in a row is shown once. */
    private static String folded(List<String> statements) {
        var times = new LinkedHashMap<String, Integer>();
        statements.forEach(sql -> times.merge(sql.replaceAll("\\s+", " ").strip(), 1, Integer::sum));
        return times.entrySet().stream()
                .map(entry -> (entry.getValue() == 1 ? "" : entry.getValue() + " times ") + "`" + cut(entry.getKey()) + "`")
                .collect(Collectors.joining("; "));
    }

    private static String cut(String sql) {
        return sql.length() <= 150 ? sql : sql.substring(0, 150) + " …";
    }

    private List<String> contacts(int number) {
        return IntStream.range(0, number).mapToObj(i -> contact("""
                {"name": {"display": "Contact %d"}, "cadence": "P3M"}
                """.formatted(i))).toList();
    }

    private String contact(String body) {
        return owner.api().body(body).post("/v1/contacts").then().statusCode(201).extract().path("id");
    }

    private Response log(String body) {
        return owner.api().body(body).post("/v1/interactions");
    }

    private static String lunch(List<String> contacts) {
        return """
                {"kind": "MEAL", "occurredAt": "2025-06-01T12:00:00Z", "summary": "Lunch", "participants": [%s]}
                """.formatted(contacts.stream().map("{\"contactId\": \"%s\"}"::formatted)
                .collect(Collectors.joining(", ")));
    }
}
