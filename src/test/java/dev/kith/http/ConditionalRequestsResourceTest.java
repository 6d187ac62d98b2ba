package dev.kith.http;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;

@QuarkusTest
class ConditionalRequestsResourceTest {

    private static final String NOTE = "/test/notes/" + NotesResource.KEPT;

    private static RequestSpecification client() {
        return TestOwner.fresh().api();
    }

    @Test
    void a_view_carries_its_tag_in_the_header_and_not_in_the_body() {
        client().get(NOTE).then().statusCode(200).header("ETag", "\"7.digest\"").body("etag", nullValue())
                .body("id", equalTo(NotesResource.KEPT.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = { "\"7.digest\"", "W/\"7.digest\"", "\"1\", \"7.digest\"", "*", "\"1\",, \"7.digest\"" })
    void a_view_the_client_has_is_not_sent_again(String known) {
        client().header("If-None-Match", known).get(NOTE).then().statusCode(304).header("ETag", "\"7.digest\"")
                .body(is(""));
    }

    @ParameterizedTest
    @ValueSource(strings = { "\"7\"", "\"7.other\"", "\"6.digest\", \"8\"" })
    void another_view_is_sent(String known) {
        client().header("If-None-Match", known).get(NOTE).then().statusCode(200).body(not(""));
    }

    @ParameterizedTest
    @ValueSource(strings = { "\"7\"", "\"7.digest\"", "\"7.other\"", "*", "\"3\", \"7\"" })
    void what_the_client_knows_the_version_of_may_be_changed(String expected) {
        client().header("If-Match", expected).body("{}").patch(NOTE).then().statusCode(200).header("ETag", "\"8\"");
        client().header("If-Match", expected).delete(NOTE).then().statusCode(204);
    }

    @ParameterizedTest
    @ValueSource(strings = { "\"6\"", "\"77\"", "\"6.7\"", "W/\"7\"", "\"x\"" })
    void what_was_changed_meanwhile_is_not_overwritten(String expected) {
        client().header("If-Match", expected).body("{}").patch(NOTE).then().statusCode(412)
                .body("type", equalTo("https://kith.dev/problems/stale"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "7", "\"7", "\"7\" \"8\"", "" })
    void a_tag_without_quotes_is_no_tag(String expected) {
        client().header("If-Match", expected).body("{}").patch(NOTE).then().statusCode(400)
                .body("errors[0].pointer", equalTo("If-Match"));
    }

    @Test
    void without_a_condition_there_is_none() {
        client().body("{}").patch(NOTE).then().statusCode(200);
    }
}
