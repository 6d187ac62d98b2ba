package dev.kith.owner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnerIdTest {

    private static final String ISSUER = "https://issuer.test/realms/kith";

    /** RFC 9562, section 5.5, by hand. */
    @Test
    void it_is_the_uuid_of_version_5_of_issuer_and_subject() throws GeneralSecurityException {
        var namespace = UUID.fromString("0f4f8d5e-5f0c-5c35-8a52-5c6f43f2f0a1");
        var sha1 = MessageDigest.getInstance("SHA-1");
        sha1.update(ByteBuffer.allocate(16).putLong(namespace.getMostSignificantBits())
                .putLong(namespace.getLeastSignificantBits()).array());
        sha1.update((ISSUER + "\n" + "Zoë").getBytes(StandardCharsets.UTF_8));
        var digest = ByteBuffer.wrap(sha1.digest());
        assertEquals(new UUID(digest.getLong() & ~0xF000L | 0x5000L, digest.getLong() & ~(0xC0L << 56) | 0x80L << 56),
                OwnerId.of(ISSUER, "Zoë"));
    }

    @Test
    void nobody_is_two_by_where_a_line_breaks() {
        assertThrows(IllegalArgumentException.class, () -> OwnerId.of("https://a", "b\nc"));
        assertThrows(IllegalArgumentException.class, () -> OwnerId.of("https://a\nb", "c"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "\t", "a\0", "a\r", "a\u0085", "a\ud800", "\udc00b" })
    void these_are_nobody(String subject) {
        assertThrows(IllegalArgumentException.class, () -> OwnerId.of(ISSUER, subject));
        assertThrows(IllegalArgumentException.class, () -> OwnerId.of(subject, "ada"));
    }

    @Test
    void a_subject_has_at_most_255_characters() {
        OwnerId.of(ISSUER, "a".repeat(255));
        assertThrows(IllegalArgumentException.class, () -> OwnerId.of(ISSUER, "a".repeat(256)));
    }
}
