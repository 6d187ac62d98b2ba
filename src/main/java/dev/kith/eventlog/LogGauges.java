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

    /** Seen, and told to those who do not see it; the oldest event that is not published is the first behind the cursor. */
    private static final String SEEN = """
            insert into log_figures
            select 1, waiting.events, coalesce(extract(epoch from statement_timestamp() - waiting.since), 0), next.position,
                   extract(epoch from statement_timestamp() - next.logged_at), statement_timestamp()
            from (select count(*) as events, min(appended_at) as since
                  from (select appended_at from outbox order by xid limit %d) oldest) waiting
            left join lateral (
                select position, logged_at from event_log
                where position > coalesce((select position from relay_cursor where lane = %d), 0)
                order by position limit 1
            ) next on true
            on conflict (id) do update
            set waiting = excluded.waiting, waiting_seconds = excluded.waiting_seconds, unpublished = excluded.unpublished,
                unpublished_seconds = excluded.unpublished_seconds, seen_at = excluded.seen_at
            returning *
            """.formatted(MOST, Relay.LANE);

    private static final String TOLD = """
            select * from log_figures where seen_at > statement_timestamp() - ? * interval '1 ms'
            """;

    private static final String STATE = """
            select state.leader, state.leads_since, state.trouble, state.failing_since, cursor.position as relayed, run.*
            from (values (?)) lane (number)
            left join relay_state state on state.lane = lane.number
            left join relay_cursor cursor on cursor.lane = lane.number
            left join republication run on run.lane = lane.number
            """;

    /** @param taken when, by {@code System.nanoTime} */
    record Sample(Figures figures, History history, State state, long taken) {

        long lag() {
            return history.eventsBehind(state.relayed());
        }
    }

    /**
     * @param waiting events that have no position yet, the oldest for so many seconds; null while nobody tells
     * @param unpublished the first position that is not published, and for how many seconds; null for none
     */
    record Figures(Long waiting, Double waitingSeconds, Long unpublished, Double unpublishedSeconds) {

        /** No worker has told anything lately. */
        static final Figures UNKNOWN = new Figures(null, null, null, null);

        static Figures of(ResultSet row) throws SQLException {
            return new Figures(row.getLong("waiting"), row.getDouble("waiting_seconds"),
                    row.getObject("unpublished", Long.class), row.getObject("unpublished_seconds", Double.class));
        }

        boolean areKnown() {
            return waiting != null;
        }

        double unpublishedAge() {
            return unpublishedSeconds == null ? 0 : unpublishedSeconds;
        }
    }

    /**
     * @param leader who led last; null: nobody has
     * @param trouble and since when; null when all is well
     * @param relayed the position published last, by the cursor's copy
     * @param run the last republication, or null
     */
    record State(String leader, Instant leadsSince, RelayTrouble trouble, Instant failingSince, long relayed,
            Republication run) {

        static State of(ResultSet row) throws SQLException {
            var trouble = row.getString("trouble");
            return new State(row.getString("leader"), Republication.instant(row, "leads_since"),
                    trouble == null ? null : RelayTrouble.valueOf(trouble),
                    Republication.instant(row, "failing_since"), row.getLong("relayed"),
                    row.getObject("id") == null ? null : Republication.of(row));
        }
    }

    private final DirectDatabase database;
    private final boolean seesAll;
    private final Duration interval;
    private final Worker worker;
    private volatile Sample sample;

    /** @param seesAll whether the database shows the rows of all owners */
    LogGauges(DirectDatabase database, boolean seesAll, Duration interval, MeterRegistry metrics) {
        this.database = database;
        this.seesAll = seesAll;
        this.interval = interval;
        this.worker = new Worker("kith-log-gauges", this::work);
        gauge(metrics, "kith.outbox.age", "How long the oldest event has been waiting for its position", "seconds",
                figure(Figures::waitingSeconds));
        gauge(metrics, "kith.outbox.rows", "Events waiting for their position, counted to 100,000", null,
                figure(Figures::waiting));
        gauge(metrics, "kith.relay.lag", "Events that have a position and are not published", null, Sample::lag);
        gauge(metrics, "kith.relay.age", "How long the first event that is not published has had its position", "seconds",
                figure(Figures::unpublishedAge));
        for (var trouble : RelayTrouble.values()) {
            gauge(metrics, "kith.relay.trouble", "1 for what is in the way of publishing, else 0", null,
                    known -> known.state().trouble() == trouble ? 1 : 0, "trouble", trouble.name());
        }
    }

    private static ToDoubleFunction<Sample> figure(ToDoubleFunction<Figures> value) {
        return known -> known.figures().areKnown() ? value.applyAsDouble(known.figures()) : Double.NaN;
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

    private Sample look(Connection connection) throws SQLException {
        try (var figures = connection.prepareStatement(seesAll ? SEEN : TOLD);
                var state = connection.prepareStatement(STATE)) {
            figures.setQueryTimeout((int) ANSWER.toSeconds());
            state.setQueryTimeout((int) ANSWER.toSeconds());
            state.setInt(1, Relay.LANE);
            if (!seesAll) {
                figures.setLong(1, interval.plus(ANSWER).toMillis());
            }
            try (var seen = figures.executeQuery(); var row = state.executeQuery()) {
                row.next();
                return new Sample(seen.next() ? Figures.of(seen) : Figures.UNKNOWN,
                        seesAll ? History.read(connection) : History.told(connection), State.of(row), System.nanoTime());
            }
        }
    }

    @Override
    public void close() {
        worker.close();
    }
}
