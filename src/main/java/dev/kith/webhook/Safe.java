package dev.kith.webhook;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * How secrets are kept: encrypted, when the operator gives a key for it. A hash would not do, since they sign. What is kept
 * belongs to its endpoint: in the row of another one it opens nothing.
 */
@ApplicationScoped
class Safe {

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final byte PLAIN = 0;
    private static final byte ENCRYPTED = 1;
    private static final int KEY = 32;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom NONCES = new SecureRandom();

    private final List<SecretKeySpec> keys;

    @Inject
    Safe(WebhookConfig config) {
        this(config.keys().orElse(List.of()));
    }

    /** @throws IllegalArgumentException if one is no key of 32 bytes in Base64 */
    Safe(List<String> keys) {
        this.keys = keys.stream().map(Safe::key).toList();
    }

    private static SecretKeySpec key(String base64) {
        var bytes = Base64.getDecoder().decode(base64.strip());
        if (bytes.length != KEY) {
            throw new IllegalArgumentException("kith.webhooks.keys: a key has " + KEY + " bytes");
        }
        return new SecretKeySpec(bytes, "AES");
    }

    byte[] lock(UUID ownerId, UUID webhookId, byte[] secret) {
        if (keys.isEmpty()) {
            return ByteBuffer.allocate(1 + secret.length).put(PLAIN).put(secret).array();
        }
        var nonce = new byte[NONCE];
        NONCES.nextBytes(nonce);
        try {
            var encrypted = cipher(Cipher.ENCRYPT_MODE, keys.get(0), nonce, ownerId, webhookId).doFinal(secret);
            return ByteBuffer.allocate(1 + NONCE + encrypted.length).put(ENCRYPTED).put(nonce).put(encrypted).array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }

    /** Nothing when the key is not there anymore, or this is another endpoint's. */
    Optional<byte[]> unlock(UUID ownerId, UUID webhookId, byte[] kept) {
        if (kept[0] == PLAIN) {
            return Optional.of(Arrays.copyOfRange(kept, 1, kept.length));
        }
        var nonce = Arrays.copyOfRange(kept, 1, 1 + NONCE);
        for (var key : keys) {
            try {
                return Optional.of(cipher(Cipher.DECRYPT_MODE, key, nonce, ownerId, webhookId)
                        .doFinal(kept, 1 + NONCE, kept.length - 1 - NONCE));
            } catch (AEADBadTagException e) {
                continue; // by another key, perhaps
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java has it", e);
            }
        }
        return Optional.empty();
    }

    private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, UUID ownerId, UUID webhookId)
            throws GeneralSecurityException {
        var cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD((ownerId + " " + webhookId).getBytes(StandardCharsets.US_ASCII));
        return cipher;
    }
}
