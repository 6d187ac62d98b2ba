package dev.kith.faults;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Asks one replica after the other, once each time; one that did not answer is left alone for a moment. */
final class Client {

    private static final long REST = Duration.ofSeconds(2).toNanos();

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2)).build();
    private final Supplier<List<URI>> replicas;
    private final History history;
    private final AtomicInteger turn = new AtomicInteger();
    private final Map<URI, Long> failedAt = new ConcurrentHashMap<>();

    Client(Supplier<List<URI>> replicas, History history) {
        this.replicas = replicas;
        this.history = history;
    }

    /** Asks this replica and no other. */
    Client only(URI replica) {
        return new Client(() -> List.of(replica), history);
    }

    /**
     * @param body null for none; text that starts with a brace is JSON, any other a table
     * @param key the Idempotency-Key; null for none
     * @param ifMatch null for none
     */
    record Request(String method, String path, String body, String key, String ifMatch, Duration patience) {

        static Request get(String path) {
            return new Request("GET", path, null, null, null, Duration.ofSeconds(10));
        }
    }

    /**
     * @param status 0 if there was none; then the text says why
     * @param etag null if there was none
     */
    record Answer(int status, byte[] body, boolean retryAfter, String etag) {

        static Answer none(Exception why) {
            return new Answer(0, why.toString().getBytes(StandardCharsets.UTF_8), false, null);
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        boolean isGood() {
            return status >= 200 && status < 300;
        }

        /** Nothing is known by it: ask again. */
        boolean isNone() {
            return status == 0 || status >= 500;
        }
    }

    Answer ask(String token, Request asked) throws InterruptedException {
        var replica = next();
        Answer answer;
        try {
            var got = http.send(request(replica, token, asked), BodyHandlers.ofByteArray());
            answer = new Answer(got.statusCode(), got.body(), got.headers().firstValue("Retry-After").isPresent(),
                    got.headers().firstValue("ETag").orElse(null));
        } catch (IOException e) {
            if (asked.patience().compareTo(Duration.ofSeconds(1)) > 0) { // an impatient client is nobody's fault
                failedAt.put(replica, System.nanoTime());
            }
            answer = Answer.none(e);
        }
        history.answered(answer.status());
        if (answer.status() >= 500 && !(answer.status() == 503 && answer.retryAfter())) {
            history.wrong(new Violation(Invariants.ANSWERS, "%s %s was answered by %s with %d: %s".formatted(asked.method(),
                    asked.path(), replica, answer.status(), answer.text())));
        }
        return answer;
    }

    /** An answer that does not end. */
    HttpResponse<InputStream> follow(String token, String path, String lastEventId)
            throws IOException, InterruptedException {
        var replica = next();
        var request = HttpRequest.newBuilder(replica.resolve(path)).header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(10));
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        try {
            return http.send(request.build(), BodyHandlers.ofInputStream());
        } catch (IOException e) {
            failedAt.put(replica, System.nanoTime());
            throw e;
        }
    }

    private static HttpRequest request(URI replica, String token, Request asked) {
        var body = asked.body();
        var request = HttpRequest.newBuilder(replica.resolve(asked.path())).timeout(asked.patience())
                .header("Authorization", "Bearer " + token)
                .method(asked.method(), body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", body.startsWith("{") ? "application/json" : "text/csv");
        }
        if (asked.key() != null) {
            request.header("Idempotency-Key", asked.key());
        }
        if (asked.ifMatch() != null) {
            request.header("If-Match", asked.ifMatch());
        }
        return request.build();
    }

    private URI next() {
        var all = replicas.get();
        var now = System.nanoTime();
        var rested = all.stream().filter(one -> now - failedAt.getOrDefault(one, now - REST) >= REST).toList();
        var choice = rested.isEmpty() ? all : rested;
        return choice.get(Math.floorMod(turn.getAndIncrement(), choice.size()));
    }
}
