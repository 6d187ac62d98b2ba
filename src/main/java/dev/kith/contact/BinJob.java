package dev.kith.contact;

import java.sql.SQLException;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import dev.kith.http.ExpectedVersion;
import dev.kith.owner.CurrentOwner;
import dev.kith.owner.Owned;
import dev.kith.process.BackgroundWork;
import dev.kith.process.SystemDatabase;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;

/** Erases who has been in the bin for 30 days, each in the name of its owner and by the code of the API. */
@ApplicationScoped
class BinJob {

    private static final Logger LOG = Logger.getLogger(BinJob.class);
    private static final int BATCH = 200;

    private static final String OVERDUE = """
            select owner_id, id from contact
            where binned_at is not null and binned_at <= kith_now() - interval '30 days'
            order by binned_at
            limit ?
            """;

    private final SystemDatabase database;
    private final CurrentOwner owner;
    private final ContactService contacts;

    BinJob(SystemDatabase database, CurrentOwner owner, ContactService contacts) {
        this.database = database;
        this.owner = owner;
        this.contacts = contacts;
    }

    @Scheduled(every = "10m", delayed = "1m", concurrentExecution = ConcurrentExecution.SKIP, skipExecutionIf = BackgroundWork.Off.class)
    void run() throws SQLException {
        List<Owned> batch;
        do {
            batch = Owned.by(database, OVERDUE, BATCH);
            for (var contact : batch) {
                try {
                    owner.acting(contact.ownerId(), () -> {
                        contacts.erase(contact.id(), ExpectedVersion.any());
                        return null;
                    });
                } catch (ContactNotFoundException erasedMeanwhile) {
                    LOG.debug("A contact of the bin was erased by another process");
                }
            }
        } while (batch.size() == BATCH);
    }
}
