package dev.kith.introduction;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import dev.kith.eventlog.EventLog;
import dev.kith.introduction.IntroductionEvents.Moved;
import dev.kith.process.BackgroundWork;
import dev.kith.process.SystemDatabase;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;

/**
 * Ends introductions that nobody answered, or made, in time; on every replica at once, each taking rows that no other has
 * locked. Its cost follows the number of those that expire: it reads an index that holds only who waits, and of that only
 * what became due since the sweep before. Now and then it reads all that is due, for those that were locked then, and for
 * owners who have shortened the time; requests see these as expired at once.
 */
@ApplicationScoped
class ExpirySweep {

    private static final Logger LOG = Logger.getLogger(ExpirySweep.class);
    private static final int BATCH = 500;

    static final String EXPIRE = """
            with due as materialized (
                select owner_id, id, status from introduction
                where expires_at > ? and expires_at <= kith_now()
                order by expires_at, owner_id, id
                limit ?
                for no key update skip locked)
            update introduction i
            set status = 'EXPIRED', ended_at = i.expires_at, waiting_since = null, expires_at = null,
                version = version + 1, updated_at = kith_now()
            from due
            where i.owner_id = due.owner_id and i.id = due.id
            returning i.owner_id, i.id, i.introducer_id, i.party_id, i.other_party_id, due.status, i.ended_at, i.updated_at
            """;

    private final SystemDatabase database;
    private final EventLog events;
    private final Duration fullSweepEvery;
    private Instant floor = Instant.EPOCH; // earlier than anything can expire
    private long fullSweepAt = System.nanoTime();

    ExpirySweep(SystemDatabase database, EventLog events,
            IntroductionConfig config) {
        this.database = database;
        this.events = events;
        this.fullSweepEvery = config.fullSweepEvery();
    }

    @Scheduled(every = "${kith.introductions.sweep-every}", concurrentExecution = ConcurrentExecution.SKIP, skipExecutionIf = BackgroundWork.Off.class)
    void run() {
        try {
            sweep();
        } catch (SQLException e) {
            LOG.warnf("Sweep of introductions stopped and will start again: SQL state %s", e.getSQLState());
        }
    }

    /** @return how many expired */
    synchronized int sweep() throws SQLException {
        if (System.nanoTime() - fullSweepAt >= 0) {
            fullSweepAt = System.nanoTime() + fullSweepEvery.toNanos();
            floor = Instant.EPOCH;
        }
        var begun = now();
        var expired = 0;
        int found;
        do {
            found = batch();
            expired += found;
        } while (found == BATCH);
        floor = begun;
        return expired;
    }

    private Instant now() throws SQLException {
        try (var connection = database.getConnection();
                var select = connection.prepareStatement("select kith_now()");
                var row = select.executeQuery()) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    private int batch() throws SQLException {
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                var expired = expire(connection, floor);
                events.append(connection, expired);
                connection.commit();
                if (!expired.isEmpty()) {
                    events.announce();
                }
                return expired.values().stream().mapToInt(List::size).sum();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    private static Map<UUID, List<Moved>> expire(Connection connection, Instant floor) throws SQLException {
        try (var update = connection.prepareStatement(EXPIRE)) {
            update.setObject(1, floor.atOffset(ZoneOffset.UTC));
            update.setInt(2, BATCH);
            try (var rows = update.executeQuery()) {
                var expired = new HashMap<UUID, List<Moved>>();
                while (rows.next()) {
                    var parties = Stream
                            .of(rows.getObject("party_id", UUID.class), rows.getObject("other_party_id", UUID.class))
                            .filter(Objects::nonNull).toList();
                    expired.computeIfAbsent(rows.getObject("owner_id", UUID.class), owner -> new ArrayList<>())
                            .add(new Moved(rows.getObject("id", UUID.class), rows.getObject("introducer_id", UUID.class),
                                    parties,
                                    IntroductionStatus.valueOf(rows.getString("status")), IntroductionStatus.EXPIRED, null,
                                    null,
                                    null, rows.getObject("ended_at", OffsetDateTime.class).toInstant(),
                                    rows.getObject("updated_at", OffsetDateTime.class).toInstant()));
                }
                return expired;
            }
        }
    }
}
