package dev.kith.webhook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.IntFunction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** A program of an owner's that events are sent to, on this machine; it keeps what came. */
final class Receiver implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger current = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private volatile IntFunction<Reply> replies;

    /** @param replies to the first, the second and so on; from 0 */
    Receiver(IntFunction<Reply> replies) {
        this.replies = replies;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    /** Who is content with everything. */
    Receiver() {
        this(number -> Reply.OK);
    }

    record Reply(int status, Map<String, String> headers, Duration after) {

        static final Reply OK = new Reply(204, Map.of(), Duration.ZERO);

        static Reply of(int status) {
            return new Reply(status, Map.of(), Duration.ZERO);
        }

        static Reply late(Duration after) {
            return new Reply(204, Map.of(), after);
        }
    }

    record Received(Map<String, List<String>> headers, String body, long nanos) {

        String header(String name) {
            return headers.entrySet().stream().filter(one -> one.getKey().equalsIgnoreCase(name))
                    .map(one -> one.getValue().get(0)).findFirst().orElse(null);
        }

        String id() {
            return header("webhook-id");
        }

        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String type() {
            return json().path("type").asText();
        }

        /** By the library of those who wrote the specification, at the time it was sent. */
        boolean isSignedBy(String secret) {
            try {
                var signature = new Webhook(secret).sign(id(), Long.parseLong(header("webhook-timestamp")), body);
                return Arrays.asList(header("webhook-signature").split(" ")).contains(signature);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void take(HttpExchange exchange) throws IOException {
        most.accumulateAndGet(current.incrementAndGet(), Math::max);
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int number;
        synchronized (received) {
            number = received.size();
            received.add(new Received(Map.copyOf(exchange.getRequestHeaders()), body, System.nanoTime()));
        }
        var reply = replies.apply(number);
        LockSupport.parkNanos(reply.after().toNanos());
        current.decrementAndGet();
        reply.headers().forEach(exchange.getResponseHeaders()::add);
        exchange.sendResponseHeaders(reply.status(), -1);
        exchange.close();
    }

    void nowReply(IntFunction<Reply> replies) {
        this.replies = replies;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hooks?key=s3cret";
    }

    int mostAtATime() {
        return most.get();
    }

    List<Received> received() {
        return new ArrayList<>(received);
    }

    List<Received> await(int atLeast) {
        return await(atLeast, PATIENCE);
    }

    List<Received> await(int atLeast, Duration patience) {
        for (var deadline = System.nanoTime() + patience.toNanos(); System.nanoTime() < deadline;) {
            if (received.size() >= atLeast) {
                return received();
            }
            LockSupport.parkNanos(2_000_000);
        }
        throw new AssertionError("waited for " + atLeast + ", and got " + received.size());
    }

    <T> List<T> each(Function<Received, T> what) {
        return received.stream().map(what).toList();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
