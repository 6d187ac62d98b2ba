package dev.kith.http;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;

@QuarkusTest
class MergePatchResourceTest {

    private static ValidatableResponse patch(String body) {
        return TestOwner.fresh().api().contentType(MergePatch.MEDIA_TYPE).body(body)
                .patch("/test/notes/" + NotesResource.KEPT).then();
    }

    @Test
    void what_is_named_is_set_and_the_rest_stays() {
        patch("{\"stars\": 5}").statusCode(200).body("note.stars", equalTo(5)).body("note.text", equalTo("as it is"));
    }

    @Test
    void null_takes_away() {
        patch("{\"colour\": null, \"title\": null}").statusCode(200)
                .body("note.colour", nullValue()).body("note.title", nullValue());
        patch("{\"stars\": null}").statusCode(200).body("note.stars", equalTo(0));
    }

    @Test
    void objects_are_merged_and_lists_are_replaced() {
        patch("{\"title\": {\"text\": \"new\"}, \"tags\": [\"b\", \"c\"]}").statusCode(200)
                .body("note.title.text", equalTo("new")).body("note.tags", contains("b", "c"));
    }

    @Test
    void the_result_is_validated_as_a_body_is() {
        patch("{\"lines\": [{\"text\": \"ok\"}, {\"text\": \" \"}]}").statusCode(400)
                .body("errors[0].pointer", equalTo("/lines/1/text"));
        patch("{\"text\": null}").statusCode(400).body("errors[0].pointer", equalTo("/text"));
        patch("{\"etag\": \"9\"}").statusCode(400).body("errors[0].pointer", equalTo("/etag"));
        patch("{\"title\": {\"colour\": 1}}").statusCode(400).body("errors[0].pointer", equalTo("/title/colour"));
        patch("{\"unknown\": null}").statusCode(400).body("errors[0].pointer", equalTo("/unknown"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "[]", "1", "\"text\"", "null", "" })
    void a_patch_is_an_object(String body) {
        patch(body).statusCode(400).body("errors[0].pointer", equalTo(""));
    }
}
