package dev.kith.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.kith.support.Database;
import dev.kith.support.LinkedInPeople;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.RestAssured;

/**
 * Shows, in {@code target/figures/imports.md}, how fast the packaged application brings 30,000 people in, as a multiple of what
 * {@code COPY} takes to write the same rows into the same tables; what heap it has for that; and how long requests take
 * meanwhile. Runs when it is named only.
 */
@QuarkusIntegrationTest
class ImportFigures {

    private static final int PEOPLE = 30_000;
    private static final int PER_SECOND = 40;
    private static final Duration ALONE = Duration.ofSeconds(25);

    /** In the order of their foreign keys. */
    private static final List<String> TABLES = List.of("organization", "organization_name", "contact", "contact_key",
            "contact_search", "contact_likeness", "warmth", "employment");

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ObjectMapper json = new ObjectMapper();
    private long mostHeap;

    @Test
    void figures() throws Exception {
        imported(TestOwner.fresh(), PEOPLE); // until its code is compiled, as that of a server is
        var quiet = TestOwner.fresh();
        var took = seconds(() -> imported(quiet, PEOPLE));
        var copied = copied(quiet);

        var busy = TestOwner.fresh();
        var somebody = send(busy, "POST", "/v1/contacts", "application/json", "{\"name\": {\"display\": \"Somebody\"}}")
                .path("id")
                .asText();
        var end = System.nanoTime() + ALONE.toNanos();
        var alone = requests(busy, somebody, () -> System.nanoTime() < end);
        var location = queue(busy, PEOPLE);
        var during = requests(busy, somebody, () -> isRunning(busy, location));

        Files.writeString(Files.createDirectories(Path.of("target", "figures")).resolve("imports.md"),
                String.format(Locale.ROOT, """
                        | %,d people | |
                        | --- | ---: |
                        | import, people a second | %,.0f |
                        | `COPY` of the same rows, people a second | %,.0f |
                        | import : `COPY` | %.1f |
                        | heap, at most (MiB) | %d |
                        | heap used, at most (MiB) | %d |
                        | GET a contact, p99 without an import (ms) | %.1f |
                        | GET a contact, p99 during one (ms) | %.1f |
                        | POST an interaction, p99 without an import (ms) | %.1f |
                        | POST an interaction, p99 during one (ms) | %.1f |
                        """, PEOPLE, PEOPLE / took, PEOPLE / copied, took / copied, metric("jvm_memory_max_bytes") >> 20,
                        mostHeap >> 20, p99(alone, 0), p99(during, 0), p99(alone, 1), p99(during, 1)));
    }

    private interface Work {
        void run() throws Exception;
    }

    private static double seconds(Work work) throws Exception {
        var began = System.nanoTime();
        work.run();
        return (System.nanoTime() - began) / 1e9;
    }

    private void imported(TestOwner owner, int people) throws IOException, InterruptedException {
        var location = queue(owner, people);
        while (isRunning(owner, location)) {
            LockSupport.parkNanos(200_000_000); // looking costs the application time, too
        }
        assertEquals(people, send(owner, "GET", location, null, null).at("/counts/created").asInt());
    }

    private String queue(TestOwner owner, int people) throws IOException, InterruptedException {
        var queued = send(owner, "POST", "/v1/imports", "text/csv", LinkedInPeople.file(people));
        return "/v1/imports/" + queued.path("id").asText();
    }

    private boolean isRunning(TestOwner owner, String location) {
        try {
            mostHeap = Math.max(mostHeap, metric("jvm_memory_used_bytes"));
            return send(owner, "GET", location, null, null).path("finishedAt").isNull();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes all rows of an owner once more, for another one. @return in how many seconds */
    private static double copied(TestOwner owner) throws Exception {
        var another = TestOwner.fresh().id();
        try (var connection = Database.asSuperuser()) {
            connection.setAutoCommit(false);
            var copy = connection.unwrap(PGConnection.class).getCopyAPI();
            var rows = new ArrayList<byte[]>();
            for (var table : TABLES) {
                var bytes = new ByteArrayOutputStream();
                copy.copyOut("copy (select %s from %s where owner_id = '%s') to stdout".formatted(
                        columns(connection, table).replaceFirst("owner_id", "'" + another + "'::uuid"), table, owner.id()),
                        bytes);
                rows.add(bytes.toByteArray());
            }
            connection.commit();
            return seconds(() -> {
                for (int i = 0; i < TABLES.size(); i++) {
                    copy.copyIn("copy %s (%s) from stdin".formatted(TABLES.get(i), columns(connection, TABLES.get(i))),
                            new ByteArrayInputStream(rows.get(i)));
                }
                connection.commit();
            });
        }
    }

    private static String columns(Connection connection, String table) throws SQLException {
        try (var select = connection.prepareStatement("""
                select string_agg(attname, ', ' order by attnum) from pg_attribute
                where attrelid = ?::regclass and attnum > 0 and not attisdropped and attgenerated = ''
                """)) {
            select.setString(1, table);
            try (var row = select.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    /**
     * Sends two requests in turns, at their times whatever becomes of those before.
     *
     * @return how long they took from when they were to be sent, in milliseconds
     */
    private List<List<Double>> requests(TestOwner owner, String contactId, BooleanSupplier goOn) {
        var get = request(owner, "GET", "/v1/contacts/" + contactId, null, null);
        var post = request(owner, "POST", "/v1/interactions", "application/json", """
                {"kind": "CALL", "occurredAt": "2025-06-01T12:00:00Z", "participants": [{"contactId": "%s"}]}
                """.formatted(contactId));
        List<List<CompletableFuture<Double>>> sent = List.of(new ArrayList<>(), new ArrayList<>());
        var began = System.nanoTime();
        for (int i = 0; i % PER_SECOND != 0 || goOn.getAsBoolean(); i++) {
            var due = began + i * (1_000_000_000L / PER_SECOND);
            LockSupport.parkNanos(due - System.nanoTime());
            sent.get(i % 2).add(http.sendAsync(i % 2 == 0 ? get : post, BodyHandlers.ofString()).thenApply(response -> {
                check(response);
                return (System.nanoTime() - due) / 1e6;
            }));
        }
        return sent.stream().map(some -> some.stream().map(CompletableFuture::join).toList()).toList();
    }

    private static void check(HttpResponse<String> response) {
        if (response.statusCode() / 100 != 2) {
            throw new IllegalStateException(response.statusCode() + ": " + response.body());
        }
    }

    private static double p99(List<List<Double>> took, int which) {
        var sorted = took.get(which).stream().sorted().toList();
        return sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1);
    }

    /** Of the heap. */
    private long metric(String name) throws IOException, InterruptedException {
        var page = http.send(HttpRequest.newBuilder(URI.create(base() + "/q/metrics")).build(), BodyHandlers.ofString()).body();
        return (long) page.lines().filter(line -> line.startsWith(name + "{area=\"heap\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).filter(bytes -> bytes > 0)
                .sum();
    }

    private JsonNode send(TestOwner owner, String method, String path, String type, String body)
            throws IOException, InterruptedException {
        var response = http.send(request(owner, method, path, type, body), BodyHandlers.ofString(StandardCharsets.UTF_8));
        check(response);
        return json.readTree(response.body());
    }

    private static HttpRequest request(TestOwner owner, String method, String path, String type, String body) {
        var request = HttpRequest.newBuilder(URI.create(base() + path)).header("Authorization", "Bearer " + owner.token());
        return body == null ? request.build()
                : request.header("Content-Type", type).method(method, BodyPublishers.ofString(body)).build();
    }

    private static String base() {
        return "http://localhost:" + RestAssured.port;
    }
}
