package dev.kith.http;

import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;

@QuarkusTest
class KnownAddressesResourceTest {

    @Test
    void what_stands_in_a_refused_address_is_not_in_the_metrics() {
        RestAssured.given().header("Authorization", "Bearer nonsense").delete("/v1/tags/Quixotry").then().statusCode(401);
        var metrics = RestAssured.get("/q/metrics").asString();
        assertFalse(metrics.contains("Quixotry"), metrics);
    }
}
