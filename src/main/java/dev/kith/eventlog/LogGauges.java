package dev.kith.eventlog;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

import javax.sql.DataSource;

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
            select (select max(position) from event_log) as logged, (select position from log_head where id = 1) as base,
                   (select position from relay_cursor where lane = ?) as relayed, count(*) as waiting,
                   extract(epoch from statement_timestamp() - min(appended_at)) as age
            from (select appended_at from outbox order by xid limit ?) oldest
            """;

    /**
     * @param outboxAge of the row that waits longest for its position, in seconds
     * @param taken when, by {@code System.nanoTime}
     */
    record Sample(long outboxRows, double outboxAge, long head, long relayed, long taken) {

        long lag() {
            return head - relayed;
        }
    }

    private final DataSource database;
    private final Duration interval;
    private final Worker worker;
    private volatile Sample sample;

    LogGauges(DataSource database, Duration interval, MeterRegistry metrics) {
        this.database = database;
        this.interval = interval;
        this.worker = new Worker("kith-log-gauges", this::work);
        gauge(metrics, "kith.outbox.age", "How long the oldest event has been waiting for its position", "seconds",
                Sample::outboxAge);
        gauge(metrics, "kith.outbox.rows", "Events waiting for their position, counted to 100,000", null,
                Sample::outboxRows);
        gauge(metrics, "kith.relay.lag", "Log head minus relay cursor", null, Sample::lag);
    }

    private void gauge(MeterRegistry metrics, String name, String description, String unit, ToDoubleFunction<Sample> value) {
        Gauge.builder(name, () -> latest().map(known -> value.applyAsDouble(known)).orElse(Double.NaN))
                .description(description).baseUnit(unit).strongReference(true).register(metrics);
    }

    void start() {
        worker.start();
    }

    /** What was seen last; nothing while the database does not answer, be it that it refuses or that it is silent. */
    Optional<Sample> latest() {
        var oldest = System.nanoTime() - interval.plus(ANSWER).plus(ANSWER).toNanos();
        return Optional.ofNullable(sample).filter(known -> known.taken() - oldest >= 0);
    }

    private void work(Worker worker) throws SQLException, InterruptedException {
        try {
            while (!worker.isStopping()) {
                sample = look();
                worker.goesWell();
                worker.pause(interval);
            }
        } finally {
            sample = null;
        }
    }

    private Sample look() throws SQLException {
        try (var connection = database.getConnection(); var query = connection.prepareStatement(SAMPLE)) {
            query.setQueryTimeout((int) ANSWER.toSeconds());
            query.setInt(1, Relay.LANE);
            query.setInt(2, MOST);
            try (var row = query.executeQuery()) {
                row.next();
                return new Sample(row.getLong("waiting"), row.getDouble("age"),
                        Math.max(row.getLong("base"), row.getLong("logged")),
                        row.getLong("relayed"), System.nanoTime());
            }
        }
    }

    @Override
    public void close() {
        worker.close();
    }
}
