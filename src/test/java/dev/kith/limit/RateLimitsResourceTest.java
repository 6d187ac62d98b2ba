package dev.kith.limit;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;

/** Refused early, told why and for how long; and nobody else notices. */
@QuarkusTest
@TestProfile(StrictLimits.class)
class RateLimitsResourceTest {

    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    private final TestOwner owner = TestOwner.fresh();

    /** Nobody else is there. */
    private final String address = "198.51.100." + ADDRESSES.incrementAndGet();

    private RequestSpecification signedIn() {
        return from(address, owner.api());
    }

    private RequestSpecification guess() {
        return from(address, TestOwner.dev().header("Authorization", "Bearer guessed"));
    }

    private static RequestSpecification from(String address, RequestSpecification request) {
        return request.header("X-Forwarded-For", address);
    }

    @Test
    void every_answer_says_how_many_requests_are_left() {
        signedIn().get("/v1/me").then().statusCode(200)
                .header("RateLimit", matchesPattern("\"owner\";r=4;t=7(19|20)"))
                .header("RateLimit-Policy", equalTo("\"owner\";q=5;w=3600"));
        signedIn().get("/v1/nowhere").then().statusCode(404).header("RateLimit", startsWith("\"owner\";r=3;"));
        guess().get("/v1/me").then().statusCode(401).header("RateLimit-Policy", equalTo("\"address\";q=25;w=3600"));
    }

    @Test
    void an_owner_who_asks_for_more_is_told_when_there_will_be_more() {
        for (var i = 0; i < 5; i++) {
            signedIn().get("/v1/me").then().statusCode(200);
        }
        signedIn().get("/v1/me").then().statusCode(429)
                .contentType("application/problem+json")
                .body("type", equalTo("https://kith.dev/problems/too-many-requests"))
                .body("instance", equalTo("/v1/me"))
                .header("Retry-After", matchesPattern("7(19|20)"))
                .header("RateLimit", startsWith("\"owner\";r=0;t=3"));
        from(address, TestOwner.fresh().api()).get("/v1/me").then().statusCode(200);
    }

    @Test
    void a_body_of_one_who_asks_for_more_is_not_read() {
        for (var i = 0; i < 5; i++) {
            signedIn().get("/v1/me").then().statusCode(200);
        }
        signedIn().body("not even JSON").post("/v1/contacts").then().statusCode(429).header("Connection", "close");
    }

    @Test
    void a_guessed_token_costs_its_address_several_requests() {
        guess().get("/v1/me").then().statusCode(401).header("RateLimit", startsWith("\"address\";r=15;"));
        guess().get("/v1/me").then().statusCode(401);
        guess().get("/v1/me").then().statusCode(401).header("RateLimit", startsWith("\"address\";r=0;"));
        guess().get("/v1/me").then().statusCode(429).header("Retry-After", equalTo("144"));
        from("198.51.100.250", TestOwner.dev().header("Authorization", "Bearer guessed")).get("/v1/me").then().statusCode(401);
    }

    @Test
    void who_signs_in_costs_the_address_nothing() {
        for (var i = 0; i < 30; i++) {
            from(address, TestOwner.fresh().api()).get("/v1/me").then().statusCode(200);
        }
    }

    @Test
    void a_token_is_not_looked_at_when_its_address_has_asked_too_often() {
        for (var i = 0; i < 3; i++) {
            guess().get("/v1/me");
        }
        signedIn().get("/v1/me").then().statusCode(429).header("RateLimit", startsWith("\"address\";"));
    }

    @Test
    void probes_are_not_counted_but_guesses_at_them_are() {
        for (var i = 0; i < 30; i++) {
            from(address, TestOwner.dev()).get("/q/health/live").then().statusCode(200).header("RateLimit", nullValue());
        }
        for (var i = 0; i < 3; i++) {
            guess().get("/q/health/live");
        }
        guess().get("/q/health/live").then().statusCode(429);
    }

    @ParameterizedTest
    @ValueSource(strings = { "2001:db8:%d::1, 2001:db8:%d::2", "[2001:db8:%d::1]:4711, 2001:db8:%d::2" })
    void neighbours_in_one_network_share_what_there_is(String addresses) {
        var both = addresses.replace("%d", "" + ADDRESSES.incrementAndGet()).split(", ");
        for (var i = 0; i < 3; i++) {
            from(both[0], TestOwner.dev().header("Authorization", "Bearer guessed")).get("/v1/me");
        }
        assertEquals(429, from(both[1], TestOwner.dev()).get("/v1/me").statusCode());
    }
}
