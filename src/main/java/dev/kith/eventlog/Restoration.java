package dev.kith.eventlog;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/**
 * Notices that the database has lost its newest events, as after it was restored to an earlier point, and begins a new epoch
 * then: before anything gets a position, and far ahead of every position that anybody may have seen. Readers who were in the
 * epoch before are told so, and do not miss what was lost without a word; the relay goes on where Kafka is.
 *
 * <p>
 * Restored to an earlier point, put up from a dump or gone on from a standby, a database is on another timeline. Where its
 * disk was put back to an earlier state it is not: but then Kafka has what the log has not.
 */
final class Restoration {

    private static final Logger LOG = Logger.getLogger(Restoration.class);

    /** No installation loses as many events at once. */
    static final long STRIDE = 1_000_000_000;

    private static final String FENCE = "select from log_head where id = 1 for update";

    private static final String TIMELINE = "select kith_timeline()";

    private static final String STAY = "update log_head set timeline = ? where id = 1 and timeline is distinct from ?";

    private static final String BEGIN = """
            with began as (
                insert into log_epoch (epoch, base, previous_end, published, instead_of)
                values (gen_random_uuid(), ?, ?, ?, ?) returning epoch, base
            )
            update log_head set epoch = began.epoch, position = began.base, timeline = ? from began where id = 1
            """;

    /**
     * What Kafka has already is in the log as well, but not before what came earlier: these were an owner's first in the
     * outbox. One behind them with an id that Kafka knows has happened again since: who was lost and came back went cold anew.
     */
    private static final String LOG_PUBLISHED = """
            with waiting as (
                select id, bool_and(event_id = any (?)) over (partition by owner_id order by id) as is_published from outbox
            ), moved as (
                delete from outbox using waiting where outbox.id = waiting.id and is_published returning outbox.*
            )
            insert into event_log (position, owner_id, event_id, type, subject, occurred_at, traceparent, data)
            select ? + row_number() over (order by id), owner_id, event_id, type, subject, occurred_at, traceparent, data from moved
            """;

    private static final String COPY = "select coalesce(max(position), 0) from relay_cursor";

    private static final String SET_COPY = """
            update relay_cursor set epoch = log_head.epoch, position = ? from log_head where lane = ? and id = 1
            """;

    private final DirectDatabase database;
    private final Kafka kafka;
    private final EventLogConfig config;
    private final LogParts parts;

    Restoration(DirectDatabase database, Kafka kafka, EventLogConfig config, LogParts parts) {
        this.database = database;
        this.kafka = kafka;
        this.config = config;
        this.parts = parts;
    }

    boolean isGuarded() {
        return config.timelines() == EventLogConfig.Timelines.GUARDED;
    }

    /** The timeline that the database is on; null where it does not matter. */
    private String timeline(Connection connection) throws SQLException {
        if (!isGuarded()) {
            return null;
        }
        try (var query = connection.prepareStatement(TIMELINE); var row = query.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    /** Whether nothing may be sequenced or published before {@link #look} was there. */
    boolean isDue(Connection connection, History history) throws SQLException {
        return isGuarded() && history.timeline() != null && !timeline(connection).equals(history.timeline());
    }

    /**
     * Asked before anything is sequenced on a connection. Kafka has to answer only when the database was restored; else it is
     * heard if it is there.
     *
     * @return whether a new epoch began
     * @throws KafkaException if the database was restored, and Kafka does not say how far it is
     */
    boolean look() throws SQLException, InterruptedException {
        try (var connection = database.open("kith restoration", Map.of())) {
            var mark = mark(); // before the log, which cannot be behind it then
            var history = History.read(connection);
            if (isDue(connection, history) || mark.isPresent() && isLost(connection, history, mark.get())) {
                begin(connection, history);
                return true;
            }
            stay(connection);
            return false;
        }
    }

    private void stay(Connection connection) throws SQLException {
        var timeline = timeline(connection);
        try (var stay = connection.prepareStatement(STAY)) {
            stay.setString(1, timeline);
            stay.setString(2, timeline);
            stay.executeUpdate();
        }
    }

    private Optional<RelayMark> mark() throws InterruptedException {
        if (!kafka.isConfigured()) {
            return Optional.empty();
        }
        var admin = kafka.quickAdmin();
        try {
            return Publisher.mark(admin, config);
        } catch (KafkaException e) {
            LOG.debug("Kafka is not there to be compared with", e);
            return Optional.empty();
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    /** Kafka has come further in this epoch than the log, which has given none of those positions again. */
    private boolean isLost(Connection connection, History history, RelayMark mark) throws InterruptedException, SQLException {
        if (!mark.cursor().epoch().equals(history.head().epoch()) || !history.head().isBehind(mark.cursor())) {
            return false;
        }
        try (var topic = new PublishedLog(kafka, config)) {
            return !topic.contradicts(Trace.at(connection, history.head().position()));
        }
    }

    private void begin(Connection connection, History history) throws SQLException, InterruptedException {
        if (!kafka.isConfigured()) {
            begin(connection, history, null, 0, Set.of(), null);
            return;
        }
        try (var publisher = new Publisher(kafka, config); // from now on nobody publishes what was lost
                var topic = new PublishedLog(kafka, config)) {
            var mark = publisher.markAtStart().orElse(null);
            var last = Trace.at(connection, history.head().position());
            var waiting = Trace.waiting(connection);
            var known = mark == null || isFollowed(connection, history, mark) && !topic.contradicts(last);
            begin(connection, history, mark, topic.newest(), known ? topic.have(waiting) : null, publisher);
        }
    }

    /** The place is in this history, and holds the event that Kafka has there; or it is where nothing is any more. */
    private static boolean isFollowed(Connection connection, History history, RelayMark mark) throws SQLException {
        var place = Trace.at(connection, mark.cursor().position());
        return (history.follow(mark.cursor()).isPresent() || history.origin().equals(mark.origin()))
                && (place == null || mark.event() == null || place.id().equals(mark.event()));
    }

    /** @param published those in the outbox that Kafka has; null: nobody knows how the two go together */
    private void begin(Connection connection, History history, RelayMark mark, long newest, Set<UUID> published,
            Publisher publisher) throws SQLException, InterruptedException {
        var head = history.head().position();
        var furthest = Math.max(Math.max(head, newest), mark == null ? 0 : mark.cursor().position());
        var base = (Math.max(furthest, number(connection, COPY)) / STRIDE + 1) * STRIDE;
        parts.makeAhead(base);
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute(FENCE);
            if (!History.read(connection).head().equals(history.head())) {
                throw new SQLException("another began the epoch, or went on in the one before");
            }
            var logged = published == null ? 0 : logPublished(connection, published, base);
            beginAt(connection, history, base, published == null ? null : base + logged, mark);
            if (published != null && mark != null && mark.cursor().position() >= head) {
                setCopy(connection, base + logged);
            }
            connection.commit();
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        var now = History.read(connection);
        LOG.warnf("the database was restored, and its log ends at position %d now: goes on in epoch %s from position %d on",
                head, now.head().epoch(), base + 1);
        if (mark != null && published != null) { // whoever still is on the other timeline finds an epoch it does not know
            publisher.publish(List.of(),
                    new RelayMark(now.head().at(now.follow(mark.cursor()).orElseThrow()), now.origin(), null));
        }
    }

    private static int logPublished(Connection connection, Set<UUID> published, long base) throws SQLException {
        try (var move = connection.prepareStatement(LOG_PUBLISHED)) {
            move.setArray(1, connection.createArrayOf("uuid", published.toArray()));
            move.setLong(2, base);
            return move.executeUpdate();
        }
    }

    private void beginAt(Connection connection, History history, long base, Long published, RelayMark mark)
            throws SQLException {
        try (var begin = connection.prepareStatement(BEGIN)) {
            begin.setLong(1, base);
            begin.setLong(2, history.head().position());
            begin.setObject(3, published);
            begin.setObject(4, mark == null ? null : mark.cursor().epoch());
            begin.setString(5, timeline(connection));
            begin.executeUpdate();
        }
    }

    private static void setCopy(Connection connection, long position) throws SQLException {
        try (var set = connection.prepareStatement(SET_COPY)) {
            set.setLong(1, position);
            set.setInt(2, Relay.LANE);
            set.executeUpdate();
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (var query = connection.prepareStatement(sql); var row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
