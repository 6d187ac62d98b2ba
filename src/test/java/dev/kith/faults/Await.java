package dev.kith.faults;

import java.io.IOException;
import java.time.Duration;

/** Waits for what other processes do. */
final class Await {

    interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    private Await() {
    }

    /** @throws IllegalStateException if it does not become so in time */
    static void until(String what, Duration longest, Condition condition) throws IOException, InterruptedException {
        if (!within(longest, condition)) {
            throw new IllegalStateException("waited " + longest + " in vain until " + what);
        }
    }

    /** @return whether it became so in time */
    static boolean within(Duration longest, Condition condition) throws IOException, InterruptedException {
        var end = System.nanoTime() + longest.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - end >= 0) {
                return false;
            }
            Thread.sleep(50);
        }
        return true;
    }
}
