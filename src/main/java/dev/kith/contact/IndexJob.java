package dev.kith.contact;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import dev.kith.owner.CurrentOwner;
import dev.kith.owner.Owned;
import dev.kith.process.BackgroundWork;
import dev.kith.process.SystemDatabase;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;

/**
 * Makes contacts that were written by an older version of Kith to be found like all others: what they are found by is computed
 * in Java, and so not by a migration. Looks at all of them after the start, and then for those that an older version writes
 * beside this one.
 */
@ApplicationScoped
class IndexJob {

    private static final Logger LOG = Logger.getLogger(IndexJob.class);
    private static final int BATCH = 500;
    private static final Owned FIRST = new Owned(new UUID(0, 0), new UUID(0, 0));

    private static final String NOT_FOUND = """
            select c.owner_id, c.id from contact c
            where (c.owner_id, c.id) > (?, ?)
              and not exists (select from contact_search s where s.owner_id = c.owner_id and s.contact_id = c.id
                                and s.edition >= ?)
            order by c.owner_id, c.id
            limit ?
            """;

    /** By an index that has nobody else in it. */
    private static final String OUTDATED = """
            select owner_id, contact_id as id from contact_search
            where edition < %d and (owner_id, contact_id) > (?, ?)
            order by owner_id, contact_id
            limit ?
            """.formatted(ContactIndex.EDITION);

    private final SystemDatabase database;
    private final CurrentOwner owner;
    private final ContactService contacts;
    private boolean allFound;

    IndexJob(SystemDatabase database, CurrentOwner owner, ContactService contacts) {
        this.database = database;
        this.owner = owner;
        this.contacts = contacts;
    }

    @Scheduled(every = "1m", delayed = "3s", concurrentExecution = ConcurrentExecution.SKIP, skipExecutionIf = BackgroundWork.Off.class)
    void run() throws SQLException {
        if (allFound) {
            index(this::outdated);
        } else {
            allFound = index(this::notFound);
        }
    }

    /** Some contacts behind a place. */
    private interface Batches {
        List<Owned> behind(Owned place) throws SQLException;
    }

    /** Goes on behind an owner whose contacts could not be indexed. @return whether there was none */
    private boolean index(Batches those) throws SQLException {
        var all = true;
        for (var batch = those.behind(FIRST); !batch.isEmpty(); batch = those.behind(batch.get(batch.size() - 1))) {
            for (var owned : batch.stream().collect(Collectors.groupingBy(Owned::ownerId)).entrySet()) {
                try {
                    owner.acting(owned.getKey(), () -> {
                        contacts.index(owned.getValue().stream().map(Owned::id).toList());
                        return null;
                    });
                } catch (RuntimeException e) {
                    all = false;
                    LOG.warnf("%d contacts are not found as others are yet and will be taken up again: %s",
                            owned.getValue().size(),
                            e.getClass().getName());
                }
            }
        }
        return all;
    }

    private List<Owned> notFound(Owned place) throws SQLException {
        return Owned.by(database, NOT_FOUND, place.ownerId(), place.id(), ContactIndex.EDITION, BATCH);
    }

    private List<Owned> outdated(Owned place) throws SQLException {
        return Owned.by(database, OUTDATED, place.ownerId(), place.id(), BATCH);
    }
}
