package dev.kith.account;

import java.sql.SQLException;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import dev.kith.owner.CurrentOwner;
import dev.kith.owner.Owned;
import dev.kith.process.BackgroundWork;
import dev.kith.process.SystemDatabase;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;

/** Erases what accounts that were closed have left; any process goes on where another one ended. */
@ApplicationScoped
class Erasure {

    private static final Logger LOG = Logger.getLogger(Erasure.class);

    private static final String CLOSED = "select owner_id, owner_id from account where closed_at is not null";

    private final SystemDatabase database;
    private final CurrentOwner owner;
    private final Account account;

    Erasure(SystemDatabase database, CurrentOwner owner, Account account) {
        this.database = database;
        this.owner = owner;
        this.account = account;
    }

    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP, skipExecutionIf = BackgroundWork.Off.class)
    void run() {
        try {
            while (round()) {
                // there may be more
            }
        } catch (SQLException e) {
            LOG.warnf("Closed accounts wait to be erased: SQL state %s", e.getSQLState());
        }
    }

    /** @return whether something was erased */
    private boolean round() throws SQLException {
        var progress = false;
        for (var closed : Owned.by(database, CLOSED)) {
            progress |= owner.acting(closed.ownerId(), () -> owner.alone(this::batch));
        }
        return progress;
    }

    private boolean batch() {
        try {
            return account.eraseMore();
        } catch (RuntimeException e) { // somebody is still at work, or the database away: there is a next time
            LOG.warnf("A closed account waits to be erased: %s", e.getClass().getName());
            return false;
        }
    }
}
