package dev.kith.eventlog;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * What the log has been through. Each time its database lost what was newest, a new epoch began, and its positions far ahead:
 * those between the two belong to events that are not here any more.
 *
 * @param head the position given last
 * @param oldest the first position that is kept
 * @param timeline of the database that was sequenced on last; null: none yet
 * @param epochs in their order, the present one last
 */
record History(LogCursor head, long oldest, String timeline, List<Epoch> epochs) {

    private static final String HEAD = """
            select epoch, greatest(position, (select max(position) from %s)) as position, timeline, oldest
            from log_head where id = 1
            """;

    private static final String EPOCHS = "select epoch, base, previous_end, published, instead_of from log_epoch order by base";

    /**
     * @param base its first event comes behind this position
     * @param previousEnd the last event that is left of what was before
     * @param published Kafka has what is up to here, if it had come to the end before; null: nobody knows
     * @param insteadOf the epoch that Kafka knew when this one began; or null
     */
    record Epoch(UUID id, long base, long previousEnd, Long published, UUID insteadOf) {

        static Epoch of(ResultSet row) throws SQLException {
            return new Epoch(row.getObject("epoch", UUID.class), row.getLong("base"), row.getLong("previous_end"),
                    row.getObject("published", Long.class), row.getObject("instead_of", UUID.class));
        }
    }

    static History read(Connection connection) throws SQLException {
        return read(connection, "event_log");
    }

    /** For who does not see the log: as the sequencer has told. */
    static History told(Connection connection) throws SQLException {
        return read(connection, "log_pass");
    }

    private static History read(Connection connection, String positions) throws SQLException {
        try (var statement = connection.createStatement()) {
            LogCursor head;
            long oldest;
            String timeline;
            try (var row = statement.executeQuery(HEAD.formatted(positions))) {
                row.next();
                head = new LogCursor(row.getObject("epoch", UUID.class), row.getLong("position"));
                oldest = row.getLong("oldest");
                timeline = row.getString("timeline");
            }
            var epochs = new ArrayList<Epoch>();
            try (var row = statement.executeQuery(EPOCHS)) {
                while (row.next()) {
                    epochs.add(Epoch.of(row));
                }
            }
            return new History(head, oldest, timeline, epochs);
        }
    }

    /** By the first of its epochs: the same for all that goes back to one beginning. */
    UUID origin() {
        return epochs.get(0).id();
    }

    /**
     * Where somebody goes on who came as far as a place of this history or of an earlier one.
     *
     * @return a position; nothing if it is not known what there is between the place and today
     */
    OptionalLong follow(LogCursor place) {
        var position = place.position();
        var next = IntStream.range(0, epochs.size()).filter(i -> epochs.get(i).id().equals(place.epoch())).map(i -> i + 1)
                .findFirst().orElse(-1);
        if (next < 0) {
            next = IntStream.range(0, epochs.size()).filter(i -> place.epoch().equals(epochs.get(i).insteadOf())).findFirst()
                    .orElse(epochs.size());
            if (next == epochs.size()) {
                return OptionalLong.empty();
            }
            position = epochs.get(next).previousEnd(); // it had come so far, or the epoch would not have begun for it
        }
        for (var epoch : epochs.subList(next, epochs.size())) {
            if (epoch.published() == null) {
                return OptionalLong.empty();
            }
            if (position >= epoch.previousEnd()) {
                position = epoch.published();
            }
        }
        return OptionalLong.of(position);
    }

    /** How many events there are behind a position. */
    long eventsBehind(long position) {
        var positions = head.position() - position;
        for (var epoch : epochs) {
            if (epoch.base() > position) {
                positions -= epoch.base() - Math.max(epoch.previousEnd(), position);
            }
        }
        return Math.max(positions, 0);
    }

    /** @return the position itself; from the end of an epoch on, the one that the first event of the next comes behind */
    long skip(long position) {
        for (var epoch : epochs) {
            if (position >= epoch.previousEnd() && position < epoch.base()) {
                position = epoch.base();
            }
        }
        return position;
    }
}
