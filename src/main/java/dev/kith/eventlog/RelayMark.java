package dev.kith.eventlog;

import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What Kafka has: written with every transaction, as the metadata of the offset that is the position.
 *
 * @param cursor of the event published last
 * @param origin of the history that its epoch belongs to; null: not told
 * @param event the id of that event; null: not told
 */
record RelayMark(LogCursor cursor, UUID origin, UUID event) {

    /** The epoch of a cursor that something else than Kith has written. */
    private static final UUID NOT_OURS = new UUID(0, 0);

    String metadata() {
        return cursor.epoch() + " " + origin + (event == null ? "" : " " + event);
    }

    static RelayMark of(long position, String metadata) {
        try {
            var ids = Arrays.stream(metadata.split(" ")).map(UUID::fromString).collect(Collectors.toList());
            return new RelayMark(new LogCursor(ids.get(0), position), ids.size() > 1 ? ids.get(1) : null,
                    ids.size() > 2 ? ids.get(2) : null);
        } catch (IllegalArgumentException e) {
            return new RelayMark(new LogCursor(NOT_OURS, position), null, null);
        }
    }
}
