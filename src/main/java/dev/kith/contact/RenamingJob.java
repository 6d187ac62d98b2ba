package dev.kith.contact;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;

import dev.kith.owner.Turns;
import dev.kith.process.BackgroundWork;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;

/** Carries out what {@link Renamings} were asked for, one batch of each in turn. */
@ApplicationScoped
class RenamingJob {

    private static final String WAITING = "select owner_id, id from renaming order by requested_at limit 50";

    private final Turns turns;
    private final Renamings renamings;
    private final BackgroundWork background;

    RenamingJob(Turns turns, Renamings renamings, BackgroundWork background) {
        this.turns = turns;
        this.renamings = renamings;
        this.background = background;
    }

    void atOnce(@Observes(during = TransactionPhase.AFTER_SUCCESS) Renamings.Requested requested) {
        background.soon(this::run);
    }

    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP, skipExecutionIf = BackgroundWork.Off.class)
    void run() {
        turns.take("A renaming", WAITING, renamings::batch);
    }
}
