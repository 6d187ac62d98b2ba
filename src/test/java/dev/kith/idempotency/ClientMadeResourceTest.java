package dev.kith.idempotency;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.kith.support.Database;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** What clients made with ids of their own, when it was removed since and somebody comes with the same request again. */
@QuarkusTest
class ClientMadeResourceTest {

    private final TestOwner owner = TestOwner.fresh();
    private final UUID id = UUID.randomUUID();

    private Response post(String path, Map<String, ?> body) {
        return owner.api().body(body).post(path);
    }

    private static Map<String, ?> contact(UUID id, String name) {
        return Map.of("id", id, "name", Map.of("display", name));
    }

    private UUID someContact() {
        var contact = UUID.randomUUID();
        post("/v1/contacts", contact(contact, "Somebody")).then().statusCode(201);
        return contact;
    }

    private Map<String, ?> body(String path, UUID contactId) {
        return switch (path) {
            case "/v1/contacts", "/v1/organizations" -> Map.of("id", id, "name",
                    path.endsWith("contacts") ? Map.of("display", "Ada") : "Halden");
            case "/v1/interactions" -> Map.of("id", id, "kind", "MEAL", "occurredAt", "2025-06-01T12:00:00Z", "participants",
                    List.of(Map.of("contactId", contactId)));
            case "/v1/asks" -> Map.of("id", id, "contactId", contactId);
            default -> throw new IllegalArgumentException(path);
        };
    }

    private void isGone(Response answer) {
        answer.then().statusCode(410).body("type", equalTo("https://kith.dev/problems/gone"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "/v1/contacts", "/v1/organizations", "/v1/interactions", "/v1/asks" })
    void what_was_removed_is_not_made_again(String path) {
        var body = body(path, someContact());
        post(path, body).then().statusCode(201);
        post(path, body).then().statusCode(200);
        owner.api().delete(path + "/" + id + (path.endsWith("contacts") ? "?erase=true" : "")).then().statusCode(204);
        isGone(post(path, body));
        isGone(owner.api().header("Idempotency-Key", id).body(body).post(path));
        owner.api().get(path + "/" + id).then().statusCode(404);
    }

    @Test
    void another_thing_may_have_the_id_and_so_may_another_owner() {
        post("/v1/organizations", body("/v1/organizations", null)).then().statusCode(201);
        owner.api().delete("/v1/organizations/" + id).then().statusCode(204);
        post("/v1/contacts", contact(id, "Ada")).then().statusCode(201);
        TestOwner.fresh().api().body(body("/v1/organizations", null)).post("/v1/organizations").then().statusCode(201);
    }

    @Test
    void with_the_last_party_an_introduction_goes_for_good() {
        var party = someContact();
        var introducer = someContact();
        var body = Map.of("id", id, "introducerId", introducer, "partyIds", List.of(party), "status", "PROPOSED");
        post("/v1/introductions", body).then().statusCode(201);
        owner.api().delete("/v1/contacts/" + party + "?erase=true").then().statusCode(204);
        owner.api().get("/v1/introductions/" + id).then().statusCode(404);
        isGone(post("/v1/introductions", body));
    }

    @Test
    void with_the_last_of_its_participants_an_interaction_goes_for_good() {
        var participant = someContact();
        post("/v1/interactions", body("/v1/interactions", participant)).then().statusCode(201);
        owner.api().delete("/v1/contacts/" + participant + "?erase=true").then().statusCode(204);
        isGone(post("/v1/interactions", body("/v1/interactions", participant)));
    }

    @Test
    void who_became_part_of_somebody_is_gone_when_that_one_is() {
        var into = someContact();
        post("/v1/contacts", contact(id, "Ada")).then().statusCode(201);
        post("/v1/contacts/" + into + "/merge", Map.of("contactId", id)).then().statusCode(200);
        post("/v1/contacts", contact(id, "Ada")).then().statusCode(200).body("id", equalTo(into.toString()));
        owner.api().delete("/v1/contacts/" + into + "?erase=true").then().statusCode(204);
        isGone(post("/v1/contacts", contact(id, "Ada")));
    }

    @Test
    void one_operation_of_a_batch_is_told_and_the_others_are_done() {
        post("/v1/contacts", contact(id, "Ada")).then().statusCode(201);
        owner.api().delete("/v1/contacts/" + id + "?erase=true").then().statusCode(204);
        owner.api().body(Map.of("operations", List.of(
                Map.of("op", "CREATE", "contact", contact(id, "Ada")),
                Map.of("op", "CREATE", "contact", contact(UUID.randomUUID(), "Ben")))))
                .post("/v1/contacts:batch").then().statusCode(207).body("results.status", contains(410, 201));
    }

    @Test
    void what_kith_gave_an_id_leaves_none() throws SQLException {
        var made = post("/v1/contacts", Map.of("name", Map.of("display", "Ada"))).then().statusCode(201).extract()
                .<String> path("id");
        owner.api().delete("/v1/contacts/" + made + "?erase=true").then().statusCode(204);
        assertEquals(0, spent());
        post("/v1/contacts", contact(id, "Ada")).then().statusCode(201);
        owner.api().delete("/v1/contacts/" + id + "?erase=true").then().statusCode(204);
        assertEquals(1, spent());
    }

    /** Looked at before anything else can erase it. */
    @Test
    void an_account_that_is_closed_leaves_none() throws SQLException {
        post("/v1/contacts", contact(id, "Ada")).then().statusCode(201);
        try (var closing = Database.asOwner()) {
            closing.setAutoCommit(false);
            execute(closing, "update account set closed_at = now() where owner_id = ?", owner.id());
            execute(closing, "delete from contact where owner_id = ?", owner.id());
            assertEquals(0, spent(closing));
            closing.rollback();
        }
    }

    private int spent() throws SQLException {
        try (var connection = Database.asSystem()) {
            return spent(connection);
        }
    }

    private int spent(Connection connection) throws SQLException {
        try (var count = connection.prepareStatement("select count(*) from spent_id where owner_id = ?")) {
            count.setObject(1, owner.id());
            try (var row = count.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    /** The id was claimed while the contact was there, and the contact is looked for when it is no more. */
    @Test
    void what_is_removed_while_a_repeat_is_on_its_way_is_not_made_again() throws Exception {
        post("/v1/contacts", contact(id, "Ada")).then().statusCode(201);
        try (var removing = Database.asOwner()) {
            removing.setAutoCommit(false);
            execute(removing, "delete from contact where owner_id = ? and id = ?", owner.id(), id);
            var again = CompletableFuture.supplyAsync(() -> post("/v1/contacts", contact(id, "Ada")));
            while (!isWaitedFor(removing)) {
                LockSupport.parkNanos(1_000_000);
            }
            removing.commit();
            isGone(again.get());
        }
    }

    private static void execute(Connection connection, String sql, Object... values) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (var i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.execute();
        }
    }

    private static boolean isWaitedFor(Connection connection) throws SQLException {
        try (var select = connection.createStatement();
                var row = select.executeQuery(
                        "select exists (select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid)))")) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
