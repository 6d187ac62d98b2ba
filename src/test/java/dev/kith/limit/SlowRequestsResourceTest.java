package dev.kith.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;

import org.junit.jupiter.api.Test;

import dev.kith.support.LogOutput;
import dev.kith.support.SlowClient;
import dev.kith.support.TestOwner;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Clients that take their time, and no end. */
@QuarkusTest
@TestProfile(StrictLimits.class)
class SlowRequestsResourceTest {

    /** In milliseconds. */
    private static final int PAUSE = 100;

    @TestHTTPResource
    URI server;

    @Test
    void who_sends_a_body_by_drops_is_cut_off() throws Throwable {
        var log = LogOutput.during(() -> {
            var answers = together(List.of(
                    () -> SlowClient.answerTo(server,
                            post("/v1/contacts", "Content-Length: 100000", "application/json") + "{\"notes\":\""),
                    () -> SlowClient.answerTo(server,
                            post("/v1/imports", "Content-Length: 60000000", "text/csv") + "First Name,"),
                    () -> SlowClient.answerTo(server,
                            "POST /v1/nowhere HTTP/1.1\r\nHost: kith\r\nContent-Length: 100000\r\n\r\n")));
            for (var answer : answers.subList(0, 2)) {
                assertTrue(answer.get().startsWith("HTTP/1.1 408 "), answer.get());
                assertTrue(answer.get().contains("https://kith.dev/problems/too-slow"), answer.get());
            }
            assertTrue(answers.get(2).get().startsWith("HTTP/1.1 4"), answers.get(2).get());
        });
        assertEquals(List.of(), log.from(Level.WARNING));
    }

    @Test
    void who_goes_away_in_the_middle_is_no_fault_of_ours() throws Throwable {
        var log = LogOutput.during(() -> {
            try (var socket = new Socket(server.getHost(), server.getPort())) {
                SlowClient.send(socket, post("/v1/contacts", "Content-Length: 100000", "application/json") + "{\"notes\":\"");
                Thread.sleep(500);
            }
            Thread.sleep(1_000);
        });
        assertEquals(List.of(), log.from(Level.WARNING));
    }

    @Test
    void who_sends_slowly_but_enough_is_heard_to_the_end() throws Exception {
        var body = "{\"name\": {\"display\": \"Ines\"}, \"notes\": \"" + "n".repeat(9_000) + "\"}";
        try (var socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(20_000);
            SlowClient.send(socket, post("/v1/contacts", "Content-Length: " + body.length(), "application/json"));
            for (var from = 0; from < body.length(); from += 200) {
                SlowClient.send(socket, body.substring(from, Math.min(body.length(), from + 200)));
                Thread.sleep(PAUSE);
            }
            var answer = new byte[12];
            socket.getInputStream().readNBytes(answer, 0, answer.length);
            assertEquals("HTTP/1.1 201", new String(answer, StandardCharsets.US_ASCII));
        }
    }

    private static String post(String path, String length, String type) {
        return "POST " + path + " HTTP/1.1\r\nHost: kith\r\nContent-Type: " + type + "\r\n" + length
                + "\r\nAuthorization: Bearer " + TestOwner.fresh().token() + "\r\n\r\n";
    }

    private static List<Future<String>> together(List<Callable<String>> clients) throws InterruptedException {
        var threads = Executors.newFixedThreadPool(clients.size());
        try {
            return threads.invokeAll(clients);
        } finally {
            threads.shutdownNow();
        }
    }
}
