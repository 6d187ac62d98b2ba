package dev.kith.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;

/**
 * A real Keycloak, unpacked by {@code -Pkeycloak}, with the realm {@code kith} of the test resources. What is known about its
 * process is strings in the system properties, as test classes are loaded more than once.
 */
public final class Keycloak implements QuarkusTestResourceLifecycleManager {

    private static final String PORT = "kith.test.keycloak.port";
    private static final String PROCESS = "kith.test.keycloak.process";
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String ADMIN = "admin";

    private static final Path HOME = Path.of(System.getProperty("kith.keycloak", "no -Pkeycloak")).toAbsolutePath();

    @Override
    public Map<String, String> start() {
        try {
            delete(HOME.resolve("data"));
            var imports = Files.createDirectories(HOME.resolve("data").resolve("import"));
            try (var realm = Keycloak.class.getResourceAsStream("/keycloak/kith-realm.json")) {
                Files.copy(realm, imports.resolve("kith-realm.json"), StandardCopyOption.REPLACE_EXISTING);
            }
            System.setProperty(PORT, Integer.toString(freePort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(Keycloak::kill));
        startUp();
        return Map.of("quarkus.oidc.auth-server-url", realm());
    }

    @Override
    public void stop() {
        kill();
    }

    private static String url() {
        return "http://localhost:" + System.getProperty(PORT);
    }

    private static String realm() {
        return url() + "/realms/kith";
    }

    /** Starts it, with what it knew before, and waits until it answers. */
    public static void startUp() {
        try {
            var server = new ProcessBuilder(HOME.resolve("bin").resolve("kc.sh").toString(), "start-dev", "--import-realm",
                    "--http-host=127.0.0.1", "--http-port=" + System.getProperty(PORT),
                    "--http-management-port=" + freePort())
                    .redirectErrorStream(true).redirectOutput(HOME.resolve("log.txt").toFile());
            server.environment().putAll(Map.of("JAVA_HOME", System.getProperty("java.home"),
                    "JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx384m",
                    "KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN, "KC_BOOTSTRAP_ADMIN_PASSWORD", ADMIN));
            var process = server.start();
            System.setProperty(PROCESS, Long.toString(process.pid()));
            for (var end = System.nanoTime() + PATIENCE.toNanos(); !answers(); Thread.sleep(500)) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IllegalStateException("Keycloak does not start: " + Files.readString(HOME.resolve("log.txt")));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean answers() {
        try {
            return RestAssured.get(realm() + "/.well-known/openid-configuration").statusCode() == 200;
        } catch (Exception refused) { // REST Assured throws a ConnectException that it does not declare
            return false;
        }
    }

    /** At once, the shell around it and the server inside it. */
    public static void kill() {
        ProcessHandle.of(Long.getLong(PROCESS, -1)).ifPresent(shell -> {
            var all = new ArrayList<>(shell.descendants().toList());
            all.add(shell);
            all.forEach(ProcessHandle::destroyForcibly);
            all.forEach(process -> process.onExit().join());
        });
        System.clearProperty(PROCESS);
    }

    /** The tokens that somebody gets who signs in with a password, which is their name. */
    public static ValidatableResponse signIn(String user, String client, String scope) {
        return RestAssured.given().formParams("grant_type", "password", "client_id", client, "username", user,
                "password", user, "scope", scope).post(realm() + "/protocol/openid-connect/token").then();
    }

    /** The token of a program that signs in for itself. */
    public static ValidatableResponse signIn(String client, String scope) {
        return RestAssured.given().formParams("grant_type", "client_credentials", "client_id", client, "client_secret", client,
                "scope", scope).post(realm() + "/protocol/openid-connect/token").then();
    }

    /** From now on tokens are signed with a new key; those signed with the old ones stay valid. */
    public static void addKey() {
        var id = RestAssured.given().auth().oauth2(admin()).get(url() + "/admin/realms/kith").path("id");
        RestAssured.given().auth().oauth2(admin()).contentType("application/json")
                .body(Map.of("name", "newer", "providerId", "rsa-generated", "providerType", "org.keycloak.keys.KeyProvider",
                        "parentId", id, "config", Map.of("priority", List.of("200"), "algorithm", List.of("RS256"))))
                .post(url() + "/admin/realms/kith/components").then().statusCode(201);
    }

    /** Those signed with the first key are valid no more. */
    public static void removeFirstKey() {
        var id = RestAssured.given().auth().oauth2(admin())
                .get(url() + "/admin/realms/kith/components?type=org.keycloak.keys.KeyProvider&name=rsa-generated")
                .path("[0].id");
        RestAssured.given().auth().oauth2(admin()).delete(url() + "/admin/realms/kith/components/" + id).then().statusCode(204);
    }

    public static void disable(String user) {
        var users = url() + "/admin/realms/kith/users";
        var id = RestAssured.given().auth().oauth2(admin()).get(users + "?exact=true&username=" + user).path("[0].id");
        RestAssured.given().auth().oauth2(admin()).contentType("application/json").body(Map.of("enabled", false))
                .put(users + "/" + id).then().statusCode(204);
    }

    private static String admin() {
        return RestAssured.given().formParams("grant_type", "password", "client_id", "admin-cli", "username", ADMIN,
                "password", ADMIN).post(url() + "/realms/master/protocol/openid-connect/token").path("access_token");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (var files = Files.walk(directory)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
