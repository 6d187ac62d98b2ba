package dev.kith.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

import org.junit.jupiter.api.Test;

/**
 * A new version takes the place of an older one, replica by replica, while many write and read; and a replica of the older one
 * comes up again beside it, on the new schema. Runs when it is named, and told where the older version was packaged:
 *
 * <pre>
 * ./mvnw -q verify -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=SideBySide -Dkith.previous=&lt;its target/quarkus-app&gt;
 * </pre>
 */
class SideBySide {

    private static final Path NEWER = Path.of("target", "quarkus-app");
    private static final int REPLICAS = 2;
    private static final int RATE = Integer.getInteger("kith.faults.rate", 100);
    private static final Duration PHASE = Duration.ofSeconds(Integer.getInteger("kith.faults.phase", 15));
    private static final Duration TO_START = Duration.ofSeconds(90);

    @Test
    void two_versions_work_on_one_database_and_nobody_notices() throws Exception {
        var older = Path.of(Objects.requireNonNull(System.getProperty("kith.previous"), "-Dkith.previous is not given"));
        var seed = Long.getLong("kith.faults.seed", ThreadLocalRandom.current().nextLong(1_000_000));
        try (var run = Run.start(seed, REPLICAS, RATE, older)) {
            var first = run.rig().replica(0);
            var second = run.rig().replica(1);
            Thread.sleep(PHASE.toMillis());
            var migrates = Instant.now();
            upgrade(first);
            var migrated = Instant.now();
            Thread.sleep(PHASE.toMillis());
            stop(second);
            start(second); // the older one once more
            Thread.sleep(PHASE.toMillis());
            upgrade(second);
            Thread.sleep(PHASE.toMillis());
            var violations = run.end(false);
            Files.writeString(Files.createDirectories(Path.of("target", "figures")).resolve("side-by-side.md"), """
                    | an operation took at most (ms), retries included | |
                    | --- | ---: |
                    | before the newer version migrates | %.0f |
                    | from its start to its readiness | %.0f |
                    | afterwards, with both and with the newer one | %.0f |
                    """.formatted(longest(run, Instant.MIN, migrates), longest(run, migrates, migrated),
                    longest(run, migrated, Instant.MAX)));
            assertEquals(List.of(), violations, () -> "seed " + seed + ", logs in " + run.rig().home());
        }
    }

    private static void upgrade(Replica replica) throws Exception {
        stop(replica);
        replica.install(NEWER);
        start(replica);
    }

    private static void stop(Replica replica) throws Exception {
        replica.end();
        assertTrue(replica.awaitExit(TO_START), replica.name() + " does not stop");
    }

    private static void start(Replica replica) throws Exception {
        replica.start();
        assertTrue(replica.awaitReady(TO_START), replica.name() + " does not start");
    }

    private static double longest(Run run, Instant from, Instant to) {
        return run.history().operations().stream()
                .filter(operation -> operation.start().isAfter(from) && operation.start().isBefore(to))
                .mapToDouble(operation -> Duration.between(operation.start(), operation.end()).toNanos() / 1e6).max().orElse(0);
    }
}
