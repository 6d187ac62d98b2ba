package dev.kith.eventlog;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalDataSource;

@ApplicationScoped
class EventsRepository {

    private static final String AFTER = """
            select head.epoch, event.*
            from log_head head
            left join lateral (
                select position, owner_id, event_id, type, subject, occurred_at, traceparent, data
                from event_log where owner_id = ? and position > ? order by position limit ?
            ) event on true
            where head.id = 1
            order by event.position
            """;

    private final AgroalDataSource database;

    EventsRepository(AgroalDataSource database) {
        this.database = database;
    }

    /** @param epoch of the log the events are in */
    record Found(UUID epoch, List<LoggedEvent> events) {
    }

    Found after(UUID ownerId, long position, int limit) {
        try (var connection = database.getConnection(); var query = connection.prepareStatement(AFTER)) {
            query.setObject(1, ownerId);
            query.setLong(2, position);
            query.setInt(3, limit);
            try (var row = query.executeQuery()) {
                UUID epoch = null;
                var events = new ArrayList<LoggedEvent>();
                while (row.next()) {
                    epoch = row.getObject("epoch", UUID.class);
                    if (row.getObject("position") != null) {
                        events.add(LoggedEvent.of(row));
                    }
                }
                return new Found(epoch, events);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the log could not be read", e);
        }
    }
}
