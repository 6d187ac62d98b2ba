package dev.kith.eventlog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Follows the log from now on where it may be read owner by owner only: hears from the sequencer up to which position there is
 * something, and whose it is. Those who wait read it, each as its owner.
 */
final class LogWatch implements AutoCloseable {

    /** After such a silence it is looked whether the other end is still there. */
    private static final Duration SILENCE = Duration.ofSeconds(2);

    /** When it is not said whose events came, because they were many, everybody looks; so often and not more. */
    private static final Duration PAUSE = Duration.ofMillis(200);

    private static final String HEAD = """
            select epoch, greatest(position, (select max(position) from log_pass)) from log_head where id = 1
            """;

    /**
     * There is something behind a place.
     *
     * @param owners whose it is; empty when it may be anybody's
     */
    record News(LogCursor since, Optional<Set<UUID>> owners) {

        boolean mayBeOf(UUID ownerId) {
            return owners.isEmpty() || owners.get().contains(ownerId);
        }
    }

    private final DirectDatabase database;
    private final RecentEvents recent;
    private final Consumer<News> news;
    private final Worker worker;
    private boolean begun;

    /** @param news is told before anybody else here is; when it fails, it is told again */
    LogWatch(DirectDatabase database, RecentEvents recent, Consumer<News> news) {
        this.database = database;
        this.recent = recent;
        this.news = news;
        this.worker = new Worker("kith-log-watch", this::work);
    }

    void start() {
        worker.start();
    }

    private void work(Worker worker) throws SQLException, InterruptedException {
        try (var connection = database.open("kith log watch", Map.of());
                var listen = connection.createStatement();
                var head = connection.prepareStatement(HEAD)) {
            listen.execute("listen " + Sequencer.CHANNEL);
            if (begun) {
                moveOn(head(head), Optional.empty()); // whatever was said while nobody listened
            } else {
                recent.beginAt(head(head));
                begun = true;
            }
            while (!worker.isStopping()) {
                worker.goesWell();
                hear(connection, head);
            }
        }
    }

    private void hear(Connection connection, PreparedStatement head) throws SQLException, InterruptedException {
        var words = connection.unwrap(PGConnection.class).getNotifications((int) SILENCE.toMillis());
        var end = head(head);
        if (words == null || words.length == 0 || !end.epoch().equals(recent.end().epoch())) {
            moveOn(end, Optional.empty());
            return;
        }
        var said = new Said();
        for (var word : words) {
            said.add(word);
        }
        moveOn(end.at(said.position), said.owners());
        if (said.isAboutAnybody) {
            worker.pause(PAUSE);
        }
    }

    private void moveOn(LogCursor end, Optional<Set<UUID>> owners) {
        var before = recent.end();
        if (!before.epoch().equals(end.epoch()) || before.isBehind(end)) {
            news.accept(new News(before, owners));
            recent.passTo(end, owners);
        }
    }

    private static LogCursor head(PreparedStatement head) throws SQLException {
        try (var row = head.executeQuery()) {
            row.next();
            return new LogCursor(row.getObject(1, UUID.class), row.getLong(2));
        }
    }

    /** What {@link Sequencer} says: a position, and whose events led to it. */
    private static final class Said {

        private final Set<UUID> owners = new HashSet<>();
        private long position;
        private boolean isAboutAnybody;

        void add(PGNotification word) {
            var parts = word.getParameter().split(" ");
            position = Math.max(position, Long.parseLong(parts[0]));
            isAboutAnybody |= parts.length == 1;
            for (var part = 1; part < parts.length; part++) {
                owners.add(UUID.fromString(parts[part]));
            }
        }

        Optional<Set<UUID>> owners() {
            return isAboutAnybody ? Optional.empty() : Optional.of(owners);
        }
    }

    @Override
    public void close() {
        worker.close();
    }
}
