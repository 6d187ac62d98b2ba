package dev.kith.account;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.Test;

import dev.kith.owner.Scope;
import dev.kith.support.Database;
import dev.kith.support.Network;
import dev.kith.support.TestClock;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Header;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

@QuarkusTest
class TokenResourceTest {

    private final TestOwner owner = TestOwner.fresh();

    @Test
    void a_token_is_shown_once_and_signs_in() {
        var made = owner.api().body("{\"name\": \"Phone\", \"scopes\": [\"kith:read\", \"kith:write\"]}")
                .post("/v1/tokens").then().statusCode(201)
                .body("feed", nullValue(), "use", is("API"), "lastUsedAt", nullValue(),
                        "scopes", contains("kith:read", "kith:write"))
                .extract();
        var token = made.<String> path("token");
        var location = made.header("Location");
        assertTrue(token.startsWith("kith_" + owner.id() + "_"));
        assertTrue(token.endsWith(made.path("hint")));

        var contact = by(token).body("{\"name\": {\"display\": \"Ada\"}}").post("/v1/contacts").then().statusCode(201)
                .extract().header("Location");
        owner.api().get(contact).then().statusCode(200).body("name.display", is("Ada"));
        var read = owner.api().get(location).then().statusCode(200).body("name", is("Phone"), "lastUsedAt", notNullValue())
                .extract().asString();
        assertFalse(read.contains(token));
        assertFalse(owner.api().get("/v1/tokens").then().statusCode(200).body("items.id", contains(made.<String> path("id")))
                .extract().asString().contains(token));
    }

    @Test
    void of_a_secret_there_is_nothing_but_a_digest() throws SQLException {
        var token = create("{\"name\": \"Phone\"}", "once").<String> path("token");
        var secret = token.substring(token.lastIndexOf('_') + 1);
        Database.awaitLog(owner.id());
        try (var connection = Database.asOwner(); var statement = connection.createStatement()) {
            for (var row : List.of("t::text from access_token t", "t::text from idempotency_key t",
                    "convert_from(t.data, 'UTF8') from event_log t")) {
                try (var found = statement.executeQuery("select " + row + " where owner_id = '" + owner.id() + "'")) {
                    assertTrue(found.next(), row);
                    do {
                        assertFalse(found.getString(1).contains(secret.substring(0, 30)), row);
                    } while (found.next());
                }
            }
        }
    }

    /** Whoever tries tokens learns nothing from how they are refused. */
    @Test
    void every_token_that_does_not_open_is_refused_alike() {
        var victim = TestOwner.fresh();
        victim.api().get("/v1/me").then().statusCode(200);
        var token = create("{\"name\": \"One\"}", null).<String> path("token");
        var revoked = create("{\"name\": \"Two\"}", null);
        owner.api().delete("/v1/tokens/" + revoked.path("id")).then().statusCode(204);
        var expiring = owner.api().body(Map.of("name", "Three", "expiresAt", TestClock.now().plusSeconds(60).toString()))
                .post("/v1/tokens").then().statusCode(201).extract().<String> path("token");
        by(expiring).get("/v1/me").then().statusCode(200);
        TestClock.ahead(Duration.ofSeconds(61));

        var wrong = new LinkedHashMap<String, String>();
        wrong.put("of the owner, never made", TokenText.fresh(owner.id()).text());
        wrong.put("of nobody", TokenText.fresh(UUID.randomUUID()).text());
        wrong.put("another owner in front of it", withOwner(token, victim.id()));
        wrong.put("revoked", revoked.path("token"));
        wrong.put("expired", expiring);
        wrong.put("for feeds", create("{\"name\": \"Four\", \"use\": \"FEED\"}", null).path("token"));
        wrong.put("a wrong check sum", token.substring(0, token.length() - 1) + (token.endsWith("0") ? "1" : "0"));
        wrong.put("cut off", token.substring(0, 60));
        wrong.put("another letter case", token.toUpperCase(Locale.ROOT).replace("KITH_", "kith_"));
        wrong.put("nothing but the prefix", "kith_");
        wrong.put("a blank behind it", token + " x");

        var answers = new LinkedHashMap<String, String>();
        wrong.forEach((what, text) -> answers.put(what, described(by(text).get("/v1/me"))));
        answers.forEach((what, answer) -> assertEquals(answers.values().iterator().next(), answer, what));
        assertTrue(answers.values().iterator().next().startsWith("401 "));
        by(token).get("/v1/me").then().statusCode(200);
    }

    /** A check sum that fits is no secret. */
    private static String withOwner(String token, UUID ownerId) {
        var stem = "kith_" + ownerId + token.substring(token.lastIndexOf('_'), token.length() - 6);
        return stem + TokenText.checkSum(stem);
    }

    private static String described(Response answer) {
        var headers = answer.getHeaders().asList().stream().map(Header::toString).filter(line -> !line.startsWith("date"))
                .sorted().toList();
        return answer.statusCode() + " " + headers + answer.asString();
    }

    @Test
    void a_token_does_what_its_scopes_allow() {
        var reading = create("{\"name\": \"Reader\"}", null).<String> path("token");
        by(reading).get("/v1/contacts").then().statusCode(200);
        by(reading).body("{\"name\": {\"display\": \"Ada\"}}").post("/v1/contacts").then().statusCode(403);
        by(reading).get("/v1/events").then().statusCode(403);
        var events = create("{\"name\": \"Listener\", \"scopes\": [\"kith:events\"]}", null).<String> path("token");
        by(events).get("/v1/events").then().statusCode(200);
        by(events).get("/v1/contacts").then().statusCode(403);
    }

    @Test
    void a_token_may_never_do_more_than_who_makes_it() {
        var writer = owner.with(Scope.READ, Scope.WRITE);
        writer.api().body("{\"name\": \"More\", \"scopes\": [\"kith:read\", \"kith:events\"]}").post("/v1/tokens").then()
                .statusCode(422).body("errors.pointer", contains("/scopes"));
        writer.api().body("{\"name\": \"Less\", \"scopes\": [\"kith:read\"]}").post("/v1/tokens").then().statusCode(201);
    }

    @Test
    void a_token_makes_no_tokens() {
        var token = create("{\"name\": \"Phone\", \"scopes\": [\"kith:read\", \"kith:write\"]}", null).<String> path("token");
        by(token).body("{\"name\": \"Offspring\"}").post("/v1/tokens").then().statusCode(403);
        by(token).get("/v1/tokens").then().statusCode(200).body("items.name", contains("Phone"));
    }

    @Test
    void a_revoked_token_is_refused_at_once() {
        var made = create("{\"name\": \"Phone\"}", null);
        by(made.path("token")).get("/v1/me").then().statusCode(200);
        owner.api().delete("/v1/tokens/" + made.path("id")).then().statusCode(204);
        by(made.path("token")).get("/v1/me").then().statusCode(401);
        owner.api().get("/v1/tokens/" + made.path("id")).then().statusCode(404);
        owner.api().delete("/v1/tokens/" + made.path("id")).then().statusCode(404);
    }

    @Test
    void another_owner_neither_sees_nor_revokes_it() {
        var made = create("{\"name\": \"Phone\"}", null);
        var other = TestOwner.fresh();
        other.api().get("/v1/tokens/" + made.path("id")).then().statusCode(404);
        other.api().delete("/v1/tokens/" + made.path("id")).then().statusCode(404);
        other.api().get("/v1/tokens").then().statusCode(200).body("items.size()", is(0));
        by(made.path("token")).get("/v1/me").then().statusCode(200);
    }

    @Test
    void the_last_use_is_written_now_and_then() {
        var made = create("{\"name\": \"Phone\"}", null);
        by(made.path("token")).get("/v1/me").then().statusCode(200);
        var first = lastUse(made.path("id"));
        by(made.path("token")).get("/v1/me").then().statusCode(200);
        assertEquals(first, lastUse(made.path("id")));
        TestClock.ahead(Duration.ofMinutes(6));
        by(made.path("token")).get("/v1/me").then().statusCode(200);
        assertTrue(lastUse(made.path("id")).compareTo(first) > 0);
    }

    private String lastUse(String id) {
        return owner.api().get("/v1/tokens/" + id).then().statusCode(200).extract().path("lastUsedAt");
    }

    @Test
    void a_repeat_makes_no_second_one_and_does_not_show_the_first() {
        var first = create("{\"name\": \"Calendar\", \"use\": \"FEED\"}", "token-1");
        var again = owner.api().header("Idempotency-Key", "token-1").body("{\"name\": \"Calendar\", \"use\": \"FEED\"}")
                .post("/v1/tokens").then().statusCode(201).header("Idempotency-Replayed", "true").extract();
        assertEquals(first.<String> path("id"), again.path("id"));
        assertTrue(first.<String> path("feed").contains(first.path("token")));
        assertNull(again.path("token"));
        assertNull(again.path("feed"));
        owner.api().get("/v1/tokens").then().body("items.size()", is(1));
    }

    @Test
    void there_are_at_most_fifty_however_many_are_asked_for_at_once() throws Exception {
        owner.api().get("/v1/me").then().statusCode(200);
        var threads = Executors.newFixedThreadPool(4);
        try {
            var asked = new ArrayList<Callable<Integer>>();
            for (int i = 0; i < 54; i++) {
                asked.add(() -> owner.api().body("{\"name\": \"One of many\"}").post("/v1/tokens").statusCode());
            }
            var answers = new ArrayList<Integer>();
            for (var answer : threads.invokeAll(asked)) {
                answers.add(answer.get());
            }
            assertEquals(50, answers.stream().filter(status -> status == 201).count(), answers::toString);
            assertEquals(4, answers.stream().filter(status -> status == 409).count(), answers::toString);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void a_list_goes_on_where_it_ended() {
        for (var name : List.of("One", "Two", "Three")) {
            create("{\"name\": \"" + name + "\"}", null);
        }
        var page = owner.api().get("/v1/tokens?limit=2").then().statusCode(200).body("items.name", contains("Three", "Two"))
                .extract();
        owner.api().get("/v1/tokens?limit=2&cursor=" + page.path("nextCursor")).then().statusCode(200)
                .body("items.name", contains("One"), "nextCursor", nullValue());
    }

    @Test
    void it_lives_for_ninety_days_unless_told_and_a_year_at_most() {
        owner.api().body(Map.of("name", "Late", "expiresAt", TestClock.now().minusSeconds(1).toString()))
                .post("/v1/tokens").then().statusCode(422).body("errors.pointer", contains("/expiresAt"));
        owner.api().body(Map.of("name", "Long", "expiresAt", TestClock.now().plus(Duration.ofDays(367)).toString()))
                .post("/v1/tokens").then().statusCode(422).body("errors.pointer", contains("/expiresAt"));
        var made = create("{\"name\": \"Plain\"}", null);
        assertEquals(Duration.ofDays(90), Duration.between(Instant.parse(made.path("createdAt")),
                Instant.parse(made.path("expiresAt"))));
    }

    @Test
    void the_log_says_that_it_was_made_and_revoked_and_not_what_it_is_called() {
        var made = create("{\"name\": \"My sister's phone\", \"scopes\": [\"kith:events\", \"kith:read\"]}", null);
        owner.api().delete("/v1/tokens/" + made.path("id")).then().statusCode(204);
        var events = new Network(owner).events(".v1", 2).stream()
                .filter(event -> event.get("type").toString().startsWith("dev.kith.token.")).toList();
        assertEquals(List.of("dev.kith.token.created.v1", "dev.kith.token.revoked.v1"),
                events.stream().map(event -> event.get("type")).toList());
        assertEquals(Map.of("tokenId", made.path("id"), "use", "API", "scopes", List.of("kith:events", "kith:read"),
                "expiresAt", made.path("expiresAt")), events.get(0).get("data"));
        assertEquals(Map.of("tokenId", made.<Object> path("id")), events.get(1).get("data"));
        assertFalse(events.toString().contains("sister"));
    }

    private Response create(String body, String idempotencyKey) {
        var request = owner.api().body(body);
        var answer = (idempotencyKey == null ? request : request.header("Idempotency-Key", idempotencyKey))
                .post("/v1/tokens");
        assertEquals(201, answer.statusCode(), answer::asString);
        return answer;
    }

    private static RequestSpecification by(String token) {
        return TestOwner.dev().header("Authorization", "Bearer " + token);
    }
}
