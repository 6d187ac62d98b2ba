package dev.kith.eventlog;

import java.util.HashMap;
import java.util.UUID;

/**
 * What Kafka has: written with every transaction, as the metadata of the offset that is the position.
 *
 * @param cursor of the event published last
 * @param origin of the history that its epoch belongs to; null: not told
 * @param event the id of that event; null: not told
 * @param run what is being published again; null: nothing
 * @param repeated the last position that was
 */
record RelayMark(LogCursor cursor, UUID origin, UUID event, UUID run, long repeated) {

    /** The epoch of a cursor that something else than Kith has written. */
    private static final UUID NOT_OURS = new UUID(0, 0);

    RelayMark(LogCursor cursor, UUID origin, UUID event) {
        this(cursor, origin, event, null, 0);
    }

    RelayMark with(Republication run) {
        return new RelayMark(cursor, origin, event, run.id(), run.position());
    }

    String metadata() {
        return cursor.epoch() + " origin=" + origin + (event == null ? "" : " event=" + event)
                + (run == null ? "" : " run=" + run + " repeated=" + repeated);
    }

    static RelayMark of(long position, String metadata) {
        try {
            var parts = metadata.split(" ");
            var known = new HashMap<String, String>();
            for (var i = 1; i < parts.length; i++) {
                var pair = parts[i].split("=", 2);
                known.put(pair[0], pair[1]);
            }
            return new RelayMark(new LogCursor(UUID.fromString(parts[0]), position), id(known.get("origin")),
                    id(known.get("event")), id(known.get("run")), Long.parseLong(known.getOrDefault("repeated", "0")));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return new RelayMark(new LogCursor(NOT_OURS, position), null, null);
        }
    }

    private static UUID id(String text) {
        return text == null ? null : UUID.fromString(text);
    }
}
