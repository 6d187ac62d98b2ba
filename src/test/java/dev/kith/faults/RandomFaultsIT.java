package dev.kith.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import org.junit.jupiter.api.Test;

/**
 * Random faults: for a minute in each build, or for as long as is asked for. Each round is an installation of its own, whose
 * seed is in the report:
 *
 * <pre>
 * ./mvnw -q verify -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=RandomFaultsIT -Dkith.faults.minutes=30 -Dkith.faults.seed=7
 * </pre>
 */
class RandomFaultsIT {

    private static final Duration ROUND = Duration.ofSeconds(Integer.getInteger("kith.faults.round", 60));
    private static final Duration LENGTH = Duration.ofMinutes(Integer.getInteger("kith.faults.minutes", 0));
    private static final int REPLICAS = Integer.getInteger("kith.faults.replicas", 2);
    private static final int RATE = Integer.getInteger("kith.faults.rate", 150);

    @Test
    void nothing_is_lost_or_doubled_or_out_of_order() throws Exception {
        var seed = Long.getLong("kith.faults.seed", ThreadLocalRandom.current().nextLong(1_000_000));
        var report = new Report();
        var end = System.nanoTime() + LENGTH.toNanos();
        do {
            System.out.printf("faults with seed %d%n", seed);
            try (var run = Run.start(seed, REPLICAS, RATE)) {
                run.faults().run(ROUND);
                var violations = run.end(false);
                report.add("random", run);
                report.write();
                assertEquals(List.of(), violations, () -> "seed " + run.seed() + ", logs in " + run.rig().home());
            }
            seed++;
        } while (System.nanoTime() < end);
    }
}
