package dev.kith.http;

import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;

@QuarkusTest
class ContractResourceTest {

    @ParameterizedTest
    @ValueSource(strings = { "openapi.yaml", "asyncapi.yaml" })
    void a_contract_is_served_as_it_is_written(String name) throws IOException {
        var served = TestOwner.dev().get("/" + name).then().statusCode(200).contentType("application/yaml")
                .header("Cache-Control", is("no-cache"))
                .extract().asByteArray();
        assertArrayEquals(Files.readAllBytes(Path.of(name)), served);
    }

    @ParameterizedTest
    @ValueSource(strings = { "openapi.yaml", "asyncapi.yaml" })
    void a_contract_is_sent_again_only_when_it_changed(String name) {
        var tag = TestOwner.dev().get("/" + name).header("ETag");
        TestOwner.dev().header("If-None-Match", tag).get("/" + name).then().statusCode(304).header("ETag", is(tag))
                .body(is(emptyString()));
        TestOwner.dev().header("If-None-Match", "\"older\"").get("/" + name).then().statusCode(200);
    }

    @Test
    void the_schema_that_an_event_names_is_served_without_signing_in() {
        var served = RestAssured.given().get("/schemas/dev.kith.contact.went-cold.v1.json").then().statusCode(200)
                .contentType("application/schema+json").header("Cache-Control", is("no-cache"))
                .body("$id", is("https://kith.dev/schemas/dev.kith.contact.went-cold.v1.json"))
                .body("properties.spell.$ref", is("#/definitions/Spell"))
                .extract();
        RestAssured.given().header("If-None-Match", served.header("ETag")).get("/schemas/dev.kith.contact.went-cold.v1.json")
                .then().statusCode(304);
        RestAssured.given().get("/schemas/dev.kith.contact.went-mad.v1.json").then().statusCode(404)
                .contentType("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = { "application/yaml", "*/*", "text/html, application/*;q=0.1" })
    void a_browser_may_read_a_contract(String accept) {
        RestAssured.given().accept(accept).get("/openapi.yaml").then().statusCode(200).contentType("application/yaml");
    }
}
