package dev.kith.owner;

import java.util.UUID;

import com.github.f4b6a3.uuid.UuidCreator;

/** Computes owner ids: never looked up, so the first request of a new owner needs no row to exist. */
public final class OwnerId {

    /** Kith's own namespace: uuid v5 of the URL namespace and "https://kith.dev/owner". */
    private static final UUID NAMESPACE = UUID.fromString("0f4f8d5e-5f0c-5c35-8a52-5c6f43f2f0a1");

    private OwnerId() {
    }

    /**
     * The owner behind a token: RFC 9562 version 5 of {@code issuer + "\n" + subject}.
     *
     * @param issuer the token's {@code iss}
     * @param subject the token's {@code sub}
     */
    public static UUID of(String issuer, String subject) {
        return UuidCreator.getNameBasedSha1(NAMESPACE, issuer + "\n" + subject);
    }
}
