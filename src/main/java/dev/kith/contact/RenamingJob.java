package dev.kith.contact;

import java.sql.SQLException;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;

import org.jboss.logging.Logger;

import dev.kith.owner.CurrentOwner;
import dev.kith.owner.Owned;
import dev.kith.process.BackgroundWork;
import dev.kith.process.SystemDatabase;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;

/** Carries out what {@link Renamings} were asked for, one batch of each in turn. */
@ApplicationScoped
class RenamingJob {

    private static final Logger LOG = Logger.getLogger(RenamingJob.class);

    private static final String WAITING = "select owner_id, id from renaming order by requested_at limit 50";

    private final SystemDatabase database;
    private final CurrentOwner owner;
    private final Renamings renamings;
    private final BackgroundWork background;

    RenamingJob(SystemDatabase database, CurrentOwner owner, Renamings renamings,
            BackgroundWork background) {
        this.database = database;
        this.owner = owner;
        this.renamings = renamings;
        this.background = background;
    }

    void atOnce(@Observes(during = TransactionPhase.AFTER_SUCCESS) Renamings.Requested requested) {
        background.soon(this::run);
    }

    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP, skipExecutionIf = BackgroundWork.Off.class)
    void run() {
        try {
            while (round()) {
                // there may be more
            }
        } catch (SQLException e) {
            LOG.warnf("Renaming stopped and will be taken up again: SQL state %s", e.getSQLState());
        }
    }

    /** @return whether there was something to do */
    private boolean round() throws SQLException {
        var progress = false;
        for (var waiting : Owned.by(database, WAITING)) {
            try {
                progress |= owner.acting(waiting.ownerId(), () -> renamings.batch(waiting.id()));
            } catch (RuntimeException e) {
                LOG.warnf("A renaming stopped and will be taken up again: %s", e.getClass().getName());
            }
        }
        return progress;
    }
}
