package dev.kith.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** By which a receiver knows that it was Kith who sent this, and not long ago: www.standardwebhooks.com, symmetric. */
final class Signature {

    private static final String ALGORITHM = "HmacSHA256";
    private static final String SECRET = "whsec_";
    private static final int BYTES = 32;
    private static final SecureRandom SECRETS = new SecureRandom();

    private Signature() {
    }

    static byte[] freshSecret() {
        var secret = new byte[BYTES];
        SECRETS.nextBytes(secret);
        return secret;
    }

    /** A secret as its owner holds it. */
    static String written(byte[] secret) {
        return SECRET + Base64.getEncoder().encodeToString(secret);
    }

    /**
     * @param secrets while one is replaced, both sign
     * @param timestamp of the attempt, in seconds
     */
    static String of(Collection<byte[]> secrets, String id, long timestamp, byte[] body) {
        return secrets.stream().map(secret -> "v1," + Base64.getEncoder().encodeToString(mac(secret, id, timestamp, body)))
                .collect(Collectors.joining(" "));
    }

    private static byte[] mac(byte[] secret, String id, long timestamp, byte[] body) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.US_ASCII));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }
}
