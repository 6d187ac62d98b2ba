package dev.kith.webhook;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.kith.support.Database;
import dev.kith.support.TestOwner;
import dev.kith.webhook.Receiver.Received;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;

/** How long it takes from a commit to an endpoint, and how fast what waits is sent: {@code target/figures/webhooks.md}. */
@QuarkusTest
class WebhookFigures {

    private static final int A_SECOND = 10;
    private static final int SECONDS = 20;
    private static final int WAITING = 4_000;
    private static final int ENDPOINTS = 10;

    private final TestOwner owner = TestOwner.fresh();
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> lines = new ArrayList<>();

    @Test
    void figures() throws Exception {
        delay();
        backlog(1);
        backlog(ENDPOINTS);
        Files.writeString(Files.createDirectories(Path.of("target/figures")).resolve("webhooks.md"),
                String.join("\n", lines) + "\n");
    }

    /** Open loop: each request begins when it is its time, whatever became of those before. */
    private void delay() throws Exception {
        try (var receiver = new Receiver()) {
            endpoint(receiver, "NOW");
            var committed = new ConcurrentHashMap<String, Long>();
            var clients = Executors.newScheduledThreadPool(8);
            for (int i = 0; i < A_SECOND * SECONDS; i++) {
                clients.schedule(() -> committed.put(contact(), System.nanoTime()), i * 1000L / A_SECOND,
                        TimeUnit.MILLISECONDS);
            }
            var received = receiver.await(A_SECOND * SECONDS, Duration.ofSeconds(SECONDS + 60));
            clients.shutdown();
            clients.awaitTermination(10, TimeUnit.SECONDS);
            var delays = received.stream().skip(A_SECOND * 5) // the first seconds compile
                    .mapToLong(one -> Math.max(0, one.nanos() - committed.get(one.json().path("subject").asText())))
                    .sorted().toArray();
            lines.add(
                    "From the answer to whoever made a contact, to its arrival at an endpoint, at %d a second: p50 %.1f ms, p99 %.1f ms"
                            .formatted(A_SECOND, delays[delays.length / 2] / 1e6, delays[delays.length * 99 / 100] / 1e6));
        }
    }

    /** By a client that takes no processor from what is measured. */
    private String contact() {
        try {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create(RestAssured.baseURI + ":" + RestAssured.port + "/v1/contacts"))
                            .header("Authorization", "Bearer " + owner.token()).header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString("{\"name\": {\"display\": \"Somebody\"}}")).build(),
                    BodyHandlers.ofString());
            return answer.body().substring("{'id':'".length(), "{'id':'".length() + 36);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void backlog(int endpoints) throws Exception {
        var busy = TestOwner.fresh();
        for (int i = 0; i < WAITING / 200; i++) {
            var operations = IntStream.range(0, 200).mapToObj(
                    number -> "{\"op\": \"CREATE\", \"contact\": {\"name\": {\"display\": \"Number " + number + "\"}}}")
                    .collect(Collectors.joining(", "));
            busy.api().body("{\"operations\": [" + operations + "]}").post("/v1/contacts:batch").then().statusCode(207);
        }
        Database.awaitLog(busy.id());
        var receivers = new ArrayList<Receiver>();
        var began = System.nanoTime();
        for (int i = 0; i < endpoints; i++) {
            receivers.add(new Receiver());
            busy.api().body(body(receivers.get(i), "BEGINNING")).post("/v1/webhooks").then().statusCode(201);
        }
        for (var receiver : receivers) {
            receiver.await(WAITING, Duration.ofMinutes(5));
        }
        lines.add("%d events that wait for each of %d endpoints: %.0f a second in all".formatted(WAITING, endpoints,
                WAITING * endpoints / ((System.nanoTime() - began) / 1e9)));
        for (var id : busy.api().get("/v1/webhooks").jsonPath().getList("items.id")) {
            busy.api().delete("/v1/webhooks/" + id);
        }
        for (var receiver : receivers) {
            if (!receiver.each(Received::id).equals(receivers.get(0).each(Received::id))) {
                throw new AssertionError("not in the same order");
            }
            receiver.close();
        }
    }

    private void endpoint(Receiver receiver, String start) {
        owner.api().body(body(receiver, start)).post("/v1/webhooks").then().statusCode(201);
    }

    private static Map<String, ?> body(Receiver receiver, String start) {
        return Map.of("url", receiver.url(), "types", List.of("dev.kith.contact.created.v1"), "start", start);
    }
}
