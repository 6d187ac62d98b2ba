package dev.kith.warmth;

import java.net.URI;
import java.net.http.HttpClient;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import jakarta.inject.Inject;

import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

import dev.kith.eventlog.EventLog;
import dev.kith.support.NothingByItself;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/**
 * Histories of random operations, each compared step by step with {@link WarmthOracle}.
 *
 * <p>
 * {@code -Dkith.model.histories=5000} for a long run; a failure names the properties that repeat its history.
 */
@QuarkusTest
@TestProfile(NothingByItself.class)
class WarmthModelTest {

    private static final Logger LOG = Logger.getLogger(WarmthModelTest.class);
    private static final int OPERATIONS = 50;
    /** One in so many histories is held against the contract. */
    private static final int BY_CONTRACT = 100;
    private static final int MOST_FAILURES = 3;

    @Inject
    Sweep sweep;

    @Inject
    RecomputeJob recomputes;

    @Inject
    EventLog events;

    @TestHTTPResource
    URI base;

    @Test
    void every_history_goes_as_the_rules_of_warmth_say() throws SQLException {
        var histories = Integer.parseInt(setting("histories", "200"));
        var seed = Long.parseLong(setting("seed", Long.toString(System.nanoTime() & 0xFFFFFFFL)));
        LOG.infof("warmth model: %d histories, -Dkith.model.seed=%d", histories, seed);
        var began = System.nanoTime();
        var failures = new ArrayList<AssertionError>();
        try (var database = new WarmthDatabase()) {
            var start = setting("start", "");
            if (!start.isEmpty()) {
                database.ahead(Duration.between(database.now(), Instant.parse(start)));
            }
            var bench = new WarmthHistory.Bench(
                    new WarmthApi.Transport(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), base),
                    database, sweep, recomputes, events, NothingByItself.BATCH_SIZE);
            finishWork();
            for (int i = 0; i < histories && failures.size() < MOST_FAILURES; i++) {
                run(bench, i, seed + i, failures);
                if ((i + 1) % 1000 == 0) {
                    LOG.infof("warmth model: %d histories", i + 1);
                }
            }
        }
        LOG.infof("warmth model: %d histories of %d operations in %d s", histories, OPERATIONS,
                Duration.ofNanos(System.nanoTime() - began).toSeconds());
        if (!failures.isEmpty()) {
            failures.stream().skip(1).forEach(failures.get(0)::addSuppressed);
            throw failures.get(0);
        }
    }

    private void run(WarmthHistory.Bench bench, int number, long seed, List<AssertionError> failures) throws SQLException {
        var start = bench.database().now();
        // seeds that follow one another would begin alike
        var history = new WarmthHistory(bench, new Random(seed * 0x9E37_79B9_7F4A_7C15L), number % BY_CONTRACT == 0);
        try {
            history.run(OPERATIONS);
        } catch (AssertionError | RuntimeException e) {
            failures.add(new AssertionError("""
                    %s
                    in history %d, to be repeated with -Dkith.model.histories=1 -Dkith.model.seed=%d -Dkith.model.start=%s
                    %s""".formatted(e.getMessage(), number, seed, start, history.diary(String.valueOf(e.getMessage()))), e));
            finishWork();
        }
    }

    /** Of others, which would come in between. */
    private void finishWork() throws SQLException {
        while (recomputes.batch()) {
            events.announce();
        }
        sweep.sweep();
    }

    private static String setting(String name, String otherwise) {
        var value = System.getProperty("kith.model." + name, "");
        return value.isBlank() ? otherwise : value;
    }
}
