package dev.kith.account;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kith.owner.CurrentOwner;
import dev.kith.owner.Turns;
import dev.kith.process.BackgroundWork;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;

/** Erases what accounts that were closed have left; any process goes on where another one ended. */
@ApplicationScoped
class Erasure {

    private static final String CLOSED = "select owner_id, owner_id from account where closed_at is not null";

    private final Turns turns;
    private final CurrentOwner owner;
    private final Account account;

    Erasure(Turns turns, CurrentOwner owner, Account account) {
        this.turns = turns;
        this.owner = owner;
        this.account = account;
    }

    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP, skipExecutionIf = BackgroundWork.Off.class)
    void run() {
        turns.take("The erasure of a closed account", CLOSED, closed -> owner.alone(account::eraseMore));
    }
}
