package dev.kith.owner;

import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import dev.kith.support.ContractFilter;
import dev.kith.support.Keycloak;
import dev.kith.support.TestOwner;
import dev.kith.support.TestProvider;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

/** What is promised about signing in, by a real Keycloak: {@code ./mvnw -Pkeycloak test -Dtest=KeycloakSignIn}. */
@QuarkusTest
@TestProfile(KeycloakSignIn.WithKeycloak.class)
@TestMethodOrder(OrderAnnotation.class)
class KeycloakSignIn {

    private static final String EVERYTHING = "openid kith:read kith:write kith:events";

    public static class WithKeycloak implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("kith.sign-in.dev-owner", "false", "quarkus.scheduler.enabled", "false",
                    "quarkus.oidc.token.lifespan-grace", "1", "quarkus.oidc.token.forced-jwk-refresh-interval", "0s");
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Keycloak.class));
        }
    }

    @Inject
    ProviderKeys keys;

    @Test
    void a_person_does_what_the_scopes_allow() {
        var all = accessToken("ada", EVERYTHING);
        made(all).statusCode(201);
        asked(all, "/v1/contacts").statusCode(200);
        asked(all, "/v1/events").statusCode(200);

        var reader = accessToken("ada", "kith:read");
        asked(reader, "/v1/contacts").statusCode(200);
        asked(reader, "/v1/events").statusCode(403)
                .header("WWW-Authenticate", containsString("scope=\"kith:events\""));
        made(reader).statusCode(403).header("WWW-Authenticate", containsString("scope=\"kith:write\""));
    }

    @Test
    void one_person_is_one_owner_whatever_the_token() {
        var ada = owner(accessToken("ada", EVERYTHING));
        assertEquals(ada, owner(accessToken("ada", "kith:read")));
        assertNotEquals(ada, owner(accessToken("grace", EVERYTHING)));
    }

    @Test
    void a_program_signs_in_for_itself() {
        String token = Keycloak.signIn("script", "kith:read").statusCode(200).extract().path("access_token");
        asked(token, "/v1/contacts").statusCode(200);
        made(token).statusCode(403);
    }

    @Test
    void a_token_for_somebody_else_does_not_let_in() {
        String token = Keycloak.signIn("ada", "elsewhere", "openid").statusCode(200).extract().path("access_token");
        asked(token, "/v1/me").statusCode(401);
    }

    /** The audience of the ID token is the client, and this one has the name of the service. */
    @Test
    void what_is_no_access_token_does_not_let_in() {
        var tokens = Keycloak.signIn("ada", "kith", EVERYTHING).statusCode(200).extract();
        asked(tokens.path("id_token"), "/v1/me").statusCode(401);
        asked(tokens.path("refresh_token"), "/v1/me").statusCode(401);
        asked(tokens.path("access_token"), "/v1/me").statusCode(200);
    }

    @Test
    void a_token_ends_when_it_says_so() throws InterruptedException {
        String token = Keycloak.signIn("ada", "brief", "kith:read").statusCode(200).extract().path("access_token");
        TimeUnit.SECONDS.sleep(4); // it lives for one, and clocks may differ by one here
        asked(token, "/v1/me").statusCode(401);
    }

    /** Nobody is asked about a token that verifies: it ends when it says so, and no sooner. */
    @Test
    @Order(Integer.MAX_VALUE - 2)
    void who_is_shut_out_gets_no_new_token() {
        var token = accessToken("grace", EVERYTHING);
        Keycloak.disable("grace");
        Keycloak.signIn("grace", "kith", EVERYTHING).statusCode(400);
        asked(token, "/v1/me").statusCode(200);
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    void keys_come_and_go() {
        var signedWithFirst = accessToken("ada", EVERYTHING);
        asked(signedWithFirst, "/v1/me").statusCode(200);

        Keycloak.addKey();
        var signedWithSecond = accessToken("ada", EVERYTHING);
        asked(signedWithSecond, "/v1/me").statusCode(200);
        asked(signedWithFirst, "/v1/me").statusCode(200);

        Keycloak.removeFirstKey();
        keys.read();
        asked(signedWithFirst, "/v1/me").statusCode(401);
        asked(signedWithSecond, "/v1/me").statusCode(200);
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void an_outage_of_the_provider_goes_by_unnoticed() {
        var before = accessToken("ada", EVERYTHING);
        var forged = TestOwner.signed(TestOwner.claims("ada"), TestProvider.Key.fresh());
        Keycloak.kill();
        keys.read();
        asked(before, "/v1/me").statusCode(200);
        asked(forged, "/v1/me").statusCode(401);
        asked(before, "/v1/me").statusCode(200);

        Keycloak.startUp();
        asked(before, "/v1/me").statusCode(200);
        asked(accessToken("ada", EVERYTHING), "/v1/me").statusCode(200);
    }

    /** The victim of other tests would have to sign in at another provider. */
    private static RequestSpecification request() {
        return RestAssured.given().contentType(ContentType.JSON).filter(new ContractFilter());
    }

    private static String accessToken(String user, String scope) {
        return Keycloak.signIn(user, "kith", scope).statusCode(200).extract().path("access_token");
    }

    private static ValidatableResponse asked(String token, String path) {
        return request().header("Authorization", "Bearer " + token).get(path).then();
    }

    private static ValidatableResponse made(String token) {
        return request().header("Authorization", "Bearer " + token)
                .body("{\"name\": {\"display\": \"Ines Okafor\"}}").post("/v1/contacts").then();
    }

    private static String owner(String token) {
        return asked(token, "/test/who-am-i").statusCode(200).extract().asString();
    }
}
