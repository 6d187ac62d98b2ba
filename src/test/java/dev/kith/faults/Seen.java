package dev.kith.faults;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.UUID;

/**
 * An event as somebody saw it: in the log, on the topic, in a page or in a stream.
 *
 * @param digest of all that has to be the same wherever it is seen, the bytes of its data included
 */
record Seen(UUID owner, long position, UUID id, String type, UUID subject, long digest) {

    static Seen of(UUID owner, long position, UUID id, String type, UUID subject, Instant time, byte[] data) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update("%s %d %s %s %s %s ".formatted(owner, position, id, type, subject, time)
                    .getBytes(StandardCharsets.UTF_8));
            return new Seen(owner, position, id, type.intern(), subject, ByteBuffer.wrap(digest.digest(data)).getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "event %s (%s of %s) at position %d".formatted(id, type, owner, position);
    }
}
