package dev.kith.exchange;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

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

/**
 * Works on imports, batch by batch, one at a time in a process and one at a time for an owner; any process goes on where
 * another one ended. Each batch goes to the owner whose turn it is, and to that owner's import whose turn it is, so that a
 * large file lets small ones through.
 */
@ApplicationScoped
class ImportJob {

    private static final Logger LOG = Logger.getLogger(ImportJob.class);

    /** Classes of SQLSTATE: PostgreSQL's appendix A. */
    private static final Set<String> OF_THE_MOMENT = Set.of("08", "25", "40", "53", "55", "57");

    /** The next import of each owner, in the order in which owners have waited. */
    private static final String TURNS = """
            select owner_id, id
            from (select distinct on (i.owner_id) i.owner_id, i.id,
                         greatest(min(i.created_at) over (partition by i.owner_id),
                                  (select max(last.worked_at) from contact_import last where last.owner_id = i.owner_id))
                             as waiting_since
                  from contact_import i
                  where i.status in ('QUEUED', 'RUNNING', 'UNDOING')
                  order by i.owner_id, i.worked_at nulls first, i.created_at, i.id) next
            order by waiting_since, owner_id
            """;

    private final SystemDatabase database;
    private final CurrentOwner owner;
    private final ImportBatch batch;
    private final BackgroundWork background;
    private final AtomicInteger calls = new AtomicInteger();

    ImportJob(SystemDatabase database, CurrentOwner owner, ImportBatch batch,
            BackgroundWork background) {
        this.database = database;
        this.owner = owner;
        this.batch = batch;
        this.background = background;
    }

    void atOnce(@Observes(during = TransactionPhase.AFTER_SUCCESS) ImportService.Queued queued) {
        background.soon(this::run);
    }

    /** Whoever calls while it runs is heard: it looks again before it ends. */
    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP, skipExecutionIf = BackgroundWork.Off.class)
    void run() {
        if (calls.getAndIncrement() > 0) {
            return;
        }
        int heard;
        do {
            heard = calls.get();
            try {
                work();
            } catch (SQLException e) {
                LOG.warnf("Imports wait and will be taken up again: SQL state %s", e.getSQLState());
            }
        } while (calls.addAndGet(-heard) > 0);
    }

    private void work() throws SQLException {
        Set<UUID> later = new HashSet<>(); // what failed waits for the next call
        boolean more;
        do {
            more = batch(later);
        } while (more);
    }

    /** Takes in one batch. @return whether there was one */
    boolean batch(Set<UUID> later) throws SQLException {
        for (var turn : Owned.by(database, TURNS)) {
            if (!later.contains(turn.id()) && owner.acting(turn.ownerId(), () -> take(turn.id(), later))) {
                return true;
            }
        }
        return false;
    }

    private boolean take(UUID importId, Set<UUID> later) {
        try {
            return batch.take(importId);
        } catch (RuntimeException e) {
            later.add(importId);
            if (isOfTheMoment(e)) {
                LOG.warnf("Import %s waits and will be taken up again: %s", importId, e.getClass().getName());
            } else if (batch.failed(importId)) {
                LOG.errorf(e, "Import %s was given up", importId);
            }
            return false;
        }
    }

    /** The database is away, or somebody was in the way: nothing that is wrong with the rows. */
    private static boolean isOfTheMoment(Throwable thrown) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql.getSQLState() == null || OF_THE_MOMENT.contains(sql.getSQLState().substring(0, 2));
            }
            for (var suppressed : cause.getSuppressed()) { // where the transaction manager puts why a commit failed
                if (isOfTheMoment(suppressed)) {
                    return true;
                }
            }
        }
        return false;
    }
}
