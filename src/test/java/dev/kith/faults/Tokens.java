package dev.kith.faults;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** Signs who asks, with a key that the replicas are given. */
final class Tokens {

    static final String ISSUER = "https://faults.test";

    private static final String HEADER = encoded("{\"alg\":\"RS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8));

    private final KeyPair pair;

    Tokens() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            pair = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String publicKey() {
        return Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
    }

    /** Good for longer than any run. */
    String of(String subject) {
        var now = Instant.now();
        var text = HEADER + '.' + encoded("""
                {"iss":"%s","sub":"%s","aud":"kith","iat":%d,"exp":%d,"scope":"kith:read kith:write kith:events kith:admin"}"""
                .formatted(ISSUER, subject, now.getEpochSecond(), now.plus(Duration.ofDays(2)).getEpochSecond())
                .getBytes(StandardCharsets.UTF_8));
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(pair.getPrivate());
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return text + '.' + encoded(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
