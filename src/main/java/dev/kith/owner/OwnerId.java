package dev.kith.owner;

import java.util.UUID;

import com.github.f4b6a3.uuid.UuidCreator;

/** Computes owner ids: never looked up, so the first request of a new owner needs no row to exist. */
public final class OwnerId {

    /** Kith's own namespace: uuid v5 of the URL namespace and "https://kith.dev/owner". */
    private static final UUID NAMESPACE = UUID.fromString("0f4f8d5e-5f0c-5c35-8a52-5c6f43f2f0a1");

    /** As OpenID Connect has it (Core, section 2). */
    private static final int LONGEST_SUBJECT = 255;

    private static final int LONGEST_ISSUER = 2_000;

    private OwnerId() {
    }

    /**
     * The owner behind a token: RFC 9562 version 5 of {@code issuer + "\n" + subject}.
     *
     * @param issuer the token's {@code iss}
     * @param subject the token's {@code sub}
     * @throws IllegalArgumentException if they cannot be an owner's
     */
    public static UUID of(String issuer, String subject) {
        if (!canBeOf(issuer, subject)) {
            throw new IllegalArgumentException("issuer and subject cannot be an owner's");
        }
        return UuidCreator.getNameBasedSha1(NAMESPACE, issuer + "\n" + subject);
    }

    /**
     * Whether a pair stands for one owner and no other: a line break in one of them would move the border between the two,
     * and half a surrogate pair is encoded as any other half is.
     */
    static boolean canBeOf(String issuer, String subject) {
        return isPlain(issuer, LONGEST_ISSUER) && isPlain(subject, LONGEST_SUBJECT);
    }

    private static boolean isPlain(String text, int longest) {
        return text != null && !text.isBlank() && text.length() <= longest
                && text.codePoints()
                        .noneMatch(one -> Character.isISOControl(one) || Character.getType(one) == Character.SURROGATE);
    }
}
