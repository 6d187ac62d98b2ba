package dev.kith.warmth;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import dev.kith.eventlog.DomainEvent;
import dev.kith.eventlog.EventLog;
import dev.kith.process.BackgroundWork;
import dev.kith.process.SystemDatabase;
import dev.kith.warmth.WarmthRepository.Due;
import dev.kith.warmth.WarmthRepository.Place;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;

/**
 * Finds who began to cool or went cold by the passing of time, on every replica at once: each takes rows that no other has
 * locked. What it
 * costs follows their number.
 */
@ApplicationScoped
class Sweep {

    private static final Logger LOG = Logger.getLogger(Sweep.class);
    /** Those that are promised, and what is late. */
    private static final Duration[] DELAYS = { Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(15),
            Duration.ofMinutes(1), Duration.ofMinutes(5) };
    /** Before everything; PostgreSQL's own beginning of time is far later. */
    private static final Instant EVER = Instant.parse("-4000-01-01T00:00:00Z");

    private final SystemDatabase database;
    private final WarmthRepository relationships;
    private final EventLog events;
    private final WarmthConfig config;
    private final Timer time;
    private final Timer delay;
    private final Counter turned;

    /** By {@code System.nanoTime}: until when everybody who was due was found. */
    private volatile long completeAt = System.nanoTime();

    /**
     * Everybody due until then was found, by a sweep that began when all who could have left somebody due had ended, and
     * that nobody was hidden from by a lock. Below it there are only index entries of contacts long found, which would be
     * read again and again for as long as an old snapshot is open.
     */
    private Instant floor = EVER;
    private Moment watched = new Moment(EVER, 0);
    private long fullSweepAt = System.nanoTime();

    /** When a sweep began. @param id transactions with a smaller one ran beside it, or before */
    private record Moment(Instant at, long id) {
    }

    Sweep(SystemDatabase database, WarmthRepository relationships, EventLog events,
            WarmthConfig config, MeterRegistry metrics) {
        this.database = database;
        this.relationships = relationships;
        this.events = events;
        this.config = config;
        this.time = Timer.builder("kith.sweep").description("One pass over all who are due").register(metrics);
        this.delay = Timer.builder("kith.sweep.delay").description("From when a contact turned to when a sweep found it")
                .serviceLevelObjectives(DELAYS).register(metrics);
        Gauge.builder("kith.sweep.age", () -> Duration.ofNanos(System.nanoTime() - completeAt).toMillis() / 1e3)
                .description("How long ago the last sweep began that found all who were due").baseUnit("seconds")
                .strongReference(true).register(metrics);
        this.turned = Counter.builder("kith.sweep.contacts").description("Contacts a sweep found cooling or cold")
                .register(metrics);
    }

    @Scheduled(every = "${kith.warmth.sweep-every}", concurrentExecution = ConcurrentExecution.SKIP, skipExecutionIf = BackgroundWork.Off.class)
    void run() {
        time.record(() -> {
            try {
                sweep();
            } catch (SQLException e) {
                LOG.warnf("Sweep stopped and will start again: SQL state %s", e.getSQLState());
            }
        });
    }

    /**
     * Tells of everybody whom time has turned cooling or cold, in batches of their own transactions.
     *
     * @return how many there were
     */
    synchronized int sweep() throws SQLException {
        var begun = System.nanoTime();
        var isFull = System.nanoTime() - fullSweepAt >= 0;
        if (isFull) {
            fullSweepAt = System.nanoTime() + config.fullSweepEvery().toNanos();
        }
        var first = pass(Place.before(isFull ? EVER : floor));
        var found = first.relationships().size();
        var last = first;
        var someLocked = first.someLocked();
        while (last.relationships().size() == config.batchSize()) {
            last = pass(last.last());
            someLocked |= last.someLocked();
            found += last.relationships().size();
        }
        if (!someLocked) { // who has locked one may yet leave it due, by a rollback
            raiseFloor(new Moment(first.askedAt(), first.id()), first.oldestRunning());
        }
        completeAt = begun;
        turned.increment(found);
        return found;
    }

    private void raiseFloor(Moment begun, long oldestRunning) {
        if (oldestRunning >= watched.id()) {
            floor = watched.at();
            watched = begun;
        }
        if (oldestRunning >= begun.id()) {
            floor = begun.at();
        }
    }

    private Due pass(Place behind) throws SQLException {
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                var due = relationships.due(connection, behind, config.batchSize());
                var turnedAt = due.relationships().stream().map(Relationship::turnsAt).toList();
                due.relationships().forEach(relationship -> relationship.settle(due.now()));
                relationships.turn(connection, due.relationships());
                events.append(connection, eventsByOwner(due.relationships()));
                connection.commit();
                if (!due.relationships().isEmpty()) {
                    events.announce();
                    turnedAt.forEach(instant -> delay.record(Duration.between(instant, due.now())));
                }
                return due;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    private static Map<UUID, List<DomainEvent>> eventsByOwner(List<Relationship> relationships) {
        return relationships.stream().collect(Collectors.groupingBy(Relationship::ownerId,
                Collectors.flatMapping(relationship -> relationship.events().stream(), Collectors.toList())));
    }
}
