package dev.kith.owner;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

import jakarta.inject.Inject;

import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import dev.kith.support.ContractFilter;
import dev.kith.support.TestOwner;
import dev.kith.support.TestProvider;
import dev.kith.support.TestProvider.Key;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.smallrye.jwt.build.JwtClaimsBuilder;

/** Signing in while the provider comes, changes its keys, and goes. */
@QuarkusTest
@TestProfile(SignInResourceTest.OwnProvider.class)
@TestMethodOrder(OrderAnnotation.class)
class SignInResourceTest {

    private static final TestProvider PROVIDER = TestProvider.named("changing");

    public static class OwnProvider implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.oidc.auth-server-url", PROVIDER.url(), "quarkus.oidc.token.forced-jwk-refresh-interval",
                    "0s",
                    "kith.sign-in.dev-owner", "false", "quarkus.scheduler.enabled", "false");
        }
    }

    @Inject
    ProviderKeys keys;

    @Test
    @Order(1)
    void the_provider_comes_changes_its_keys_and_goes() {
        var first = Key.fresh();
        var second = Key.fresh();

        // it was not there when Kith started
        ask(first).statusCode(503).body("type", equalTo("https://kith.dev/problems/busy"));
        request().get("/v1/me").then().statusCode(401);
        request().get("/q/health/live").then().statusCode(200);

        PROVIDER.answerWith(first);
        ask(first).statusCode(200);
        ask(second).statusCode(401);

        // a new key counts at once, the old one as long as it is there
        PROVIDER.answerWith(first, second);
        ask(second).statusCode(200);
        ask(first).statusCode(200);

        // one that is taken back, from when the keys are read again
        PROVIDER.answerWith(second);
        keys.read();
        ask(first).statusCode(401);
        ask(second).statusCode(200);

        PROVIDER.goAway();
        keys.read();
        ask(second).statusCode(200);
        ask(Key.fresh()).statusCode(401);
        ask(second).statusCode(200);

        PROVIDER.answerWith(first, second);
        ask(first).statusCode(200);
    }

    @Test
    void clocks_may_differ_by_half_a_minute() {
        var key = Key.fresh();
        PROVIDER.answerWith(key);
        var now = Instant.now();
        ask(key, claims().issuedAt(now.minusSeconds(300)).expiresAt(now.minusSeconds(20))).statusCode(200);
        ask(key, claims().issuedAt(now.minusSeconds(300)).expiresAt(now.minusSeconds(32))).statusCode(401);
        ask(key, claims().claim("nbf", now.getEpochSecond() + 20)).statusCode(200);
        ask(key, claims().claim("nbf", now.getEpochSecond() + 60)).statusCode(401);
    }

    @Test
    void tokens_of_every_proper_kind_are_read() {
        var key = Key.fresh();
        PROVIDER.answerWith(key);
        for (var scope : List.<Object> of("openid kith:read", List.of("email", "kith:read"))) {
            ask(key, claims().claim("scope", scope)).statusCode(200);
            ask(key, claims().claim("scope", "").claim("scp", scope)).statusCode(200);
        }
        ask(key, claims().claim("typ", "Bearer")).statusCode(200);
        ask(key, claims().claim("token_use", "access")).statusCode(200);
        ask(key, claims().audience(Set.of("account", "kith"))).statusCode(200);
        for (var type : List.of("at+jwt", "application/at+jwt", "JWT", "jwt")) {
            var token = claims().jws().header("typ", type).keyId(key.id()).sign(key.pair().getPrivate());
            request().header("Authorization", "bearer " + token).get("/v1/me").then().statusCode(200);
        }
    }

    @Test
    void a_new_owner_who_comes_many_times_at_once_is_one() throws Exception {
        var key = Key.fresh();
        PROVIDER.answerWith(key);
        ask(key, TestOwner.claims("grace").issuer(PROVIDER.issuer())).statusCode(200); // the key is known from here on
        var token = TestOwner.signed(claims(), key);
        var knocking = Executors.newFixedThreadPool(16);
        try {
            var doors = new ArrayList<Callable<UUID>>();
            for (var i = 0; i < 32; i++) {
                doors.add(() -> UUID.fromString(request().header("Authorization", "Bearer " + token)
                        .get("/test/who-am-i").then().statusCode(200).extract().asString()));
            }
            var owners = new ArrayList<UUID>();
            for (var answer : knocking.invokeAll(doors)) {
                owners.add(answer.get());
            }
            assertEquals(List.of(OwnerId.of(PROVIDER.issuer(), "ada")), owners.stream().distinct().toList());
        } finally {
            knocking.shutdownNow();
        }
    }

    /** The victim of other tests would have to sign in at another provider. */
    private static RequestSpecification request() {
        return RestAssured.given().contentType(ContentType.JSON).filter(new ContractFilter());
    }

    private static ValidatableResponse ask(Key key) {
        return ask(key, claims());
    }

    private static ValidatableResponse ask(Key key, JwtClaimsBuilder claims) {
        return request().header("Authorization", "Bearer " + TestOwner.signed(claims, key)).get("/v1/me").then();
    }

    private static JwtClaimsBuilder claims() {
        return TestOwner.claims("ada").issuer(PROVIDER.issuer());
    }
}
