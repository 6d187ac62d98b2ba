package dev.kith.warmth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.kith.support.TestOwner;

/**
 * The API for one owner. A model asks tens of thousands of times, so that only some of its histories hold every exchange
 * against the contract, and the others ask as directly as they can.
 */
final class WarmthApi {

    private static final ObjectMapper JSON = new ObjectMapper();

    record Transport(HttpClient client, URI base) {
    }

    private final Transport transport;
    private final TestOwner owner;
    private final boolean byContract;

    WarmthApi(Transport transport, TestOwner owner, boolean byContract) {
        this.transport = transport;
        this.owner = owner;
        this.byContract = byContract;
    }

    /** @param status that is expected; 0: 200 or 201 */
    JsonNode send(String method, String path, int status, Object body) {
        try {
            var json = body == null ? null : JSON.writeValueAsString(body);
            var answer = byContract ? ask(method, path, json) : askDirectly(method, path, json);
            if (status == 0 ? answer.status / 2 != 100 : answer.status != status) {
                throw new AssertionError("%s %s %s was answered with %d: %s".formatted(method, path, json, answer.status,
                        answer.body));
            }
            return JSON.readTree(answer.body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Answer(int status, String body) {
    }

    private Answer ask(String method, String path, String json) {
        var request = owner.api();
        if (json != null) {
            request.body(json);
        }
        var response = request.request(method, path);
        return new Answer(response.statusCode(), response.asString());
    }

    private Answer askDirectly(String method, String path, String json) throws IOException {
        var request = HttpRequest.newBuilder(transport.base.resolve(path))
                .header("Authorization", "Bearer " + owner.token())
                .header("Content-Type", "application/json")
                .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
                .build();
        try {
            var response = transport.client.send(request, BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** RFC 9562, section 5.5. */
    static UUID uuid5(UUID namespace, String name) {
        try {
            var sha = MessageDigest.getInstance("SHA-1");
            sha.update(ByteBuffer.allocate(16).putLong(namespace.getMostSignificantBits())
                    .putLong(namespace.getLeastSignificantBits()).array());
            var hash = ByteBuffer.wrap(sha.digest(name.getBytes(StandardCharsets.UTF_8)));
            return new UUID(hash.getLong() & ~0xF000L | 0x5000L, hash.getLong() & ~(3L << 62) | 1L << 63);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
