package dev.kith.eventlog;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.kith.owner.CurrentOwner;
import dev.kith.trace.Traces;
import io.agroal.api.AgroalDataSource;

/** The door to the log: events become part of the transaction that makes them true. */
@ApplicationScoped
public class EventLog {

    private static final String APPEND = """
            insert into outbox (owner_id, event_id, type, subject, occurred_at, traceparent, data) values (?, ?, ?, ?, ?, ?, ?)
            """;

    private final AgroalDataSource database;
    private final CurrentOwner owner;
    private final ObjectMapper json;
    private final TransactionSynchronizationRegistry transaction;
    private final Event<Appended> appended;

    EventLog(AgroalDataSource database, CurrentOwner owner, ObjectMapper json,
            TransactionSynchronizationRegistry transaction, Event<Appended> appended) {
        this.database = database;
        this.owner = owner;
        this.json = json;
        this.transaction = transaction;
        this.appended = appended;
    }

    /** There are new committed rows in the outbox. Fired after the commit, in the process that committed. */
    public record Appended() {
    }

    /**
     * These events, of all owners and in their order, have their place in the log now. Fired in every process, on the one
     * thread that follows the log: whoever observes it only takes a note. A process that begins is not told what was before.
     */
    public record Sequenced(List<LoggedEvent> events) {
    }

    /**
     * Appends what happened to the running transaction, after the rows that changed were locked, in the order given.
     *
     * @throws jakarta.transaction.TransactionalException if no transaction is running
     */
    @Transactional(TxType.MANDATORY)
    public void append(Collection<? extends DomainEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        try (var connection = database.getConnection()) {
            append(connection, Map.of(owner.id(), List.copyOf(events)));
        } catch (SQLException e) {
            throw new IllegalStateException("events were not appended", e);
        }
        transaction.registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {
                // nothing is left to do: the rows are written
            }

            @Override
            public void afterCompletion(int status) {
                if (status == Status.STATUS_COMMITTED) {
                    announce();
                }
            }
        });
    }

    /** @see #append(Collection) */
    @Transactional(TxType.MANDATORY)
    public void append(DomainEvent event) {
        append(List.of(event));
    }

    /**
     * Appends events of several owners through a job's own connection and transaction. The caller calls
     * {@link #announce} after its commit.
     */
    public void append(Connection connection, Map<UUID, ? extends Collection<? extends DomainEvent>> eventsByOwner)
            throws SQLException {
        var traceparent = Traces.current();
        try (var insert = connection.prepareStatement(APPEND)) {
            for (var entry : eventsByOwner.entrySet()) {
                for (var event : entry.getValue()) {
                    insert.setObject(1, entry.getKey());
                    insert.setObject(2, event.id(entry.getKey()));
                    insert.setString(3, event.type());
                    insert.setObject(4, event.subject());
                    insert.setObject(5, event.time().atOffset(ZoneOffset.UTC));
                    insert.setString(6, traceparent);
                    insert.setBytes(7, bytes(event));
                    insert.addBatch();
                }
            }
            insert.executeBatch();
        }
    }

    /** Wakes the sequencer of this process. */
    public void announce() {
        appended.fire(new Appended());
    }

    private byte[] bytes(DomainEvent event) {
        try {
            return json.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("event of type " + event.type() + " cannot be written as JSON", e);
        }
    }
}
