package dev.kith;

import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

import dev.kith.owner.Scope;
import dev.kith.support.Database;
import dev.kith.support.KithServices;
import dev.kith.support.LinkedInPeople;
import dev.kith.support.Network;
import dev.kith.support.TestOwner;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;

/** The packaged application as it is deployed to a cluster: one process migrates, one serves requests, and one works. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RolesIT {

    private static final Path PACKAGE = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final String DATABASE = "roles_" + UUID.randomUUID().toString().replace("-", "");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static final List<Process> PROCESSES = new ArrayList<>();
    private static Map<String, String> services;
    private static int api;
    private static int worker;

    private final TestOwner owner = TestOwner.fresh();

    @BeforeAll
    static void an_empty_database() throws Exception {
        services = new KithServices().start();
        try (var superuser = Database.asSuperuser(); var create = superuser.createStatement()) {
            create.execute("create database " + DATABASE + " owner kith_owner");
        }
        api = freePort();
        worker = freePort();
        System.setProperty("kith.background.enabled", "false"); // or a victim would wait for a worker
        RestAssured.port = api;
    }

    @AfterAll
    static void ends() {
        PROCESSES.forEach(Process::destroyForcibly);
        RestAssured.port = RestAssured.UNDEFINED_PORT;
        System.clearProperty("kith.background.enabled");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String url() {
        return System.getProperty("kith.database.url").replaceAll("/kith$", "/" + DATABASE);
    }

    private static ProcessBuilder kith(Map<String, String> environment, String... arguments) {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "-XX:TieredStopAtLevel=1", "-jar", PACKAGE.toString()));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true);
        process.environment().keySet().removeIf(name -> name.startsWith("KITH_"));
        process.environment().putAll(environment);
        process.environment().put("KITH_DATABASE_URL", url());
        return process;
    }

    /** What a process that serves requests is given: no other password than that of kith_api. */
    private static Map<String, String> forApi() {
        return Map.of("KITH_ROLES", "api", "KITH_DATABASE_API_PASSWORD", services.get("kith.database.api.password"),
                "QUARKUS_OIDC_AUTH_SERVER_URL", services.get("quarkus.oidc.auth-server-url"),
                "QUARKUS_HTTP_PORT", Integer.toString(api), "KITH_EVENTS_SAMPLE", "500ms");
    }

    /** What a worker is given: nothing to sign in by. */
    private static Map<String, String> forWorker() {
        var environment = new HashMap<String, String>();
        environment.putAll(Map.of("KITH_ROLES", "worker", "KITH_DATABASE_MIGRATE", "false",
                "KITH_DATABASE_OWNER_PASSWORD", services.get("kith.database.owner.password"),
                "KITH_DATABASE_API_PASSWORD", services.get("kith.database.api.password"),
                "KITH_DATABASE_SYSTEM_PASSWORD", services.get("kith.database.system.password"),
                "KAFKA_BOOTSTRAP_SERVERS", services.get("kafka.bootstrap.servers"),
                "QUARKUS_HTTP_PORT", Integer.toString(worker), "KITH_EVENTS_REPLICA", "the worker"));
        environment.putAll(Map.of("KITH_EVENTS_TOPIC", DATABASE, "KITH_EVENTS_RELAY_CURSOR_TOPIC", DATABASE + ".cursor",
                "KITH_EVENTS_RELAY_TRANSACTIONAL_ID", DATABASE, "KITH_EVENTS_RELAY_CURSOR_GROUP", DATABASE));
        return environment;
    }

    private static void start(Map<String, String> environment, int port) throws Exception {
        var log = Path.of("target", environment.get("KITH_ROLES") + ".log").toFile();
        var process = kith(environment).redirectOutput(log).start();
        PROCESSES.add(process);
        await(() -> process.isAlive() && status(port, "/q/health/ready") == 200);
    }

    private static int status(int port, String path) {
        try {
            return CLIENT.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
                    BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60); !condition.getAsBoolean();) {
            assertTrue(System.nanoTime() < deadline, "waited in vain");
            Thread.sleep(20);
        }
    }

    private static String run(int exit, Map<String, String> environment, String... arguments) throws Exception {
        var process = kith(environment, arguments).start();
        PROCESSES.add(process);
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), output);
        assertEquals(exit, process.exitValue(), output);
        return output;
    }

    /** As whoever serves requests tells it. */
    private JsonPath relay() {
        return owner.with(Scope.ADMIN).api().get("/v1/relay").jsonPath();
    }

    private static long count(String sql) throws SQLException {
        try (Connection superuser = DriverManager.getConnection(url(), "postgres", "");
                var select = superuser.createStatement();
                var row = select.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    @Order(1)
    void nobody_starts_before_the_schema_is_there_and_one_process_makes_it() throws Exception {
        assertTrue(run(1, forApi()).startsWith("Kith does not start: the schema"));
        var waiting = kith(forApi(), "await-schema").start();
        PROCESSES.add(waiting);
        assertTrue(run(0, Map.of("KITH_DATABASE_OWNER_PASSWORD", services.get("kith.database.owner.password")), "migrate")
                .contains("Kith: the schema is at version "));
        assertTrue(waiting.waitFor(20, TimeUnit.SECONDS), "who waits for it goes on");
        assertEquals(0, waiting.exitValue());
        assertTrue(count("select count(*) from flyway_schema_history where success") >= 31);
    }

    @Test
    @Order(2)
    void who_serves_requests_does_nothing_of_a_workers_work() throws Exception {
        start(forApi(), api);
        new Network(owner).contact("Ada");
        var location = owner.api().contentType("text/csv").body(LinkedInPeople.file(3)).post("/v1/imports").then()
                .statusCode(202).extract().header("Location");
        Thread.sleep(3_000); // longer than a worker would leave it
        owner.api().get(location).then().body("status", is("QUEUED"));
        assertEquals(0, count("select count(*) from event_log"));
        assertEquals(0, count("select count(*) from pg_stat_activity where datname = '" + DATABASE
                + "' and usename in ('kith_system', 'kith_owner')"));
        assertNull(relay().get("waiting"), "nobody is there who could tell");

        start(forWorker(), worker);
        await(() -> "the worker".equals(relay().getString("replica")) && Integer.valueOf(0).equals(relay().get("waiting")));
        new Network(owner).imported(location).body("status", is("DONE")).body("counts.created", is(3));
        assertEquals(0, count("select count(*) from outbox"));
    }

    @Test
    @Order(3)
    void a_worker_answers_probes_and_nothing_else() {
        for (var path : List.of("/q/health", "/q/health/live", "/q/health/ready", "/q/health/started", "/q/metrics")) {
            assertEquals(200, status(worker, path), path);
        }
        for (var path : List.of("/v1/me", "/openapi.yaml", "/", "/q", "/q/../v1/me")) {
            assertEquals(404, status(worker, path), path);
        }
        RestAssured.given().port(worker).header("Authorization", "Bearer " + owner.token()).get("/v1/contacts")
                .then().statusCode(404);
    }

    @Test
    @Order(4)
    @Timeout(60)
    void a_stream_tells_at_once_what_happens_and_ends_with_its_token() throws Exception {
        var token = owner.api().body("{\"name\": \"phone\", \"scopes\": [\"kith:events\"]}").post("/v1/tokens").then()
                .statusCode(201).extract().jsonPath();
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + api + "/v1/events/stream"))
                .header("Authorization", "Bearer " + token.getString("token")).timeout(Duration.ofSeconds(30)).build();
        try (var stream = new BufferedReader(
                new InputStreamReader(CLIENT.send(request, BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8))) {
            until(stream, "retry:"); // it is open; what came before is not told
            var begun = System.nanoTime();
            new Network(owner).contact("Grace");
            until(stream, "contact.created");
            assertTrue(System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(2),
                    "not by chance, when something else is looked for");
            owner.api().delete("/v1/tokens/" + token.getString("id")).then().statusCode(204);
            until(stream, "the token was revoked");
            await(() -> isAtEnd(stream));
        }
    }

    private static void until(BufferedReader stream, String word) throws IOException {
        for (var line = stream.readLine(); line != null; line = stream.readLine()) {
            if (line.contains(word)) {
                return;
            }
        }
        throw new AssertionError("the stream ended before " + word);
    }

    private static boolean isAtEnd(BufferedReader stream) {
        try {
            return stream.readLine() == null;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    @Order(5)
    void whoever_waits_for_events_is_answered_when_there_is_one() throws Exception {
        new Network(owner).contact("Ada");
        await(() -> owner.api().get("/v1/events").jsonPath().getList("items").size() == 2);
        var cursor = owner.api().get("/v1/events").jsonPath().getString("nextCursor");
        var waiting = CLIENT.sendAsync(HttpRequest.newBuilder(
                URI.create("http://localhost:" + api + "/v1/events?wait=20&after=" + cursor))
                .header("Authorization", "Bearer " + owner.token()).build(), BodyHandlers.ofString());
        Thread.sleep(300);
        new Network(owner).contact("Grace");
        assertTrue(waiting.get(5, TimeUnit.SECONDS).body().contains("contact.created"));
    }

    @Test
    @Order(6)
    void operators_learn_from_whoever_serves_requests_how_the_relay_is_and_have_events_published_again() throws Exception {
        new Network(owner).contact("Ada");
        var admin = owner.with(Scope.ADMIN);
        await(() -> {
            var relay = admin.api().get("/v1/relay").jsonPath();
            return relay.getLong("cursor") > 0 && relay.getLong("lag") == 0;
        });
        admin.api().get("/v1/relay").then().body("replica", is("the worker")).body("leader", is(false));
        admin.api().body("{\"from\": 1, \"to\": 2}").put("/v1/relay/republication").then().statusCode(200)
                .body("requestedAt", notNullValue());
        await(() -> admin.api().get("/v1/relay").jsonPath().getString("republication.endedAt") != null);
        assertEquals(200, status(api, "/q/health"));
    }

    @Test
    @Order(7)
    void an_argument_that_there_is_not_is_refused() throws Exception {
        assertTrue(run(1, Map.of(), "migrte").startsWith("Kith does not start: migrate and await-schema"));
        assertTrue(run(1, Map.of(), "migrate").startsWith("Kith does not start: kith.database.owner.password"));
    }

    @Test
    @Order(8)
    void a_version_starts_on_the_schema_of_a_newer_one() throws Exception {
        try (var superuser = DriverManager.getConnection(url(), "postgres", ""); var add = superuser.createStatement()) {
            add.execute("""
                    insert into flyway_schema_history
                    select 1 + max(installed_rank), '9999', 'of a newer version', 'SQL', 'V9999__of_a_newer_version.sql', 1,
                           'kith_owner', now(), 1, true
                    from flyway_schema_history
                    """);
        }
        run(0, Map.of("KITH_DATABASE_OWNER_PASSWORD", services.get("kith.database.owner.password")), "migrate");
        var older = new HashMap<>(forWorker());
        older.put("KITH_DATABASE_MIGRATE", "true");
        older.put("QUARKUS_HTTP_PORT", Integer.toString(freePort()));
        start(older, Integer.parseInt(older.get("QUARKUS_HTTP_PORT")));
    }
}
