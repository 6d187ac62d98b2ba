package dev.kith.attack;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Bodies that are larger than what is read, whether they say so or not. */
final class OversizedBodies {

    private OversizedBodies() {
    }

    /** @param mebibytes of a body that is read at most */
    static Map<String, Supplier<Request>> of(Request valid, int mebibytes) {
        var over = (mebibytes << 20) + 1;
        var body = new String(valid.body(), StandardCharsets.UTF_8);
        var attempts = new LinkedHashMap<String, Supplier<Request>>();
        for (var length : new String[] { Integer.toString(over), "68157441", "99999999999", "9223372036854775807",
                "99999999999999999999" }) {
            attempts.put("announced: " + length, () -> valid.with("Content-Length", length));
        }
        attempts.put("blanks in front", () -> valid.sending(" ".repeat(over) + body));
        attempts.put("blanks behind", () -> valid.sending(body + " ".repeat(over)));
        attempts.put("a long text", () -> valid.sending("{\"name\":\"" + "x".repeat(over) + "\"}"));
        attempts.put("a long name", () -> valid.sending("{\"" + "x".repeat(over) + "\":1}"));
        attempts.put("a long number", () -> valid.sending("{\"name\":" + "1".repeat(over) + "}"));
        attempts.put("a long list", () -> valid.sending("[" + "0,".repeat(over / 2) + "0]"));
        attempts.put("chunks of blanks in front", () -> chunked(valid, " ".repeat(over) + body, 0x4000));
        attempts.put("chunks of blanks behind", () -> chunked(valid, body + " ".repeat(over), 0x4000));
        attempts.put("one chunk", () -> chunked(valid, body + " ".repeat(over), 2 * over));
        attempts.put("small chunks", () -> chunked(valid, " ".repeat(over), 100));
        attempts.put("10 MiB more, in chunks", () -> chunked(valid, " ".repeat(over + (10 << 20)), 0x10000));
        return attempts;
    }

    private static Request chunked(Request valid, String body, int size) {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var chunks = new ByteArrayOutputStream(bytes.length + bytes.length / size * 10);
        for (var at = 0; at < bytes.length; at += size) {
            var length = Math.min(size, bytes.length - at);
            chunks.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            chunks.write(bytes, at, length);
            chunks.writeBytes(new byte[] { '\r', '\n' });
        }
        chunks.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return valid.with("Transfer-Encoding", "chunked").sending(chunks.toByteArray());
    }
}
