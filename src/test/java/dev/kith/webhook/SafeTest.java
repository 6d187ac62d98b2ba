package dev.kith.webhook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;

/** How secrets are kept, and what is signed by them. */
class SafeTest {

    private static final String KEY = key(1);
    private static final String OTHER = key(2);

    private final UUID owner = UUID.randomUUID();
    private final UUID webhook = UUID.randomUUID();
    private final byte[] secret = Signature.freshSecret();

    private static String key(int of) {
        var bytes = new byte[32];
        Arrays.fill(bytes, (byte) of);
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Test
    void a_secret_that_is_locked_is_not_to_be_seen_and_comes_out_again() {
        var kept = new Safe(List.of(KEY)).lock(owner, webhook, secret);
        assertFalse(text(kept).contains(text(secret)));
        assertFalse(Arrays.equals(kept, new Safe(List.of(KEY)).lock(owner, webhook, secret)));
        assertArrayEquals(secret, new Safe(List.of(KEY)).unlock(owner, webhook, kept).orElseThrow());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void keys_are_replaced_by_putting_a_new_one_before_the_old() {
        var kept = new Safe(List.of(KEY)).lock(owner, webhook, secret);
        var both = new Safe(List.of(OTHER, KEY));
        assertArrayEquals(secret, both.unlock(owner, webhook, kept).orElseThrow());
        assertArrayEquals(secret,
                new Safe(List.of(OTHER)).unlock(owner, webhook, both.lock(owner, webhook, secret)).orElseThrow());
        assertTrue(new Safe(List.of(OTHER)).unlock(owner, webhook, kept).isEmpty());
        assertTrue(new Safe(List.of()).unlock(owner, webhook, kept).isEmpty());
    }

    @Test
    void what_belongs_to_another_endpoint_opens_nothing() {
        var safe = new Safe(List.of(KEY));
        var kept = safe.lock(owner, webhook, secret);
        assertTrue(safe.unlock(owner, UUID.randomUUID(), kept).isEmpty());
        assertTrue(safe.unlock(UUID.randomUUID(), webhook, kept).isEmpty());
    }

    @Test
    void without_a_key_it_is_kept_as_it_is_and_found_when_there_is_one() {
        var kept = new Safe(List.of()).lock(owner, webhook, secret);
        assertArrayEquals(secret, new Safe(List.of(KEY)).unlock(owner, webhook, kept).orElseThrow());
    }

    @Test
    void a_key_that_is_none_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> new Safe(List.of("c2hvcnQ=")));
        assertThrows(IllegalArgumentException.class, () -> new Safe(List.of("not Base64!")));
    }

    @Test
    void the_library_verifies_what_is_signed_by_one_and_by_two() throws Exception {
        var other = Signature.freshSecret();
        var body = "{\"type\":\"dev.kith.contact.created.v1\",\"city\":\"Köln\"}";
        var headers = headers(body, List.of(other, secret));
        new Webhook(Signature.written(secret)).verify(body, headers);
        new Webhook(Signature.written(other)).verify(body, headers);
        assertThrows(WebhookVerificationException.class,
                () -> new Webhook(Signature.written(Signature.freshSecret())).verify(body, headers));
        assertThrows(WebhookVerificationException.class,
                () -> new Webhook(Signature.written(secret)).verify(body + " ", headers));
        assertEquals(32, Base64.getDecoder().decode(Signature.written(secret).substring("whsec_".length())).length);
    }

    private static Map<String, List<String>> headers(String body, List<byte[]> secrets) {
        var now = Instant.now().getEpochSecond();
        var id = UUID.randomUUID().toString();
        return Map.of("webhook-id", List.of(id), "webhook-timestamp", List.of(Long.toString(now)), "webhook-signature",
                List.of(Signature.of(secrets, id, now, body.getBytes(StandardCharsets.UTF_8))));
    }
}
