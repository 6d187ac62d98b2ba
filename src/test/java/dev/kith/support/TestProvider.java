package dev.kith.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * As much of an OpenID Connect provider as Kith looks at: who it is, and its keys. It lives as long as the process; test
 * classes are loaded more than once, so what is known about it is strings in the system properties.
 */
public final class TestProvider {

    private static final String PREFIX = "kith.test.provider.";

    private final String name;

    private TestProvider(String name) {
        this.name = name;
    }

    public static TestProvider named(String name) {
        return new TestProvider(name);
    }

    /** Where it is, on a port that stays the same; it does not answer before it has keys. */
    public synchronized String url() {
        var known = System.getProperty(PREFIX + name + ".url");
        if (known == null) {
            known = "http://localhost:" + listen();
            System.setProperty(PREFIX + name + ".url", known);
        }
        return known;
    }

    /** The {@code iss} of its tokens. */
    public String issuer() {
        return "https://" + name + ".test";
    }

    /** From now on it has these keys and no others. */
    public void answerWith(Key... keys) {
        System.setProperty(PREFIX + name + ".keys",
                new JsonWebKeySet(Arrays.stream(keys).map(Key::published).toList()).toJson());
    }

    public void goAway() {
        System.clearProperty(PREFIX + name + ".keys");
    }

    /** A pair of keys and the name that tokens call it by. */
    public record Key(String id, KeyPair pair) {

        public static Key fresh() {
            try {
                var generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
                return new Key(UUID.randomUUID().toString(), generator.generateKeyPair());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        private JsonWebKey published() {
            var key = new RsaJsonWebKey((RSAPublicKey) pair.getPublic());
            key.setKeyId(id);
            key.setUse("sig");
            return key;
        }

        String written() {
            var base64 = Base64.getEncoder();
            return String.join(" ", id, base64.encodeToString(pair.getPublic().getEncoded()),
                    base64.encodeToString(pair.getPrivate().getEncoded()));
        }

        static Key read(String written) {
            try {
                var parts = List.of(written.split(" "));
                var base64 = Base64.getDecoder();
                var rsa = KeyFactory.getInstance("RSA");
                return new Key(parts.get(0),
                        new KeyPair(rsa.generatePublic(new X509EncodedKeySpec(base64.decode(parts.get(1)))),
                                rsa.generatePrivate(new PKCS8EncodedKeySpec(base64.decode(parts.get(2))))));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private int listen() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", this::answer);
            var started = new CountDownLatch(1);
            var starter = new Thread(() -> {
                server.start();
                started.countDown();
            });
            starter.setDaemon(true); // and so is the thread that it starts: the process may end
            starter.start();
            started.await();
            return server.getAddress().getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var keys = System.getProperty(PREFIX + name + ".keys");
            if (keys != null) {
                var body = (exchange.getRequestURI().getPath().equals("/keys") ? keys : """
                        {"issuer": "%s", "jwks_uri": "%s/keys"}""".formatted(issuer(), url())).getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }
}
