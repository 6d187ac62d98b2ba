package dev.kith.warmth;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;

import org.jboss.logging.Logger;

import dev.kith.eventlog.DomainEvent;
import dev.kith.eventlog.EventLog;
import dev.kith.process.BackgroundWork;
import dev.kith.process.SystemDatabase;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;

/**
 * Applies changed settings to contacts, batch by batch. Where a batch ended is committed with it, so that any process goes
 * on after a crash, and nothing is done twice.
 */
@ApplicationScoped
class RecomputeJob {

    private static final Logger LOG = Logger.getLogger(RecomputeJob.class);

    private static final String NEXT = """
            select r.owner_id, r.id, r.tag_id, r.cause, r.after_contact_id,
                   exists (select from tag t where t.owner_id = r.owner_id and t.id = r.tag_id and t.doomed) as takes_tag_off
            from recompute r
            order by r.requested_at
            limit 1
            for no key update skip locked
            """;

    private static final String EVERYBODY = """
            select contact_id from warmth
            where owner_id = ? and contact_id > coalesce(?, '00000000-0000-0000-0000-000000000000'::uuid)
            order by contact_id limit ?
            """;

    private static final String TAGGED = """
            select contact_id from contact_tag
            where owner_id = ? and contact_id > coalesce(?, '00000000-0000-0000-0000-000000000000'::uuid) and tag_id = ?
            order by contact_id limit ?
            """;

    private static final String PROGRESS = """
            update recompute set done = done + ?, after_contact_id = ? where owner_id = ? and id = ?
            """;

    // whom an earlier change of a doomed tag has reached is still to be told that the tag is gone
    private static final String DONE = """
            with done as (delete from recompute where owner_id = ? and id = ? returning owner_id, tag_id, requested_at)
            delete from tag using done
            where tag.owner_id = done.owner_id and tag.id = done.tag_id and tag.doomed
              and not exists (select from recompute later
                              where later.owner_id = done.owner_id and later.tag_id = done.tag_id
                                and later.requested_at > done.requested_at)
            """;

    private final SystemDatabase database;
    private final WarmthRepository relationships;
    private final EventLog events;
    private final Event<TagTakenOff> takenOff;
    private final WarmthConfig config;
    private final BackgroundWork background;

    RecomputeJob(SystemDatabase database, WarmthRepository relationships, EventLog events,
            Event<TagTakenOff> takenOff, WarmthConfig config, BackgroundWork background) {
        this.database = database;
        this.relationships = relationships;
        this.events = events;
        this.takenOff = takenOff;
        this.config = config;
        this.background = background;
    }

    void atOnce(@Observes(during = TransactionPhase.AFTER_SUCCESS) Recomputes.Requested requested) {
        background.soon(this::run);
    }

    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP, skipExecutionIf = BackgroundWork.Off.class)
    void run() {
        try {
            while (batch()) {
                events.announce();
            }
        } catch (SQLException e) {
            LOG.warnf("Recompute stopped and will be taken up again: SQL state %s", e.getSQLState());
        }
    }

    /** @return whether there was something to do */
    boolean batch() throws SQLException {
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                var next = next(connection);
                if (next != null) {
                    batch(connection, next);
                }
                connection.commit();
                return next != null;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    private record Recompute(UUID ownerId, UUID id, UUID tagId, Cause cause, UUID afterContactId, boolean takesTagOff) {
    }

    private static Recompute next(Connection connection) throws SQLException {
        try (var select = connection.prepareStatement(NEXT); var row = select.executeQuery()) {
            return !row.next() ? null
                    : new Recompute(row.getObject("owner_id", UUID.class), row.getObject("id", UUID.class),
                            row.getObject("tag_id", UUID.class), Cause.valueOf(row.getString("cause")),
                            row.getObject("after_contact_id", UUID.class), row.getBoolean("takes_tag_off"));
        }
    }

    private void batch(Connection connection, Recompute recompute) throws SQLException {
        var contactIds = contactIds(connection, recompute);
        if (!contactIds.isEmpty()) {
            relationships.lock(connection, recompute.ownerId(), contactIds);
            var known = relationships.known(connection, recompute.ownerId(), contactIds);
            var changed = new ArrayList<Relationship>();
            List<DomainEvent> happened = new ArrayList<>();
            for (var one : known) {
                var relationship = one.relationship();
                var before = relationship.reading();
                relationship.take(Reading.of(one.facts(), one.snooze()), one.now(),
                        new Batch(recompute.id(), recompute.cause()));
                if (!relationship.reading().equals(before) || !relationship.events().isEmpty()) {
                    changed.add(relationship);
                    happened.addAll(relationship.events());
                }
            }
            relationships.write(connection, changed);
            if (recompute.takesTagOff()) {
                takenOff.fire(new TagTakenOff(connection, recompute.ownerId(), contactIds));
            }
            events.append(connection, Map.of(recompute.ownerId(), happened));
            progress(connection, recompute, contactIds);
        }
        if (contactIds.size() < config.batchSize()) {
            done(connection, recompute);
        }
    }

    private List<UUID> contactIds(Connection connection, Recompute recompute) throws SQLException {
        try (var select = connection.prepareStatement(recompute.tagId() == null ? EVERYBODY : TAGGED)) {
            var parameter = 1;
            select.setObject(parameter++, recompute.ownerId());
            select.setObject(parameter++, recompute.afterContactId());
            if (recompute.tagId() != null) {
                select.setObject(parameter++, recompute.tagId());
            }
            select.setInt(parameter, config.batchSize());
            try (var rows = select.executeQuery()) {
                var ids = new ArrayList<UUID>();
                while (rows.next()) {
                    ids.add(rows.getObject(1, UUID.class));
                }
                return ids;
            }
        }
    }

    private static void progress(Connection connection, Recompute recompute, List<UUID> contactIds) throws SQLException {
        try (var update = connection.prepareStatement(PROGRESS)) {
            update.setInt(1, contactIds.size());
            update.setObject(2, contactIds.get(contactIds.size() - 1));
            update.setObject(3, recompute.ownerId());
            update.setObject(4, recompute.id());
            update.executeUpdate();
        }
    }

    private static void done(Connection connection, Recompute recompute) throws SQLException {
        try (var delete = connection.prepareStatement(DONE)) {
            delete.setObject(1, recompute.ownerId());
            delete.setObject(2, recompute.id());
            delete.executeUpdate();
        }
    }
}
