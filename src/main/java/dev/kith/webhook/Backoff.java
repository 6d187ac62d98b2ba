package dev.kith.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When what failed is tried again: after a random part of a time that grows ("full jitter"), so that those who failed together
 * do not come back together; and a last time when it is time to give up.
 *
 * @param longest how long to wait at most, one after the other; after the last of them, always that long
 * @param giveUpAfter since the first attempt
 */
record Backoff(List<Duration> longest, Duration giveUpAfter) {

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /**
     * @param attempts so far, at least one
     * @param since the first of them
     * @param asked how long the other side asks to be left alone; null when it does not
     * @return nothing when it is time to give up
     */
    Optional<Duration> next(int attempts, Duration since, Duration asked, RandomGenerator random) {
        var left = giveUpAfter.minus(since);
        if (left.isNegative() || left.isZero()) {
            return Optional.empty();
        }
        var most = longest.get(Math.min(attempts, longest.size()) - 1);
        var wait = Duration.ofMillis((long) (random.nextDouble() * most.toMillis()));
        if (asked != null && asked.compareTo(wait) > 0) {
            wait = asked;
        }
        if (wait.compareTo(SHORTEST) < 0) {
            wait = SHORTEST;
        }
        return Optional.of(wait.compareTo(left) < 0 ? wait : left);
    }
}
