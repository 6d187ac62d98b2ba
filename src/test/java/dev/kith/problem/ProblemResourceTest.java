package dev.kith.problem;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.logging.Level;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.kith.owner.Scope;
import dev.kith.support.LogOutput;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;

@QuarkusTest
class ProblemResourceTest {

    private static final String PROBLEM = "application/problem+json";

    private final LogOutput log = new LogOutput();

    @BeforeEach
    void listen() {
        log.listen();
    }

    @AfterEach
    void stopListening() {
        log.close();
    }

    private static ValidatableResponse get(String address) {
        return TestOwner.fresh().api().get(address).then().contentType(startsWith(PROBLEM));
    }

    @Test
    void what_is_gone_is_gone() {
        get("/test/failures/gone").statusCode(410)
                .body("type", equalTo("https://kith.dev/problems/gone"))
                .body("title", equalTo("It is gone"))
                .body("status", equalTo(410))
                .body("detail", equalTo("It was here."))
                .body("instance", equalTo("/test/failures/gone"))
                .body("errors", nullValue());
    }

    @Test
    void a_broken_rule_names_the_place() {
        get("/test/failures/rule?x=1").statusCode(422)
                .body("type", equalTo("https://kith.dev/problems/rule-broken"))
                .body("instance", equalTo("/test/failures/rule"))
                .body("errors[0].pointer", equalTo("/at"))
                .body("errors[0].detail", equalTo("Too late."));
    }

    @ParameterizedTest
    @ValueSource(strings = { "bug", "error", "sql/XX000", "sql/42P01" })
    void a_fault_of_ours_is_logged_once_and_told_by_its_id_only(String failure) {
        var detail = get("/test/failures/" + failure).statusCode(500)
                .body("type", equalTo("https://kith.dev/problems/internal-error"))
                .body(not(containsString("Secret"))).body(not(containsString("Exception"))).body(not(containsString("errors")))
                .extract().<String> path("detail");
        var id = detail.replaceAll("It was logged as (.*)\\.", "$1");
        assertEquals(1, log.from(Level.WARNING).size(), log.toString());
        assertEquals(1, log.from(Level.SEVERE).stream().filter(record -> record.contains(id)).count(), log.toString());
        assertFalse(log.toString().contains("ada@"), log.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = { "55P03", "40001", "40P01", "57014", "53300", "57P01", "08006", "23505" })
    void a_trouble_of_the_moment_is_worth_another_try(String state) {
        get("/test/failures/sql/" + state).statusCode(503).header("Retry-After", "1")
                .body("type", equalTo("https://kith.dev/problems/busy"));
        assertFalse(log.toString().contains("ada@"), log.toString());
        assertEquals(List.of(), log.from(Level.SEVERE));
    }

    @Test
    void a_text_the_database_cannot_keep_is_a_bad_request() {
        get("/test/failures/sql/22021").statusCode(400);
    }

    @Test
    void refusals_are_not_logged() {
        get("/test/failures/rule").statusCode(422);
        get("/test/notes?limit=ada").statusCode(400);
        TestOwner.fresh().api().body("{\"ada\": \"ada@example.org\"}").post("/test/notes").then().statusCode(400);
        assertEquals(List.of(), log.from(Level.INFO));
    }

    @Test
    void what_nobody_may_is_forbidden() {
        get("/test/failures/denied").statusCode(403).body("type", equalTo("https://kith.dev/problems/forbidden"));
        get("/test/failures/forgotten").statusCode(403).body("type", equalTo("https://kith.dev/problems/forbidden"));
    }

    @Test
    void a_token_for_something_else_is_told_what_it_lacks() {
        TestOwner.fresh().with(Scope.WRITE, Scope.EVENTS).api().get("/test/notes").then().statusCode(403)
                .contentType(startsWith(PROBLEM))
                .header("WWW-Authenticate",
                        equalTo("Bearer realm=\"kith\", error=\"insufficient_scope\", scope=\"kith:read\""))
                .body("type", equalTo("https://kith.dev/problems/forbidden"))
                .body("instance", equalTo("/test/notes"));
    }

    @Test
    void a_bad_token_is_challenged() {
        TestOwner.dev().header("Authorization", "Bearer nonsense").get("/test/notes").then().statusCode(401)
                .contentType(startsWith(PROBLEM))
                .header("WWW-Authenticate", equalTo("Bearer realm=\"kith\", error=\"invalid_token\""))
                .body("type", equalTo("https://kith.dev/problems/unauthenticated"))
                .body("instance", equalTo("/test/notes"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "DELETE | /test/notes                                      | GET, HEAD, OPTIONS, POST",
            "POST   | /test/notes/01976b1c-6f0e-7b8a-9c3d-2f1e0d9c8b7a | DELETE, GET, HEAD, OPTIONS, PATCH, PUT",
            "DELETE | /test/notes/forget/x                             | OPTIONS, POST",
            "PUT    | /test/failures/gone                              | GET, HEAD, OPTIONS" })
    void a_method_that_does_not_fit_is_told_which_do(String method, String address, String allowed) {
        TestOwner.fresh().api().request(method, address).then().statusCode(405).header("Allow", equalTo(allowed))
                .body("type", equalTo("https://kith.dev/problems/method-not-allowed"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "/q/nowhere", "/nowhere", "/", "/v1" })
    void nowhere_is_a_problem_too(String address) {
        get(address).statusCode(404).body("type", equalTo("https://kith.dev/problems/not-found"))
                .body("instance", equalTo(address));
    }

    @Test
    void malformed_json_is_told_by_line_and_column() {
        TestOwner.fresh().api().body("{\"text\":\n  oops}").post("/test/notes").then().statusCode(400)
                .body("detail", matchesPattern(".*line 2, column \\d+.*"));
    }

    @Test
    void an_unknown_name_of_a_list_is_told_the_known_ones() {
        TestOwner.fresh().api().body("{\"text\": \"a\", \"colour\": \"BLUE\"}").post("/test/notes").then().statusCode(400)
                .body("errors[0].detail", containsString("RED, GREEN"));
        get("/test/notes?colour=BLUE").statusCode(400).body("errors[0].detail", containsString("RED, GREEN"));
    }

    @Test
    void an_unknown_field_is_named() {
        TestOwner.fresh().api().body("{\"text\": \"a\", \"txet\": 1}").post("/test/notes").then().statusCode(400)
                .body("errors[0].detail", containsString("txet"));
    }

    @Test
    void a_good_request_is_no_problem() {
        TestOwner.fresh().api().body("""
                {"text": "a \\ud83d\\ude00", "stars": 1, "weight": null, "colour": "GREEN",
                 "about": "01976B1C-6F0E-7B8A-9C3D-2F1E0D9C8B7A", "at": "2026-11-24t14:30:00.1234567+02:00",
                 "due": "2026-11-24", "lines": [{"text": "b"}]}
                """).put("/test/notes/01976b1c-6f0e-7b8a-9c3d-2f1e0d9c8b7a").then().statusCode(200)
                .body("note.at", equalTo("2026-11-24T12:30:00.123456Z"))
                .body("note.about", equalTo("01976b1c-6f0e-7b8a-9c3d-2f1e0d9c8b7a"))
                .body("note.due", equalTo("2026-11-24"))
                .body("note.pinned", equalTo(false))
                .body("note.tags", nullValue())
                .body("note.text", equalTo("a \ud83d\ude00"));
    }
}
