package dev.kith.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import org.junit.jupiter.api.Test;

import dev.kith.support.TestOwner;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** Requests that no client library would send. */
@QuarkusTest
class MalformedRequestsResourceTest {

    @TestHTTPResource
    URI server;

    private final String authorization = "Authorization: Bearer " + TestOwner.fresh().token() + "\r\n";

    /** Everything up to the end of the connection. */
    private String answerTo(String request) throws IOException {
        try (var socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(20_000);
            try {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
            } catch (IOException closed) {
                // it need not listen to the end
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String get(String address) throws IOException {
        return answerTo("GET " + address + " HTTP/1.1\r\nHost: kith\r\nConnection: close\r\n" + authorization + "\r\n");
    }

    private static void isProblem(int status, String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertTrue(answer.toLowerCase(Locale.ROOT).contains("content-type: application/problem+json"), answer);
        assertTrue(answer.contains("\"status\":" + status), answer);
        assertFalse(answer.contains("Exception"), answer);
    }

    @Test
    void an_address_with_bytes_that_are_no_text() throws IOException {
        assertFalse(get("/test/notes?q=%ff").startsWith("HTTP/1.1 5"));
        isProblem(404, get("/test/notes/%ff%fe"));
    }

    @Test
    void a_body_without_a_length_that_does_not_end() throws IOException {
        var chunk = "1000\r\n" + " ".repeat(0x1000) + "\r\n";
        isProblem(413, answerTo("POST /test/notes HTTP/1.1\r\nHost: kith\r\nContent-Type: application/json\r\n"
                + "Connection: close\r\nTransfer-Encoding: chunked\r\n" + authorization + "\r\n" + chunk.repeat(300)
                + "0\r\n\r\n"));
    }

    @Test
    void a_body_announced_as_larger_than_anything() throws IOException {
        for (var length : new String[] { "1048577", "68157441", "99999999999" }) {
            isProblem(413, answerTo("POST /test/notes HTTP/1.1\r\nHost: kith\r\nContent-Type: application/json\r\n"
                    + "Connection: close\r\nContent-Length: " + length + "\r\n" + authorization + "\r\n"));
        }
    }

    @Test
    void a_request_without_a_host() throws IOException {
        isProblem(400, answerTo("GET /test/notes HTTP/1.1\r\nConnection: close\r\n" + authorization + "\r\n"));
    }

    @Test
    void no_body_and_no_type() throws IOException {
        isProblem(400, answerTo("POST /test/notes HTTP/1.1\r\nHost: kith\r\nConnection: close\r\n" + authorization + "\r\n"));
    }

    @Test
    void bytes_that_are_not_utf_8() throws IOException {
        // two bytes that never occur, a slash in two bytes, and one that is the first of three
        for (var text : new String[] { "\u00ff\u00fe", "\u00c0\u00af", "\u00e2 " }) {
            isProblem(400, answerTo("POST /test/notes HTTP/1.1\r\nHost: kith\r\nContent-Type: application/json\r\n"
                    + "Connection: close\r\nContent-Length: 14\r\n" + authorization + "\r\n{\"text\":\"" + text + "\"} "));
        }
    }

    @Test
    void an_address_that_is_no_uri() throws IOException {
        for (var address : new String[] { "/test/notes/%zz", "/%", "/test/notes?limit=%", "/test/notes?q=%4",
                "/test/notes?q=%zz" }) {
            isProblem(400, get(address));
        }
    }

    @Test
    void an_address_or_headers_that_do_not_end() throws IOException {
        isProblem(414, get("/" + "a".repeat(10_000)));
        isProblem(414, get("/v1/contacts?q=" + "a".repeat(60_000)));
        isProblem(431, answerTo(
                "GET /v1/contacts HTTP/1.1\r\nHost: kith\r\nConnection: close\r\nX: " + "a".repeat(100_000) + "\r\n\r\n"));
    }

    @Test
    void what_is_no_request_is_refused_by_the_server_itself() throws IOException {
        assertEquals("400", status(answerTo("nonsense\r\n\r\n")));
        assertEquals("414", status(get("/" + "a".repeat(100_000))));
        assertEquals("431", status(answerTo("GET / HTTP/1.1\r\nHost: kith\r\nX: " + "a".repeat(200_000) + "\r\n\r\n")));
    }

    private static String status(String answer) {
        return answer.split(" ")[1];
    }
}
