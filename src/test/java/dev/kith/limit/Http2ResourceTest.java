package dev.kith.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.kith.support.TestOwner;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;

/** Limits where requests share a connection, and nothing announces a body: one client, and one connection of its own. */
@QuarkusTest
@TestProfile(StrictLimits.class)
class Http2ResourceTest {

    /** Longer than any limit here. */
    private static final long PATIENCE = 20;

    /** In milliseconds: one byte each. */
    private static final long PAUSE = 100;

    @TestHTTPResource
    URI server;

    @Inject
    Vertx vertx;

    private final String token = TestOwner.fresh().token();
    private HttpClient client;

    @BeforeEach
    void connect() {
        client = vertx.createHttpClient(new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false).setHttp2MaxPoolSize(1));
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void who_sends_a_body_by_drops_is_cut_off_and_the_others_on_the_connection_are_not() throws Exception {
        var slow = post();
        var answer = slow.response().compose(response -> response.body().map(body -> response.statusCode() + " " + body));
        slow.write("{\"notes\":\"");
        var drops = vertx.setPeriodic(PAUSE, tick -> slow.write("x"));
        try {
            var text = await(answer);
            assertTrue(text.startsWith("408 ") && text.contains("https://kith.dev/problems/too-slow"), text);
        } finally {
            vertx.cancelTimer(drops);
            slow.reset();
        }
        var other = post();
        assertEquals(201, await(other.send("{\"name\": {\"display\": \"Ines\"}}")).statusCode());
        assertEquals(slow.connection(), other.connection());
    }

    @Test
    void who_sends_slowly_but_enough_is_heard_to_the_end() throws Exception {
        var request = post();
        request.write("{\"name\": {\"display\": \"Ines\"}, \"notes\": \"");
        for (var part = 0; part < 45; part++) {
            request.write("n".repeat(200));
            Thread.sleep(PAUSE);
        }
        request.end("\"}");
        assertEquals(201, await(request.response()).statusCode());
    }

    @Test
    void a_body_that_is_too_large_is_refused_though_nothing_has_announced_it() throws Exception {
        var request = post();
        var answer = request.response();
        request.write(" ".repeat(2 << 20));
        request.end();
        assertEquals(413, await(answer).statusCode());
    }

    private HttpClientRequest post() throws Exception {
        var request = await(client.request(HttpMethod.POST, server.getPort(), server.getHost(), "/v1/contacts"));
        assertEquals(HttpVersion.HTTP_2, request.version());
        request.putHeader("Content-Type", "application/json").putHeader("Authorization", "Bearer " + token).setChunked(true);
        return request;
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(PATIENCE, TimeUnit.SECONDS);
    }
}
