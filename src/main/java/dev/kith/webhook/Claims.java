package dev.kith.webhook;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kith.eventlog.EventFilter;
import dev.kith.eventlog.EventLog;
import dev.kith.eventlog.EventReader;
import dev.kith.eventlog.LogCursor;
import dev.kith.eventlog.LogReader;
import dev.kith.eventlog.Stretch;
import dev.kith.process.SystemDatabase;
import dev.kith.webhook.Delivery.Kind;
import dev.kith.webhook.Delivery.Status;
import dev.kith.webhook.Webhook.DisabledReason;
import dev.kith.webhook.Webhook.MissedReason;

/**
 * Who sends to which endpoint, and how far that is. A claim is a time until which nobody else looks at the endpoint, and every
 * word about it says so again; who is not heard of until then has lost it, and finds its lease gone when it comes back.
 */
@ApplicationScoped
class Claims implements LogReader {

    /** Connections that this package takes from the pool of all jobs. */
    private static final int MOST_CONNECTIONS = 3;

    /** Events that one pass looks through for whom to wake. */
    private static final int WAKE_BATCH = 10_000;

    /** One process at a time; none waits for another. And no plan that reads all endpoints for the few that are woken. */
    private static final String WAKING = """
            select position, set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
                   set_config('enable_mergejoin', 'off', true)
            from webhook_wake where id = 1 for update skip locked
            """;

    /** Where nothing was to be done, there was nothing of the owner's up to where the log was looked through before. */
    static final String WAKE = """
            with news as materialized (
                select owner_id, type, position from event_log where position > ? order by position limit ?
            ), owners as materialized (
                select owner_id, array_agg(distinct type) as types from news group by owner_id
            ), woken as (
                update webhook set nudged = true, due_at = coalesce(due_at, kith_now()),
                    position = case when due_at is null then greatest(webhook.position, ?) else webhook.position end
                from owners
                where webhook.owner_id = owners.owner_id and disabled_reason is null and not (nudged and due_at is not null)
                  and (webhook.types is null or webhook.types && owners.types)
            )
            update webhook_wake set position = greatest(position, (select max(position) from news))
            where id = 1
            returning (select count(*) from news)
            """;

    /** Of an account that was closed, something may be left to be erased, and nothing to be sent. */
    static final String CLAIM = """
            update webhook set due_at = kith_now() + make_interval(secs => ?), lease = ?, nudged = false
            where ctid = any (array(
                select ctid from webhook
                where due_at <= kith_now()
                  and not exists (select from account where account.owner_id = webhook.owner_id and closed_at is not null)
                order by due_at limit ? for no key update skip locked))
            returning owner_id, id, lease, url, types, epoch, position, kith_now() as now, array(
                select secret from webhook_secret signing
                where signing.owner_id = webhook.owner_id and signing.webhook_id = webhook.id
                  and (signs_until is null or signs_until > kith_now())
                order by signs_until desc nulls first) as secrets
            """;

    private static final String PENDING = """
            select id, kind, position, event_id, attempts, extract(epoch from kith_now() - created_at),
                   extract(epoch from next_attempt_at - kith_now())
            from webhook_delivery
            where owner_id = ? and webhook_id = ? and status = 'PENDING'
            order by id
            """;

    /** Whether it still belongs to us, which is why it comes first. */
    private static final String RECORD = """
            with held as (
                update webhook set position = greatest(position, ?), due_at = kith_now() + make_interval(secs => ?),
                    failing_since = case when ? then case when ? then null else coalesce(failing_since, kith_now()) end
                                         else failing_since end
                where owner_id = ? and id = ? and lease = ?
                returning owner_id, id, failing_since
            ), recorded as (
                insert into webhook_delivery as known (owner_id, webhook_id, id, kind, position, event_id, type, status,
                    attempts, created_at, last_attempt_at, next_attempt_at, response_status, duration, failure)
                select owner_id, id, ?, ?, ?, ?, ?, ?, ?, kith_now() - make_interval(secs => ?), kith_now(),
                       kith_now() + make_interval(secs => ?), ?, make_interval(secs => ?), ?
                from held
                on conflict (owner_id, webhook_id, id) do update set (status, attempts, last_attempt_at, next_attempt_at,
                        response_status, duration, failure)
                    = (excluded.status, excluded.attempts, excluded.last_attempt_at, excluded.next_attempt_at,
                        excluded.response_status, excluded.duration, excluded.failure)
            )
            select failing_since, failing_since <= kith_now() - make_interval(secs => ?) from held
            """;

    private static final String RELEASE = """
            update webhook set position = greatest(position, ?), lease = null,
                due_at = case when nudged or ? then kith_now() else kith_now() + make_interval(secs => ?) end
            where owner_id = ? and id = ? and lease = ?
            """;

    private static final String MISSED = """
            update webhook set epoch = ?, position = ?, missed_at = kith_now(), missed_reason = ?
            where owner_id = ? and id = ? and lease = ?
            returning missed_at
            """;

    private static final String DISABLE = """
            update webhook set disabled_reason = ?, due_at = null, lease = null
            where owner_id = ? and id = ? and lease = ?
            returning failing_since, kith_now()
            """;

    private static final String OVERTAKE = """
            update webhook_delivery set status = 'FAILED', next_attempt_at = null, failure = coalesce(failure, 'OVERTAKEN')
            where owner_id = ? and webhook_id = ? and status = 'PENDING'
            """;

    private static final String PURGE = """
            delete from webhook_delivery where ctid = any (array(
                select ctid from webhook_delivery where created_at <= kith_now() - make_interval(secs => ?) and status <> 'PENDING'
                order by created_at limit ?))
            """;

    /** Up to where everybody is done. Where nothing is to be done, nothing is needed but what was not looked through. */
    private static final String DEALT_WITH = """
            select least((select position from webhook_wake where id = 1),
                         (select min(position) from webhook where due_at is not null))
            """;

    private static final String WAITING = """
            select greatest(extract(epoch from kith_now() - min(due_at)), 0) from webhook where due_at is not null
            """;

    private final SystemDatabase database;
    private final EventReader reader;
    private final EventLog events;
    private final WebhookConfig config;
    private final Semaphore connections = new Semaphore(MOST_CONNECTIONS);

    Claims(SystemDatabase database, EventReader reader, EventLog events, WebhookConfig config) {
        this.database = database;
        this.reader = reader;
        this.events = events;
        this.config = config;
    }

    /** Somebody else has it, or it is not there anymore. */
    static final class LeaseLost extends Exception {
    }

    /**
     * Something that waits to be sent, or to be sent again.
     *
     * @param position null: a test
     * @param since it waits
     * @param in how long it is to be tried; not positive: now
     */
    record Pending(UUID id, Kind kind, Long position, UUID eventId, int attempts, Duration since, Duration in) {
    }

    /**
     * What is known after an attempt.
     *
     * @param position of the event; null: a test
     * @param next in how long it is tried again; null: not at all
     * @param since the first attempt
     */
    record Attempt(UUID deliveryId, Kind kind, Long position, UUID eventId, String type, int attempts, Duration since,
            Outcome outcome, Duration next) {

        Status status() {
            return outcome.isDelivered() ? Status.DELIVERED : next == null ? Status.FAILED : Status.PENDING;
        }

        /** Whether the endpoint goes on to the next event of the log. */
        boolean isDone() {
            return kind == Kind.EVENT && status() != Status.PENDING && outcome.failure() != Failure.GONE;
        }
    }

    /** Looks through the log for whom to wake. @return whether there may be more */
    boolean wake() throws SQLException, InterruptedException {
        return inTransaction(connection -> {
            try (var waking = connection.prepareStatement(WAKING); var row = waking.executeQuery()) {
                if (!row.next()) {
                    return false;
                }
                try (var wake = connection.prepareStatement(WAKE)) {
                    wake.setLong(1, row.getLong(1));
                    wake.setInt(2, WAKE_BATCH);
                    wake.setLong(3, row.getLong(1));
                    try (var woken = wake.executeQuery()) {
                        woken.next();
                        return woken.getInt(1) == WAKE_BATCH;
                    }
                }
            }
        });
    }

    /** Endpoints that have waited longest, for this process. */
    List<Endpoint> claim(int most) throws SQLException, InterruptedException {
        return with(CLAIM, claim -> {
            claim.setDouble(1, seconds(config.lease()));
            claim.setObject(2, UUID.randomUUID());
            claim.setInt(3, most);
            try (var row = claim.executeQuery()) {
                var claimed = new ArrayList<Endpoint>();
                while (row.next()) {
                    claimed.add(Endpoint.of(row));
                }
                return claimed;
            }
        });
    }

    List<Pending> pending(Endpoint endpoint) throws SQLException, InterruptedException {
        return with(PENDING, select -> {
            select.setObject(1, endpoint.ownerId());
            select.setObject(2, endpoint.id());
            try (var row = select.executeQuery()) {
                var pending = new ArrayList<Pending>();
                while (row.next()) {
                    pending.add(new Pending(row.getObject(1, UUID.class), Kind.valueOf(row.getString(2)),
                            row.getObject(3, Long.class), row.getObject(4, UUID.class), row.getInt(5),
                            duration(row.getDouble(6)), duration(row.getDouble(7))));
                }
                return pending;
            }
        });
    }

    /** @param place null: the beginning */
    Stretch read(Endpoint endpoint, LogCursor place, EventFilter filter, int most) throws SQLException, InterruptedException {
        return inTransaction(connection -> reader.after(connection, endpoint.ownerId(), place, filter, most));
    }

    /**
     * Writes down what came of an attempt, and holds the endpoint for another while. Whoever is not wanted anymore, or has
     * failed for too long, is disabled.
     *
     * @return whether it goes on
     */
    boolean record(Endpoint endpoint, Attempt attempt) throws SQLException, InterruptedException, LeaseLost {
        var held = with(RECORD, write -> {
            bind(write, endpoint, attempt);
            try (var row = write.executeQuery()) {
                return row.next() ? Optional.of(row.getBoolean(2)) : Optional.<Boolean> empty();
            }
        });
        var hasFailedForTooLong = held.orElseThrow(LeaseLost::new);
        if (attempt.outcome().failure() == Failure.GONE) {
            disable(endpoint, DisabledReason.GONE);
        } else if (hasFailedForTooLong && attempt.kind() == Kind.EVENT && !attempt.outcome().isDelivered()) {
            disable(endpoint, DisabledReason.FAILING);
        } else {
            return true;
        }
        return false;
    }

    private void bind(PreparedStatement write, Endpoint endpoint, Attempt attempt) throws SQLException {
        var counts = attempt.kind() == Kind.EVENT;
        write.setLong(1, attempt.isDone() ? attempt.position() : 0);
        write.setDouble(2, seconds(config.lease()));
        write.setBoolean(3, counts);
        write.setBoolean(4, attempt.outcome().isDelivered());
        write.setObject(5, endpoint.ownerId());
        write.setObject(6, endpoint.id());
        write.setObject(7, endpoint.lease());
        write.setObject(8, attempt.deliveryId());
        write.setString(9, attempt.kind().name());
        write.setObject(10, attempt.position(), Types.BIGINT);
        write.setObject(11, attempt.eventId());
        write.setString(12, attempt.type());
        write.setString(13, attempt.status().name());
        write.setInt(14, attempt.attempts());
        write.setDouble(15, seconds(attempt.since()));
        if (attempt.status() == Status.PENDING) {
            write.setDouble(16, seconds(attempt.next()));
        } else {
            write.setNull(16, Types.DOUBLE);
        }
        write.setObject(17, attempt.outcome().status(), Types.INTEGER);
        write.setDouble(18, seconds(attempt.outcome().took()));
        write.setString(19, attempt.outcome().isDelivered() ? null : attempt.outcome().failure().name());
        write.setDouble(20, seconds(config.disableAfter()));
    }

    /** @param in how long to look at it again; null: when something comes up */
    void release(Endpoint endpoint, long position, boolean more, Duration in) throws SQLException, InterruptedException {
        with(RELEASE, release -> {
            release.setLong(1, position);
            release.setBoolean(2, more);
            if (in == null) {
                release.setNull(3, Types.DOUBLE);
            } else {
                release.setDouble(3, seconds(in));
            }
            release.setObject(4, endpoint.ownerId());
            release.setObject(5, endpoint.id());
            release.setObject(6, endpoint.lease());
            return release.executeUpdate();
        });
    }

    /** It goes on elsewhere, and says so: here, and in the log. */
    void missed(Endpoint endpoint, MissedReason reason, UUID epoch, long position)
            throws SQLException, InterruptedException, LeaseLost {
        var known = inTransaction(connection -> {
            try (var update = connection.prepareStatement(MISSED)) {
                update.setObject(1, epoch);
                update.setLong(2, position);
                update.setString(3, reason.name());
                update.setObject(4, endpoint.ownerId());
                update.setObject(5, endpoint.id());
                update.setObject(6, endpoint.lease());
                try (var row = update.executeQuery()) {
                    return row.next()
                            && append(connection, endpoint, new WebhookEvents.Missed(endpoint.id(), reason, instant(row, 1)));
                }
            }
        });
        if (!known) {
            throw new LeaseLost();
        }
        events.announce();
    }

    private void disable(Endpoint endpoint, DisabledReason reason) throws SQLException, InterruptedException {
        inTransaction(connection -> {
            try (var update = connection.prepareStatement(DISABLE); var fail = connection.prepareStatement(OVERTAKE)) {
                update.setString(1, reason.name());
                update.setObject(2, endpoint.ownerId());
                update.setObject(3, endpoint.id());
                update.setObject(4, endpoint.lease());
                fail.setObject(1, endpoint.ownerId());
                fail.setObject(2, endpoint.id());
                try (var row = update.executeQuery()) {
                    return row.next() && fail.executeUpdate() >= 0 && append(connection, endpoint,
                            new WebhookEvents.Disabled(endpoint.id(), reason, instant(row, 1), instant(row, 2)));
                }
            }
        });
        events.announce();
    }

    private boolean append(Connection connection, Endpoint endpoint, WebhookEvents event) throws SQLException {
        events.append(connection, Map.of(endpoint.ownerId(), List.of(event)));
        return true;
    }

    /** What was done with long ago. @return how much that was, at most {@code most} */
    int purge(int most) throws SQLException, InterruptedException {
        return with(PURGE, purge -> {
            purge.setDouble(1, seconds(config.keepDeliveries()));
            purge.setInt(2, most);
            return purge.executeUpdate();
        });
    }

    @Override
    public long needsFrom() throws SQLException {
        try {
            return with(DEALT_WITH, Claims::number).longValue() + 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("stopped while asking", e);
        }
    }

    /** For how long the endpoint that has waited longest has, in seconds. */
    double waiting() throws SQLException, InterruptedException {
        return with(WAITING, Claims::number).doubleValue();
    }

    private static Number number(PreparedStatement select) throws SQLException {
        try (var row = select.executeQuery()) {
            row.next();
            return row.getBigDecimal(1) == null ? 0 : row.getBigDecimal(1);
        }
    }

    private interface Work<T> {
        T with(PreparedStatement statement) throws SQLException;
    }

    private interface Transaction<T> {
        T with(Connection connection) throws SQLException;
    }

    private <T> T with(String sql, Work<T> work) throws SQLException, InterruptedException {
        connections.acquire();
        try (var connection = database.getConnection(); var statement = connection.prepareStatement(sql)) {
            return work.with(statement);
        } finally {
            connections.release();
        }
    }

    private <T> T inTransaction(Transaction<T> work) throws SQLException, InterruptedException {
        connections.acquire();
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                var result = work.with(connection);
                connection.commit();
                return result;
            } finally {
                connection.rollback(); // nothing, once it was committed
            }
        } finally {
            connections.release();
        }
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        var at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
