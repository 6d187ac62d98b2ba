package dev.kith.idempotency;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kith.process.BackgroundWork;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;

/** Drops keys after seven days. Every process does, in batches that are short enough to wait for. */
@ApplicationScoped
class Purge {

    private static final int BATCH = 1000;

    private final IdempotencyRepository keys;

    Purge(IdempotencyRepository keys) {
        this.keys = keys;
    }

    @Scheduled(every = "10m", delayed = "1m", concurrentExecution = ConcurrentExecution.SKIP, skipExecutionIf = BackgroundWork.Off.class)
    void run() {
        while (keys.purge(BATCH) == BATCH) {
            // the next batch
        }
    }
}
