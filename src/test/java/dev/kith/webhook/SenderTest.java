package dev.kith.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.kith.webhook.Receiver.Reply;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;

/** One attempt, by what answers it; names lead where the test says. */
class SenderTest {

    private static final byte[] BODY = "{\"id\":\"1\"}".getBytes(StandardCharsets.UTF_8);
    private static final String PASSWORD = "changeit";

    private static Vertx vertx;

    @TempDir
    Path directory;

    @BeforeAll
    static void vertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void close() {
        vertx.close();
    }

    @Test
    void it_connects_to_the_address_that_was_judged_under_the_name_that_was_asked_for() throws Exception {
        try (var receiver = new Receiver()) {
            // nobody else would find this name
            var outcome = sender(config(), host -> local()).send(target(receiver, "hooks.test"), 0, Map.of("webhook-id", "1"),
                    BODY);
            assertTrue(outcome.isDelivered(), outcome::toString);
            assertEquals("hooks.test:" + port(receiver), receiver.await(1).get(0).header("Host"));
        }
    }

    @Test
    void it_looks_again_each_time_where_a_name_leads() throws Exception {
        try (var receiver = new Receiver()) {
            var answers = new CopyOnWriteArrayList<>(List.of(address("127.0.0.1"), address("127.0.0.2")));
            var sender = sender(config("127.0.0.1/32"), host -> new InetAddress[] { answers.remove(0) });
            assertTrue(send(sender, receiver).isDelivered());
            assertEquals(Failure.NOT_PUBLIC, send(sender, receiver).failure());
            assertEquals(1, receiver.received().size());
        }
    }

    @Test
    void one_address_that_is_not_public_is_enough() throws Exception {
        try (var receiver = new Receiver()) {
            var sender = sender(config("127.0.0.1/32"),
                    host -> new InetAddress[] { address("127.0.0.1"), address("10.0.0.1") });
            assertEquals(Failure.NOT_PUBLIC, send(sender, receiver).failure());
            assertEquals(List.of(), receiver.received());
        }
    }

    @Test
    void nothing_on_this_machine_is_sent_to_unless_it_is_allowed() throws Exception {
        try (var receiver = new Receiver()) {
            for (var host : List.of("localhost", "127.0.0.1")) {
                var outcome = sender(config(""), InetAddress::getAllByName).send(target(receiver, host), 0, Map.of(), BODY);
                assertEquals(Failure.NOT_PUBLIC, outcome.failure());
            }
            assertEquals(List.of(), receiver.received());
        }
    }

    @Test
    void each_attempt_tries_another_address() throws Exception {
        try (var receiver = new Receiver()) {
            var sender = sender(config(), host -> new InetAddress[] { address("127.0.0.1"), address("127.0.0.9") });
            assertTrue(sender.send(target(receiver, "hooks.test"), 0, Map.of(), BODY).isDelivered());
            assertEquals(Failure.NO_CONNECTION, sender.send(target(receiver, "hooks.test"), 1, Map.of(), BODY).failure());
            assertTrue(sender.send(target(receiver, "hooks.test"), 2, Map.of(), BODY).isDelivered());
        }
    }

    @Test
    void it_asks_no_proxy() throws Exception {
        try (var receiver = new Receiver(); var proxy = new Receiver()) {
            System.setProperty("http.proxyHost", "127.0.0.1");
            System.setProperty("http.proxyPort", Integer.toString(port(proxy)));
            System.setProperty("http.nonProxyHosts", "");
            try {
                assertTrue(send(sender(config(), host -> local()), receiver).isDelivered());
            } finally {
                List.of("http.proxyHost", "http.proxyPort", "http.nonProxyHosts").forEach(System::clearProperty);
            }
            assertEquals(1, receiver.received().size());
            assertEquals(List.of(), proxy.received());
        }
    }

    @Test
    void a_certificate_has_to_be_of_the_name() throws Exception {
        var store = directory.resolve("hooks.p12").toString();
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var made = new ProcessBuilder(keytool, "-genkeypair", "-keyalg", "EC", "-dname", "CN=hooks", "-ext",
                "san=dns:hooks.test", "-alias", "hooks", "-storetype", "PKCS12", "-keystore", store, "-storepass", PASSWORD)
                .redirectErrorStream(true).start();
        assertTrue(made.waitFor(30, TimeUnit.SECONDS) && made.exitValue() == 0);
        var pfx = new PfxOptions().setPath(store).setPassword(PASSWORD);
        var names = new CopyOnWriteArrayList<String>();
        var server = vertx.createHttpServer(new HttpServerOptions().setSsl(true).setSni(true).setKeyCertOptions(pfx))
                .requestHandler(request -> {
                    names.add(request.connection().indicatedServerName());
                    request.response().setStatusCode(204).end();
                }).listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        var patient = config("127.0.0.0/8", "20s"); // the first handshake of a process takes its time
        var trusting = new Sender(vertx, patient, new Addresses(patient, host -> local()),
                new HttpClientOptions().setTrustOptions(pfx));
        var there = Target.of("https://hooks.test:" + server.actualPort() + "/", false);
        assertTrue(trusting.send(there, 0, Map.of(), BODY).isDelivered());
        assertEquals(List.of("hooks.test"), names);
        assertEquals(Failure.NOT_TRUSTED, trusting
                .send(Target.of("https://other.test:" + server.actualPort() + "/", false), 0, Map.of(), BODY).failure());
        assertEquals(Failure.NOT_TRUSTED, sender(patient, host -> local()).send(there, 0, Map.of(), BODY).failure());
    }

    @Test
    void a_redirect_is_a_failure() throws Exception {
        try (var receiver = new Receiver(number -> new Reply(302, Map.of("Location", "/elsewhere"), Duration.ZERO))) {
            var outcome = send(sender(config(), host -> local()), receiver);
            assertEquals(Failure.REDIRECT, outcome.failure());
            assertEquals(302, outcome.status());
            assertEquals(1, receiver.received().size());
        }
    }

    @Test
    void whoever_is_silent_is_given_up() throws Exception {
        try (var receiver = new Receiver(number -> Reply.late(Duration.ofSeconds(5)))) {
            var outcome = send(sender(config(), host -> local()), receiver);
            assertEquals(Failure.TIMEOUT, outcome.failure());
            assertNull(outcome.status());
            assertTrue(outcome.took().compareTo(Duration.ofSeconds(2)) < 0, outcome::toString);
        }
    }

    @Test
    void a_resolver_that_is_silent_is_given_up() throws Exception {
        try (var receiver = new Receiver()) {
            var sender = sender(config(), host -> {
                LockSupport.parkNanos(Duration.ofSeconds(5).toNanos());
                return local();
            });
            assertEquals(Failure.UNRESOLVED, send(sender, receiver).failure());
        }
    }

    @Test
    void what_is_not_there_or_not_http_is_said_in_words() throws Exception {
        var sender = sender(config(), host -> local());
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertEquals(Failure.NO_CONNECTION, sender.send(target(free), 0, Map.of(), BODY).failure());
        assertEquals(Failure.CUT_OFF, answer(sender, ""));
        assertEquals(Failure.NOT_HTTP, answer(sender, "220 mail.example ESMTP\r\n\r\n"));
        assertEquals(Failure.UNRESOLVED, sender(config(), host -> {
            throw new UnknownHostException(host);
        }).send(target(free), 0, Map.of(), BODY).failure());
    }

    /** The head of the answer says that it arrived; nobody waits for the rest. */
    @Test
    void an_answer_without_end_is_not_read() throws Exception {
        var outcome = new Object() {
            Failure failure;
        };
        var began = System.nanoTime();
        outcome.failure = answer(sender(config(), host -> local()), "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\nx");
        assertNull(outcome.failure);
        assertTrue(Duration.ofNanos(System.nanoTime() - began).toMillis() < 900);
    }

    /** @param text what whoever is connected to says, and then nothing */
    private static Failure answer(Sender sender, String text) throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var speaking = new Thread(() -> {
                try (var connection = socket.accept()) {
                    connection.getInputStream().read(new byte[8192]);
                    connection.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
                    connection.getOutputStream().flush();
                    LockSupport.parkNanos(text.isEmpty() ? 1 : Duration.ofSeconds(1).toNanos());
                } catch (IOException e) {
                    // hung up on
                }
            });
            speaking.start();
            return sender.send(target(socket.getLocalPort()), 0, Map.of(), BODY).failure();
        }
    }

    private static Outcome send(Sender sender, Receiver receiver) throws InterruptedException {
        return sender.send(target(receiver, "hooks.test"), 0, Map.of(), BODY);
    }

    private static Sender sender(WebhookConfig config, Addresses.Names names) {
        return new Sender(vertx, config, new Addresses(config, names), new HttpClientOptions());
    }

    private static WebhookConfig config() {
        return config("127.0.0.0/8");
    }

    /** @param allowed networks that are not public */
    private static WebhookConfig config(String allowed) {
        return config(allowed, "700ms");
    }

    private static WebhookConfig config(String allowed, String timeout) {
        return new SmallRyeConfigBuilder().withMapping(WebhookConfig.class)
                .withDefaultValue("kith.webhooks.allowed-networks", allowed)
                .withDefaultValue("kith.webhooks.timeout", timeout)
                .withDefaultValue("kith.webhooks.concurrency", "20")
                .withConverter(Duration.class, 1000, new DurationConverter())
                .build().getConfigMapping(WebhookConfig.class);
    }

    private static Target target(int port) {
        return Target.of("http://hooks.test:" + port + "/", true);
    }

    private static Target target(Receiver receiver, String host) {
        return Target.of(receiver.url().replace("127.0.0.1", host), true);
    }

    private static int port(Receiver receiver) {
        return URI.create(receiver.url()).getPort();
    }

    private static InetAddress[] local() {
        return new InetAddress[] { address("127.0.0.1") };
    }

    private static InetAddress address(String numbers) {
        try {
            return InetAddress.getByName(numbers);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
