package dev.kith.warmth;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import dev.kith.support.Database;
import dev.kith.warmth.WarmthOracle.Spell;

/** What is to be seen in the database, through one connection that stays open: a model looks often. */
final class WarmthDatabase implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Connection connection = Database.asSystem();
    private final PreparedStatement look = connection.prepareStatement("""
            select kith_now() as now, exists (select from outbox where owner_id = asking.owner_id) as waiting,
                   (select max(position) from event_log where owner_id = asking.owner_id) as published, s.*
            from (select ?::uuid as owner_id) asking left join cold_spell s using (owner_id)
            order by s.contact_id, s.number
            """);
    private final PreparedStatement now = connection.prepareStatement("select kith_now() as now");
    private final PreparedStatement ahead = connection.prepareStatement("""
            update testing.clock set ahead = ahead + make_interval(secs => ?)
            """);

    WarmthDatabase() throws SQLException {
    }

    /** @param published the position of the owner's last event, 0 for none; @param spells by contact, in their order */
    record Seen(Instant now, long published, Map<String, List<Spell>> spells) {
    }

    /** The owner's spells, as soon as all the owner's events are in the log. */
    Seen awaitLog(UUID ownerId) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            look.setObject(1, ownerId);
            while (System.nanoTime() < deadline) {
                try (var rows = look.executeQuery()) {
                    rows.next();
                    if (!rows.getBoolean("waiting")) {
                        return seen(rows);
                    }
                }
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(500));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        throw new AssertionError("events stay in the outbox");
    }

    private static Seen seen(ResultSet rows) throws SQLException {
        var now = instant(rows, "now");
        var published = rows.getLong("published");
        var spells = new HashMap<String, List<Spell>>();
        do {
            var contactId = rows.getString("contact_id");
            if (contactId != null) {
                spells.computeIfAbsent(contactId, id -> new ArrayList<>())
                        .add(new Spell(rows.getInt("number"), instant(rows, "cold_at"), instant(rows, "detected_at"),
                                rows.getString("cause"), instant(rows, "closed_at"), rows.getString("close_reason")));
            }
        } while (rows.next());
        return new Seen(now, published, spells);
    }

    Instant now() {
        try (var row = now.executeQuery()) {
            row.next();
            return instant(row, "now");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As {@link dev.kith.support.TestClock#ahead}, but without a new connection each time. */
    void ahead(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("time does not go back: " + by);
        }
        try {
            ahead.setDouble(1, by.toNanos() / 1000 / 1e6);
            ahead.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        var value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
