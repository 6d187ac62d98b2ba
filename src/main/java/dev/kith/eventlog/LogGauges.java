package dev.kith.eventlog;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * How far outbox, log and relay are apart. Looked up every few seconds by a thread of its own, so that whoever asks for
 * health or metrics never waits for the database; not a number while it cannot be known.
 */
final class LogGauges implements AutoCloseable {

    /** More rows than this are not counted: then it is long clear that something is wrong. */
    private static final int MOST = 100_000;

    private static final Duration ANSWER = Duration.ofSeconds(5);

    private static final String SAMPLE = """
            select (select position from relay_cursor where lane = ?) as relayed, waiting.events as waiting, waiting.seconds as age
            from kith_waiting(?) waiting
            """;

    /** Beside the figures; the oldest event that is not published is the first behind the cursor. */
    private static final String STATE = """
            select state.leader, state.leads_since, state.trouble, state.failing_since, next.position, next.seconds as age, run.*
            from (values (?)) lane (number)
            left join relay_state state on state.lane = lane.number
            left join republication run on run.lane = lane.number
            cross join kith_unpublished(coalesce((select position from relay_cursor where lane = lane.number), 0)) next
            """;

    /**
     * @param outboxAge of the row that waits longest for its position, in seconds
     * @param taken when, by {@code System.nanoTime}
     */
    record Sample(long outboxRows, double outboxAge, History history, long relayed, State state, long taken) {

        long lag() {
            return history.eventsBehind(relayed);
        }

        double unpublishedAge() {
            return state.nextAge() == null ? 0 : state.nextAge();
        }
    }

    /**
     * @param leader who led last; null: nobody has
     * @param trouble and since when; null when all is well
     * @param next the first position that is not published, and for how many seconds; null for none
     * @param run the last republication, or null
     */
    record State(String leader, Instant leadsSince, RelayTrouble trouble, Instant failingSince,
            Long next,
            Double nextAge, Republication run) {

        static State of(ResultSet row) throws SQLException {
            var trouble = row.getString("trouble");
            return new State(row.getString("leader"), Republication.instant(row, "leads_since"),
                    trouble == null ? null : RelayTrouble.valueOf(trouble),
                    Republication.instant(row, "failing_since"), row.getObject("position", Long.class),
                    row.getObject("age", Double.class), row.getObject("id") == null ? null : Republication.of(row));
        }
    }

    private final DirectDatabase database;
    private final Duration interval;
    private final Worker worker;
    private volatile Sample sample;

    LogGauges(DirectDatabase database, Duration interval, MeterRegistry metrics) {
        this.database = database;
        this.interval = interval;
        this.worker = new Worker("kith-log-gauges", this::work);
        gauge(metrics, "kith.outbox.age", "How long the oldest event has been waiting for its position", "seconds",
                Sample::outboxAge);
        gauge(metrics, "kith.outbox.rows", "Events waiting for their position, counted to 100,000", null,
                Sample::outboxRows);
        gauge(metrics, "kith.relay.lag", "Events that have a position and are not published", null, Sample::lag);
        gauge(metrics, "kith.relay.age", "How long the first event that is not published has had its position", "seconds",
                Sample::unpublishedAge);
        for (var trouble : RelayTrouble.values()) {
            gauge(metrics, "kith.relay.trouble", "1 for what is in the way of publishing, else 0", null,
                    known -> known.state().trouble() == trouble ? 1 : 0, "trouble", trouble.name());
        }
    }

    private void gauge(MeterRegistry metrics, String name, String description, String unit, ToDoubleFunction<Sample> value,
            String... tags) {
        Gauge.builder(name, () -> latest().map(known -> value.applyAsDouble(known)).orElse(Double.NaN))
                .description(description).baseUnit(unit).tags(tags).strongReference(true).register(metrics);
    }

    void start() {
        worker.start();
    }

    /** What was seen last; nothing while the database does not answer, be it that it refuses or that it is silent. */
    Optional<Sample> latest() {
        var oldest = System.nanoTime() - interval.plus(ANSWER).plus(ANSWER).toNanos();
        return Optional.ofNullable(sample).filter(known -> known.taken() - oldest >= 0);
    }

    /** For somebody who has just changed something, and looks next. */
    void lookAgain() throws SQLException {
        try (var connection = open()) {
            sample = look(connection);
        }
    }

    private void work(Worker worker) throws SQLException, InterruptedException {
        try (var connection = open()) {
            while (!worker.isStopping()) {
                sample = look(connection);
                worker.goesWell();
                worker.pause(interval);
            }
        } finally {
            sample = null;
        }
    }

    private Connection open() throws SQLException {
        return database.open("kith log gauges", Map.of());
    }

    private static Sample look(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement(SAMPLE)) {
            query.setQueryTimeout((int) ANSWER.toSeconds());
            query.setInt(1, Relay.LANE);
            query.setInt(2, MOST);
            State state;
            try (var asked = connection.prepareStatement(STATE)) {
                asked.setQueryTimeout((int) ANSWER.toSeconds());
                asked.setInt(1, Relay.LANE);
                try (var row = asked.executeQuery()) {
                    row.next();
                    state = State.of(row);
                }
            }
            try (var row = query.executeQuery()) {
                row.next();
                return new Sample(row.getLong("waiting"), row.getDouble("age"), History.read(connection),
                        row.getLong("relayed"), state, System.nanoTime());
            }
        }
    }

    @Override
    public void close() {
        worker.close();
    }
}
