package dev.kith.attack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/** What has been sent to services before in place of a body. */
final class MalformedBodies {

    private static final int DEEP = 10_000;
    private static final int MANY = 20_000;

    private final Request valid;
    private final String body;
    private final Map<String, Supplier<Request>> attempts = new LinkedHashMap<>();

    private MalformedBodies(Request valid) {
        this.valid = valid;
        this.body = new String(valid.body(), StandardCharsets.UTF_8);
    }

    /** @param csv whether that is what the valid request sends; JSON otherwise */
    static Map<String, Supplier<Request>> of(Request valid, boolean csv) {
        var bodies = new MalformedBodies(valid);
        bodies.encodings();
        bodies.types();
        bodies.lengths();
        if (csv) {
            bodies.files();
        } else {
            bodies.put("a length that is too short",
                    () -> valid.with("Content-Length", Integer.toString(valid.body().length / 3)));
            bodies.put("a byte order mark", () -> valid.sending("\ufeff" + bodies.body));
            bodies.texts();
            bodies.values();
            bodies.keys();
        }
        return bodies.attempts;
    }

    /** Text with the signs of a table, but for the line that says what is in it. */
    static String csv(Random random) {
        var signs = ",;\t\"'\n\r aé0\\|=@";
        return random.ints(1 + random.nextInt(400), 0, signs.length()).mapToObj(i -> signs.substring(i, i + 1))
                .collect(Collectors.joining());
    }

    private void texts() {
        send("nothing", "");
        send("blanks", " \r\n\t");
        send("half of it", body.substring(0, body.length() / 2));
        send("all but the end", body.substring(0, body.length() - 1));
        send("two of it", body + body);
        send("something behind it", body + "x");
        send("a list of it", "[" + body + "]");
        send("a text", "\"" + field() + "\"");
        send("a number", "1");
        send("null", "null");
        send("true", "true");
        send("an empty list", "[]");
        send("single quotes", body.replace('"', '\''));
        send("names without quotes", body.replace("\"" + field() + "\"", field()));
        send("a comma too many", body.substring(0, body.length() - 1) + ",}");
        send("a comment", "/**/" + body);
        send("a comment of a line", "//\n" + body);
        send("a comment of another kind", "#\n" + body);
        send("JSONP", "f(" + body + ")");
        send("a guard against inclusion", ")]}',\n" + body);
        send("XML with an entity",
                "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>");
        send("YAML", field() + ": !!java.net.URL [https://kith.example]");
        send("lists in lists", "[".repeat(DEEP) + "]".repeat(DEEP));
        send("objects in objects", "{\"a\":".repeat(DEEP) + "1" + "}".repeat(DEEP));
        send("lists in lists, as a value", "{\"" + field() + "\":" + "[".repeat(DEEP) + "]".repeat(DEEP) + "}");
        send("lists that do not end", "[".repeat(DEEP));
    }

    private void values() {
        for (var number : new String[] { "NaN", "Infinity", "-Infinity", "+1", "01", ".5", "1.", "0x1F", "1e9999", "-1e9999",
                "1e-9999", "1e400", "9".repeat(400), "-0", "1e", "1_000", "9223372036854775808", "1".repeat(100_000) }) {
            value("the number " + (number.length() > 20 ? number.length() + " digits" : number), number);
        }
        for (var text : new String[] { "\\ud800", "\\udc00\\ud800", "\\u0000", "\\x41", "\\u12", "\\", "\u0000", "\t", "\n",
                "\u0007" }) {
            value("the text " + printable(text), '"' + text + '"');
        }
        for (var bytes : new byte[][] { { (byte) 0xed, (byte) 0xa0, (byte) 0x80 }, { (byte) 0xc0, (byte) 0xaf },
                { (byte) 0xff, (byte) 0xfe }, { (byte) 0xe2, (byte) 0x82 },
                { (byte) 0xf5, (byte) 0x80, (byte) 0x80, (byte) 0x80 } }) {
            put("the bytes " + Arrays.toString(bytes),
                    () -> valid.sending(joined(("{\"" + field() + "\":\"").getBytes(StandardCharsets.UTF_8), bytes,
                            "\"}".getBytes(StandardCharsets.UTF_8))));
        }
        value("a word that is none", "nil");
        value("undefined", "undefined");
        value("a function", "function(){}");
        value("an operator", "{\"$ne\": null, \"$where\": \"sleep(1000)\"}");
        value("a class", "{\"@class\": \"java.net.URL\", \"val\": \"http://kith.example\"}");
        value("a list with a class", "[\"java.util.HashMap\", {}]");
    }

    private void keys() {
        var first = body.substring(1, body.length() - 1);
        send("everything twice", "{" + first + "," + first + "}");
        send("everything twice, escaped the second time", "{" + first + ","
                + first.replace("\"" + field() + "\"", "\"\\u%04x%s\"".formatted((int) field().charAt(0), field().substring(1)))
                + "}");
        for (var name : new String[] { "__proto__", "constructor", "@class", "$ref", "owner_id", "ownerId", "tenantId", "", " ",
                "\\u0000", "\\ud800", "a'; drop table contact; --" }) {
            send("the field " + name, "{" + first + ",\"" + name + "\":1}");
        }
        send("a name of 60,000 letters", "{" + first + ",\"" + "n".repeat(60_000) + "\":1}");
        send("many names", "{" + first + "," + IntStream.range(0, MANY).mapToObj(i -> "\"n" + i + "\":1")
                .collect(Collectors.joining(",")) + "}");
        send("many names of one hash",
                "{" + first + "," + IntStream.range(0, 1 << 14).mapToObj(i -> '"' + colliding(i) + "\":1")
                        .collect(Collectors.joining(",")) + "}");
    }

    private void encodings() {
        for (var charset : new String[] { "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE" }) {
            put("in " + charset, () -> valid.sending(body.getBytes(Charset.forName(charset))));
            put("in " + charset + ", which is said", () -> valid.sending(body.getBytes(Charset.forName(charset)))
                    .with("Content-Type", type() + "; charset=" + charset));
        }
        put("bytes of Latin 1", () -> valid
                .sending(body.replaceFirst("[A-Za-z]{3}", "\u00e9\u00e8\u00ea").getBytes(StandardCharsets.ISO_8859_1)));
        put("packed", () -> valid.sending(packed(valid.body())).with("Content-Encoding", "gzip"));
        put("packed, which is not said", () -> valid.sending(packed(valid.body())));
        put("said to be packed", () -> valid.with("Content-Encoding", "gzip"));
        put("said to be deflated", () -> valid.with("Content-Encoding", "deflate"));
        put("said to be packed in an unknown way", () -> valid.with("Content-Encoding", "x-nothing"));
        put("packed: 10 MiB of zeros", () -> valid.sending(packed(new byte[10 << 20])).with("Content-Encoding", "gzip"));
        put("packed twice: 10 MiB of zeros", () -> valid.sending(packed(packed(new byte[10 << 20])))
                .with("Content-Encoding", "gzip, gzip"));
        put("zeros", () -> valid.sending(new byte[1000]));
        put("a zero in front", () -> valid.sending("\u0000" + body));
        put("a zip", () -> valid.sending("PK\u0003\u0004" + body));
    }

    private void types() {
        for (var type : new String[] { "text/plain", "application/xml", "text/xml", "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x", "application/x-java-serialized-object", "application/yaml",
                "application/cbor",
                "application/octet-stream", "text/html", "*/*", "/", "json", type() + ", text/plain" }) {
            put("the type " + type, () -> valid.with("Content-Type", type));
        }
        put("an object of Java", () -> valid.sending(new byte[] { (byte) 0xac, (byte) 0xed, 0, 5, 's', 'r', 0, 17 })
                .with("Content-Type", "application/x-java-serialized-object"));
    }

    private void lengths() {
        put("two lengths", () -> valid.and("Content-Length", "1").and("Content-Length", Integer.toString(valid.body().length)));
        for (var length : new String[] { "-1", "+1", "1e3", "0x10", "1 1", "nonsense" }) {
            put("the length " + length, () -> valid.with("Content-Length", length));
        }
    }

    /** After these there can be no further request on the connection, and perhaps no answer. */
    static Map<String, Supplier<Request>> unframed(Request valid) {
        var bodies = new MalformedBodies(valid);
        for (var size : new String[] { "zz", "-1", "", "ffffffffffffffff", "1;" + "x".repeat(1 << 20) }) {
            bodies.put("chunks of the size " + size.substring(0, Math.min(size.length(), 20)), () -> valid
                    .with("Transfer-Encoding", "chunked").sending(size + "\r\n" + bodies.body + "\r\n0\r\n\r\n"));
        }
        bodies.put("trailers that do not end", () -> valid.with("Transfer-Encoding", "chunked")
                .sending("0\r\n" + ("X: " + "x".repeat(1000) + "\r\n").repeat(2000) + "\r\n"));
        bodies.put("an unknown framing", () -> valid.with("Transfer-Encoding", "nonsense"));
        bodies.put("a framing within chunks", () -> valid.with("Transfer-Encoding", "gzip, chunked")
                .sending("1\r\n{\r\n0\r\n\r\n"));
        return bodies.attempts;
    }

    private void files() {
        send("nothing", "");
        send("only the names of columns that are unknown", "a,b,c\n1,2,3\n");
        send("JSON", "{\"name\": {\"display\": \"Ines\"}}");
        send("a page", "<!DOCTYPE html><html><body>Sign in</body></html>");
        send("a quote that does not end", body.replaceFirst("\n", "\n\"") + "x\"y");
        send("a column of a mebibyte", body + "x".repeat(1 << 20) + ",,,,,,\n");
        send("a hundred thousand columns", body + ",".repeat(100_000) + "\n");
        put("U+0000 in a name", () -> valid.sending(body.replaceFirst("Ines", "I\u0000nes")));
        put("bytes that are no text", () -> valid.sending(joined(valid.body(), new byte[] { (byte) 0xff, (byte) 0xfe, '\n' })));
    }

    private void send(String name, String text) {
        put(name, () -> valid.sending(text));
    }

    private void value(String name, String json) {
        send(name, "{\"" + field() + "\":" + json + "}");
    }

    private void put(String name, Supplier<Request> attempt) {
        if (attempts.put(name, attempt) != null) {
            throw new AssertionError("twice: " + name);
        }
    }

    /** Its first. */
    private String field() {
        return body.split("\"", 3)[1];
    }

    private String type() {
        return valid.headers().stream().filter(header -> header.getKey().equals("Content-Type")).findFirst().orElseThrow()
                .getValue();
    }

    /** "Aa" and "BB" have one hash, and so has everything that is made of as many of them. */
    private static String colliding(int number) {
        return IntStream.range(0, 14).mapToObj(bit -> (number >> bit & 1) == 0 ? "Aa" : "BB").collect(Collectors.joining());
    }

    private static String printable(String text) {
        return text.chars().mapToObj(c -> c < ' ' ? "U+%04X".formatted(c) : Character.toString(c))
                .collect(Collectors.joining());
    }

    private static byte[] joined(byte[]... parts) {
        var bytes = new ByteArrayOutputStream();
        for (var part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    static byte[] packed(byte[] bytes) {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
