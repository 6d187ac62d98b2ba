package dev.kith.limit;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import org.junit.jupiter.api.Test;

import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;

/** A browser lets in the front end that was configured, and nobody else. */
@QuarkusTest
@TestProfile(StrictLimits.class)
class FrontEndResourceTest {

    private static ValidatableResponse preflight(String origin) {
        return RestAssured.given().header("Origin", origin).header("Access-Control-Request-Method", "PATCH")
                .header("Access-Control-Request-Headers", "authorization,content-type,if-match").options("/v1/me").then();
    }

    @Test
    void the_front_end_may_ask_and_read_what_matters() {
        preflight(StrictLimits.FRONT_END).statusCode(200)
                .header("Access-Control-Allow-Origin", equalTo(StrictLimits.FRONT_END))
                .header("Access-Control-Allow-Methods", containsString("PATCH"))
                .header("Access-Control-Allow-Headers", containsString("if-match"))
                .header("Access-Control-Allow-Credentials", equalTo("false"));
        var answer = TestOwner.fresh().api().header("Origin", StrictLimits.FRONT_END).get("/v1/me").then().statusCode(200)
                .header("Access-Control-Allow-Origin", equalTo(StrictLimits.FRONT_END))
                .header("Vary", containsString("Origin"));
        for (var name : new String[] { "ETag", "Location", "Link", "Retry-After", "RateLimit", "RateLimit-Policy" }) {
            answer.header("Access-Control-Expose-Headers", containsString(name));
        }
    }

    @Test
    void another_origin_may_not() {
        preflight("https://evil.example").header("Access-Control-Allow-Origin", nullValue());
        RestAssured.given().header("Authorization", "Bearer " + TestOwner.fresh().token()).header("Origin", "null")
                .get("/v1/me").then().statusCode(403).header("Access-Control-Allow-Origin", nullValue());
    }

    @Test
    void whoever_came_by_tls_comes_by_tls_from_now_on() {
        TestOwner.fresh().api().header("X-Forwarded-Proto", "https").get("/v1/me").then()
                .header("Strict-Transport-Security", containsString("max-age="));
    }
}
