package dev.kith.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/** Events as HTTP answers them, with the bytes of their data as they were sent. */
final class CloudEvents {

    private static final JsonFactory JSON = new JsonFactory();

    private CloudEvents() {
    }

    /** @param cursor where to go on; null in a stream */
    record Page(List<Seen> events, String cursor) {
    }

    static Page page(byte[] body) {
        try (var parser = JSON.createParser(body)) {
            var events = new ArrayList<Seen>();
            String cursor = null;
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var name = parser.currentName();
                parser.nextToken();
                if (name.equals("items")) {
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        events.add(event(parser, body));
                    }
                } else if (name.equals("nextCursor")) {
                    cursor = parser.getText();
                }
            }
            return new Page(events, cursor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Seen event(byte[] text) {
        try (var parser = JSON.createParser(text)) {
            parser.nextToken();
            return event(parser, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Seen event(JsonParser parser, byte[] text) throws IOException {
        var attributes = new HashMap<String, String>();
        byte[] data = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var name = parser.currentName();
            parser.nextToken();
            if (name.equals("data")) {
                var from = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                data = Arrays.copyOfRange(text, from, (int) parser.currentLocation().getByteOffset());
            } else {
                attributes.put(name, parser.getText());
            }
        }
        return Seen.of(UUID.fromString(attributes.get("partitionkey")), Long.parseLong(attributes.get("sequence")),
                UUID.fromString(attributes.get("id")), attributes.get("type"), UUID.fromString(attributes.get("subject")),
                Instant.parse(attributes.get("time")), data);
    }
}
