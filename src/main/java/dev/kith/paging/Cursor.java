package dev.kith.paging;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import dev.kith.problem.Invalid;

/**
 * Where a list continues: the sort key and id of the last row seen, and a digest of filter and sort, so that a cursor of
 * another query is refused instead of answering something else. Opaque to clients: base64url.
 */
public final class Cursor {

    private static final int DIGEST = 8;
    private static final char NULL = '\u0000';
    private static final String SEPARATOR = "\u0001";

    private Cursor() {
    }

    /**
     * @param query everything that decides which rows the list has and in which order; not the limit
     * @param keys the last row's sort key (may be null) and id
     */
    public static String of(String query, String... keys) {
        var texts = Arrays.stream(keys).map(key -> key == null ? String.valueOf(NULL) : key).toList();
        var body = String.join(SEPARATOR, texts).getBytes(StandardCharsets.UTF_8);
        var bytes = Arrays.copyOf(digest(query, body), DIGEST + body.length);
        System.arraycopy(body, 0, bytes, DIGEST, body.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * The keys given to {@link #of}.
     *
     * @throws Invalid if the cursor is damaged or belongs to another query
     */
    public static List<String> read(String cursor, String query, int keys) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException e) {
            throw foreign();
        }
        if (bytes.length < DIGEST) {
            throw foreign();
        }
        var body = Arrays.copyOfRange(bytes, DIGEST, bytes.length);
        if (!MessageDigest.isEqual(digest(query, body), Arrays.copyOf(bytes, DIGEST))) {
            throw foreign();
        }
        var texts = new String(body, StandardCharsets.UTF_8).split(SEPARATOR, -1);
        if (texts.length != keys) {
            throw foreign();
        }
        var read = new ArrayList<String>();
        for (var text : texts) {
            read.add(text.equals(String.valueOf(NULL)) ? null : text);
        }
        return read;
    }

    private static Invalid foreign() {
        return new Invalid("?cursor", "This cursor is damaged or belongs to another list, filter or sort; start without one.");
    }

    private static byte[] digest(String query, byte[] body) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            sha.update(query.getBytes(StandardCharsets.UTF_8));
            sha.update((byte) 0);
            return Arrays.copyOf(sha.digest(body), DIGEST);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
