package dev.kith.eventlog;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.restassured.RestAssured;

/** Reads a stream as the HTML standard has it: an event is what a blank line ends, and the place moves with it. */
final class StreamClient implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final HttpURLConnection connection;
    private final BufferedReader lines;
    private final List<String> comments = new ArrayList<>();
    private String place;

    /** @param id what it is the place behind, if that is an event */
    record Message(String id, String event, String data) {
    }

    /** @param place where to go on, or null */
    StreamClient(String token, String query, String place) throws IOException {
        this.place = place;
        connection = (HttpURLConnection) URI.create("http://localhost:" + RestAssured.port + "/v1/events/stream" + query)
                .toURL()
                .openConnection();
        connection.setRequestProperty("Authorization", "Bearer " + token);
        connection.setReadTimeout((int) PATIENCE.toMillis());
        if (place != null) {
            connection.setRequestProperty("Last-Event-ID", place);
        }
        if (connection.getResponseCode() != 200) {
            throw new AssertionError("answered " + connection.getResponseCode() + ": "
                    + new String(connection.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
        }
        lines = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
    }

    String header(String name) {
        return connection.getHeaderField(name);
    }

    /** Where it would go on if it were cut off now. */
    String place() {
        return place;
    }

    List<String> comments() {
        return comments;
    }

    /** What comes next, be it only a comment or a place, which has no data; nothing when the stream has ended. */
    Optional<Message> block() {
        var id = place;
        String event = null;
        String data = null;
        try {
            for (String line; (line = lines.readLine()) != null;) {
                var value = line.substring(line.indexOf(':') + 1).replaceFirst("^ ", "");
                if (line.isEmpty()) {
                    place = id;
                    return Optional.of(new Message(id, event, data));
                } else if (line.startsWith(":")) {
                    comments.add(value);
                } else if (line.startsWith("id:")) {
                    id = value;
                } else if (line.startsWith("event:")) {
                    event = value;
                } else if (line.startsWith("data:")) {
                    data = value;
                }
            }
            return Optional.empty();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("nothing came, not even a comment", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next event; none when the stream has ended. That it is only said that somebody is there is not enough for ever. */
    Optional<Message> next() {
        var deadline = System.nanoTime() + PATIENCE.multipliedBy(2).toNanos();
        for (var block = block();; block = block()) {
            if (block.isEmpty() || block.get().data() != null) {
                return block;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("no event came behind " + place + ", only comments");
            }
        }
    }

    /** Takes what there is without understanding it. */
    void take(int characters) throws IOException {
        while (characters-- > 0 && lines.ready() && lines.read() >= 0) {
            // it is lost
        }
    }

    List<Message> next(int events) {
        var messages = new ArrayList<Message>();
        while (messages.size() < events) {
            messages.add(next().orElseThrow(() -> new AssertionError("it ended after " + messages + comments)));
        }
        return messages;
    }

    /** Hangs up in the middle of whatever it is. */
    @Override
    public void close() {
        connection.disconnect();
    }
}
