package dev.kith.attack;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What came back.
 *
 * @param status 0 when the connection was closed without a word
 * @param headers by name, in any letter case
 */
record Answer(int status, Map<String, List<String>> headers, String body) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROBLEM = "application/problem+json";

    /** What only somebody who sees the inside can know. */
    private static final Pattern INSIDE = Pattern
            .compile("Exception|Throwable|\\tat |StackTrace|dev\\.kith\\.|\\bjava\\.|javax\\.|"
                    + "jakarta\\.|\\borg\\.[a-z]+\\.|com\\.fasterxml|\\bio\\.(quarkus|vertx|netty|smallrye|agroal)|"
                    + "(?i:\\bselect .* from |\\binsert into |\\bSQLSTATE|\\bPostgreSQL\\b|\\bHibernate\\b|\\bQuarkus\\b|\\bNetty\\b|\\bVert\\.x\\b)");

    private static final Pattern HEAD_WITH_LENGTH = Pattern
            .compile("(?si)HTTP/1.1 .*?\r\ncontent-length: ?([0-9]+)\r\n.*?\r\n\r\n");

    /** A stream does not end, but says something at once. */
    private static final Pattern BEGUN_STREAM = Pattern
            .compile("(?si)HTTP/1.1 200 .*?\r\ncontent-type: ?text/event-stream.*?\r\n\r\n.*\n\n\r\n");

    /** Whether it is all there, as far as it says so itself: a connection may stay open for a while. */
    static boolean isWhole(byte[] received) {
        var text = new String(received, StandardCharsets.ISO_8859_1);
        var head = HEAD_WITH_LENGTH.matcher(text);
        return BEGUN_STREAM.matcher(text).lookingAt()
                || head.lookingAt() && received.length >= head.end() + Integer.parseInt(head.group(1));
    }

    /** @param received everything up to the end of it, or of the connection */
    static Answer of(byte[] received) {
        var text = new String(received, StandardCharsets.UTF_8);
        if (text.isEmpty()) {
            return new Answer(0, Map.of(), "");
        }
        var parts = text.split("\r\n\r\n", 2);
        var lines = parts[0].split("\r\n");
        var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        for (var i = 1; i < lines.length; i++) {
            var header = lines[i].split(": ?", 2);
            headers.computeIfAbsent(header[0], none -> new ArrayList<>()).add(header.length < 2 ? "" : header[1]);
        }
        var body = parts.length < 2 ? "" : parts[1];
        return new Answer(Integer.parseInt(lines[0].split(" ")[1]), headers,
                headers.containsKey("Transfer-Encoding") ? unchunked(body) : body);
    }

    private static String unchunked(String body) {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var text = new StringBuilder();
        for (var at = 0; at < bytes.length && bytes[at] != '0';) {
            var line = at;
            while (bytes[line] != '\r') {
                line++;
            }
            var length = Integer.parseInt(new String(bytes, at, line - at, StandardCharsets.US_ASCII), 16);
            text.append(new String(bytes, line + 2, length, StandardCharsets.UTF_8));
            at = line + 2 + length + 2;
        }
        return text.toString();
    }

    boolean successful() {
        return status / 100 == 2;
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(values -> values.get(0));
    }

    /** The body as JSON; nothing at all when it is none. */
    JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    /** How this departs from what holds for every answer to any request. */
    List<String> faults() {
        var faults = new ArrayList<String>();
        if (status >= 500) {
            faults.add("a fault of the service");
        }
        if (INSIDE.matcher(headers.toString()).find()) {
            faults.add("headers that tell of the inside: " + headers);
        }
        if (status >= 400 && !body.isEmpty()) {
            if (!header("Content-Type").orElse("").startsWith(PROBLEM)) {
                faults.add("an error that is no problem");
            } else if (json().path("status").asInt() != status) {
                faults.add("a problem of another status");
            }
            if (INSIDE.matcher(body).find()) {
                faults.add("a body that tells of the inside");
            }
        }
        return faults;
    }

    @Override
    public String toString() {
        return status + " " + (body.length() > 400 ? body.substring(0, 400) + "…" : body);
    }
}
