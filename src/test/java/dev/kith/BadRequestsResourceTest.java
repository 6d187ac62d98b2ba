package dev.kith;

import static io.restassured.config.EncoderConfig.encoderConfig;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import dev.kith.support.Json;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Sends every request of {@code bad-requests.yaml}, and looks at how it is refused. */
@QuarkusTest
class BadRequestsResourceTest {

    private static final List<String> WORDS_OF_THE_INSIDE = List.of("Exception", "dev.kith", "java.", "org.", "com.fasterxml",
            "io.quarkus", "select ", "insert ");

    private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|[^ ]+");

    @TestFactory
    Stream<DynamicTest> refused() throws IOException {
        try (var file = getClass().getResourceAsStream("/bad-requests.yaml")) {
            var requests = new YAMLMapper().readTree(file);
            return StreamSupport.stream(requests.spliterator(), false)
                    .map(request -> DynamicTest.dynamicTest(
                            request.get("send").asString() + ": " + request.get("it").asString(), () -> isRefused(request)));
        }
    }

    private static void isRefused(JsonNode request) {
        var expected = WORD.matcher(request.get("expect").asString()).results()
                .map(word -> word.group().replace("\"", "")).toList();
        var address = request.get("send").asString().split(" ")[1];
        var response = send(request);
        var answered = "answered " + response.asString();

        assertEquals(expected.get(0), String.valueOf(response.statusCode()), answered);
        assertEquals("application/problem+json", response.contentType().replaceAll(";.*", ""), answered);
        var problem = Json.of(response);
        assertEquals(Integer.parseInt(expected.get(0)), problem.path("status").asInt(), answered);
        assertTrue(problem.path("type").asText().startsWith("https://kith.dev/problems/"), answered);
        assertTrue(problem.path("title").isTextual(), answered);
        assertTrue(problem.path("detail").isTextual(), answered);
        assertEquals(address.replaceAll("\\?.*", ""), problem.path("instance").asText(), answered);
        assertEquals(expected.stream().skip(1).sorted().toList(),
                problem.path("errors").findValuesAsText("pointer").stream().sorted().toList(), answered);
        WORDS_OF_THE_INSIDE.forEach(word -> assertFalse(response.asString().contains(word), answered));
    }

    private static Response send(JsonNode request) {
        var owner = TestOwner.fresh();
        var type = request.path("type").asString("application/json");
        var sent = owner.api().contentType(type)
                .config(RestAssured.config().encoderConfig(encoderConfig().encodeContentTypeAs(type, ContentType.TEXT)));
        for (var header : request.path("headers").properties()) {
            sent = sent.header(header.getKey(), header.getValue().asString());
        }
        if (request.has("body")) {
            sent = sent.body(request.get("body").asString().repeat(request.path("repeat").asInt(1)));
        }
        var line = request.get("send").asString().split(" ");
        return sent.urlEncodingEnabled(false).request(line[0], line[1]);
    }
}
