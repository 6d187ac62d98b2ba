package dev.kith.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;

@QuarkusTest
class KnownAddressesResourceTest {

    @TestHTTPResource
    URI server;

    @Test
    void what_stands_in_a_refused_address_is_not_in_the_metrics() throws IOException {
        try (var socket = new Socket(server.getHost(), server.getPort())) {
            socket.getOutputStream().write("DELETE /v1/tags/Quixotry%zz HTTP/1.1\r\nHost: kith\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        }
        var metrics = RestAssured.get("/q/metrics").asString();
        assertTrue(metrics.contains("uri=\"/v1/tags/**\""), metrics);
        assertFalse(metrics.contains("Quixotry"), metrics);
    }
}
