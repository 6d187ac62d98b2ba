package dev.kith.eventlog;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.jboss.logging.Logger;

import dev.kith.trace.Traces;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.StatusCode;

/**
 * Carries the log to Kafka. One runs in every replica; the one whose session holds the lock leads. The lock only spares
 * the others the trouble: two that both believe they lead shut one another out of Kafka, and none publishes twice.
 */
final class Relay implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Relay.class);

    /** The one lane there is: its lock, and its row in {@code relay_cursor}. */
    static final int LANE = 0;

    /** How long a notification is awaited before the log is looked at anyway, and the end of the application noticed. */
    private static final Duration POLL = Duration.ofMillis(250);

    /** How far the cursor's copy may lag behind: it is only needed when Kafka has forgotten its own. */
    private static final Duration COPY = Duration.ofMillis(100);

    /** How often it is looked whether something is to be published again. */
    private static final Duration ASK = Duration.ofSeconds(1);

    private final DirectDatabase database;
    private final Kafka kafka;
    private final EventLogConfig config;
    private final Restoration restoration;
    private final Traces traces;
    private final int lane;
    private final Counter takeOvers;
    private final Counter relayed;
    private final Worker worker;
    private final ExecutorService reader;
    private volatile LogCursor cursor;
    private Republication run;

    Relay(DirectDatabase database, Kafka kafka, EventLogConfig config, Restoration restoration, Traces traces,
            int lane, MeterRegistry metrics) {
        this.database = database;
        this.kafka = kafka;
        this.config = config;
        this.restoration = restoration;
        this.traces = traces;
        this.lane = lane;
        this.takeOvers = Counter.builder("kith.relay.takeovers").description("Times the relay began to publish here")
                .register(metrics);
        this.relayed = Counter.builder("kith.relay.events").description("Events published here").register(metrics);
        Gauge.builder("kith.relay.leader", () -> cursor == null ? 0 : 1).description("1 where the relay publishes, else 0")
                .strongReference(true).register(metrics);
        this.worker = new Worker("kith-relay", this::work);
        this.reader = Executors.newSingleThreadExecutor(work -> {
            var thread = new Thread(work, "kith-relay-reader");
            thread.setDaemon(true);
            return thread;
        });
    }

    void start() {
        worker.start();
    }

    @Override
    public void close() {
        worker.close();
        reader.shutdownNow();
    }

    boolean hasEnded() {
        return worker.hasEnded();
    }

    /** How far it has come, if it leads. */
    Optional<LogCursor> cursor() {
        return Optional.ofNullable(cursor);
    }

    /** Why it does not publish at the moment. */
    Optional<Throwable> failure() {
        return worker.failure();
    }

    private void work(Worker worker) throws Exception {
        try (var session = new RelaySession(database, lane, config.relay().lease())) {
            while (!session.lead()) {
                worker.goesWell();
                worker.pause(config.relay().election());
                if (worker.isStopping()) {
                    return;
                }
            }
            session.leads(config.replica());
            try {
                lead(worker, session);
            } catch (Exception e) {
                tell(session, RelayTrouble.of(e));
                throw e;
            }
        }
    }

    private void lead(Worker worker, RelaySession session) throws Exception {
        try (var publisher = new Publisher(kafka, config)) {
            cursor = takeOver(session, publisher);
            takeOvers.increment();
            publish(worker, session, publisher);
        } finally {
            cursor = null;
        }
    }

    /** As far as the database still listens. */
    private void tell(RelaySession session, RelayTrouble trouble) {
        try {
            session.fails(config.replica(), trouble);
        } catch (SQLException e) {
            LOG.debug("nobody was told of the trouble", e);
        }
    }

    private LogCursor takeOver(RelaySession session, Publisher publisher)
            throws SQLException, ForeignCursorException, InterruptedException {
        var mark = publisher.markAtStart();
        var copy = session.copy();
        var history = session.history(restoration); // read after the cursors, so that it cannot be behind them
        var head = history.head();
        var furthest = history.oldest() - 1;
        for (var place : Stream.of(mark.map(RelayMark::cursor), copy).flatMap(Optional::stream).toList()) {
            var position = history.follow(place);
            if (position.isEmpty() || position.getAsLong() > head.position()) {
                if (restoration.look()) {
                    throw new SQLException("the database was restored, and a new epoch has begun");
                }
                return restart(session, publisher, place, history);
            }
            furthest = Math.max(furthest, position.getAsLong());
        }
        if (mark.isPresent() && mark.get().event() != null && mark.get().cursor().position() <= head.position()
                && session.event(mark.get().cursor().position()).filter(event -> !event.equals(mark.get().event()))
                        .isPresent()) {
            return restart(session, publisher, mark.get().cursor(), history);
        }
        if (copy.isPresent() && !copy.get().epoch().equals(head.epoch())) {
            session.restart(head.at(furthest));
        }
        run = session.run().map(asked -> mark.filter(known -> asked.id().equals(known.run()))
                .map(known -> asked.at(Math.max(asked.position(), known.repeated()))).orElse(asked)).orElse(null);
        LOG.infof("publishes to %s from position %d on", config.topic(), history.skip(furthest) + 1);
        return head.at(furthest);
    }

    private LogCursor restart(RelaySession session, Publisher publisher, LogCursor foreign, History history)
            throws SQLException, ForeignCursorException, InterruptedException {
        var head = history.head();
        var start = switch (config.relay().foreignCursor()) {
            case REFUSE -> throw new ForeignCursorException(foreign, head);
            case BEGINNING -> head.at(history.oldest() - 1);
            case HEAD -> head;
        };
        // the copy first: killed in between, the next relay finds Kafka's cursor as foreign as it was
        session.restart(start);
        publisher.publish(List.of(), new RelayMark(start, history.origin(), null));
        LOG.warnf("leaves the foreign cursor at position %d of epoch %s, and starts at position %d of epoch %s",
                foreign.position(), foreign.epoch(), start.position() + 1, start.epoch());
        return start;
    }

    private void publish(Worker worker, RelaySession session, Publisher publisher)
            throws SQLException, InterruptedException {
        var copy = cursor;
        var copyAt = System.nanoTime();
        var askedAt = copyAt;
        var told = false;
        var ahead = List.<LoggedEvent> of();
        while (!worker.isStopping()) {
            if (run == null && System.nanoTime() - askedAt >= ASK.toNanos()) {
                run = session.run().orElse(null);
                askedAt = System.nanoTime();
            }
            if (run != null) {
                run = repeat(session, publisher, run);
                continue; // what is new waits, so that an owner's events stay in order
            }
            var events = ahead.isEmpty() ? session.after(cursor, config.relay()) : ahead;
            ahead = List.of();
            if (!events.isEmpty()) {
                var last = events.get(events.size() - 1);
                var next = cursor.at(last.position());
                var following = events.size() < config.relay().batch() ? null
                        : reader.submit(() -> session.after(next, config.relay()));
                send(publisher, events, new RelayMark(next, session.origin(), last.id()));
                cursor = next;
                relayed.increment(events.size());
                ahead = following == null ? List.of() : outcome(following); // nobody else uses the session until then
            }
            worker.goesWell(); // not before: whoever takes over and fails over the first event has to wait, ever longer
            if (!told) {
                session.goesWell();
                told = true;
            }
            var copyIsBehind = copy.isBehind(cursor);
            if (copyIsBehind && System.nanoTime() - copyAt >= COPY.toNanos()) {
                session.follow(cursor);
                copy = cursor;
                copyAt = System.nanoTime();
            } else if (events.isEmpty()) {
                session.awaitNews(copyIsBehind ? COPY : POLL);
            }
        }
        session.follow(cursor);
    }

    private void send(Publisher publisher, List<LoggedEvent> events, RelayMark mark) throws InterruptedException {
        var span = traces.publishing(config.topic(), events.stream().map(LoggedEvent::traceparent).toList());
        try {
            publisher.publish(events, mark);
        } catch (RuntimeException | InterruptedException e) {
            span.setStatus(StatusCode.ERROR);
            throw e;
        } finally {
            span.end();
        }
    }

    private static List<LoggedEvent> outcome(Future<List<LoggedEvent>> reading) throws SQLException, InterruptedException {
        try {
            return reading.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof SQLException failure ? failure : new SQLException(e.getCause());
        }
    }

    /** @return what is left of it; null at its end */
    private Republication repeat(RelaySession session, Publisher publisher, Republication run)
            throws SQLException, InterruptedException {
        var events = session.after(cursor.at(run.position()), config.relay()).stream()
                .filter(event -> event.position() <= run.to()).toList();
        var next = run.at(events.isEmpty() ? run.to() : events.get(events.size() - 1).position());
        if (!events.isEmpty()) {
            send(publisher, events, new RelayMark(cursor, session.origin(), null).with(next));
            relayed.increment(events.size());
        }
        return session.repeated(next) ? next : null;
    }
}
