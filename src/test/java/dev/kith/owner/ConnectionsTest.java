package dev.kith.owner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;

import jakarta.inject.Inject;
import jakarta.transaction.RollbackException;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

import dev.kith.support.Database;
import dev.kith.support.Guard;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.narayana.jta.QuarkusTransactionException;
import io.quarkus.test.junit.QuarkusTest;

/** However a transaction ends, its connection goes back into the pool knowing nobody. */
@QuarkusTest
class ConnectionsTest {

    /** What a transaction finds that acts for nobody. */
    private static final String LEFT = """
            select coalesce(nullif(current_setting('kith.owner_id', true), ''), 'nobody') || ' ' || current_setting('lock_timeout')
            """;

    @Inject
    AgroalDataSource database;

    @Inject
    CurrentOwner owner;

    @ConfigProperty(name = "quarkus.datasource.jdbc.max-size")
    int connections;

    private final UUID somebody = UUID.randomUUID();

    /** Work of a transaction, which may fail. */
    private interface Work {
        void with(Connection connection) throws Exception;
    }

    @Test
    void a_transaction_knows_whom_it_acts_for() {
        act(connection -> {
            assertEquals(somebody.toString(), ask(connection, "select current_setting('kith.owner_id')"));
            assertEquals(somebody.toString(), ask(connection, "select kith_current_owner()"));
        });
    }

    @Test
    void nothing_is_left_by_one_that_was_committed() throws Exception {
        everyConnection(connection -> ask(connection, "select 1"));
        assertNothingLeft();
    }

    @Test
    void nothing_is_left_by_one_that_was_rolled_back() throws Exception {
        everyConnection(connection -> {
            ask(connection, "select 1");
            QuarkusTransaction.setRollbackOnly();
        });
        assertNothingLeft();
    }

    @Test
    void nothing_is_left_by_one_that_failed() throws Exception {
        everyConnection(connection -> refused("22012", connection, "select 1 / 0"));
        everyConnection(connection -> refused("42501", connection, "delete from outbox"));
        assertNothingLeft();
    }

    @Test
    void nothing_is_left_by_one_that_was_cancelled() throws Exception {
        everyConnection(connection -> {
            var pid = ask(connection, "select pg_backend_pid()");
            var cancelling = new Thread(() -> cancel(pid));
            cancelling.start();
            refused("57014", connection, "select pg_sleep(20)");
            cancelling.join();
        });
        assertNothingLeft();
    }

    private static void cancel(String pid) {
        try (var superuser = Database.asSuperuser();
                var cancel = superuser.prepareStatement("select pg_cancel_backend(pid) from pg_stat_activity"
                        + " where pid = ? and wait_event = 'PgSleep'")) {
            cancel.setInt(1, Integer.parseInt(pid));
            while (!cancel.executeQuery().next()) {
                Thread.onSpinWait();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void nothing_is_left_by_one_that_waited_too_long_for_a_lock() throws Exception {
        try (var holder = Database.asSuperuser(); var hold = holder.createStatement()) {
            holder.setAutoCommit(false);
            hold.execute("select pg_advisory_xact_lock(4711)");
            everyConnection(connection -> {
                try (var set = connection.createStatement()) {
                    set.execute("set local lock_timeout = '20ms'"); // not to wait as long as requests do
                }
                refused("55P03", connection, "select pg_advisory_xact_lock(4711)");
            });
            holder.rollback();
        }
        assertNothingLeft();
    }

    /** It is prepared once on each connection, for whoever comes. */
    @Test
    void a_prepared_statement_shows_everybody_their_own_rows() throws Exception {
        var people = List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
        for (int i = 0; i < 12; i++) {
            for (var person : people) {
                owner.acting(person, () -> transaction(connection -> {
                    try (var insert = connection.prepareStatement(
                            "insert into tag (owner_id, id, name, name_key) values (kith_current_owner(), ?, ?, ?)")) {
                        var name = UUID.randomUUID().toString();
                        insert.setObject(1, UUID.randomUUID());
                        insert.setString(2, name);
                        insert.setString(3, name);
                        insert.executeUpdate();
                    }
                    if (Guard.inForce() != Guard.HIBERNATE) {
                        assertEquals(person.toString(),
                                ask(connection, "select string_agg(distinct owner_id::text, ' ') from tag"));
                    }
                }));
            }
        }
    }

    @Test
    void nothing_can_be_put_aside_for_the_next_one() throws Exception {
        everyConnection(connection -> refused("42501", connection, "create temporary table mine (name text)"));
        everyConnection(connection -> refused("42501", connection, "create table mine (name text)"));
        everyConnection(connection -> refused("42501", connection, "create function pg_temp.mine() returns int return 1"));
    }

    @Test
    void without_a_transaction_nothing_is_read() {
        assertThrows(IllegalStateException.class, () -> owner.acting(somebody, () -> {
            try (var connection = database.getConnection()) {
                return connection.isValid(1);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }));
    }

    private void act(Work work) {
        owner.acting(somebody, () -> transaction(work));
    }

    /** Ends with the last one that had a connection: until then each has one of its own. */
    private void everyConnection(Work work) throws Exception {
        var barrier = new CyclicBarrier(connections);
        inParallel(() -> {
            act(connection -> {
                barrier.await();
                work.with(connection);
                barrier.await();
            });
            return "";
        });
    }

    private void assertNothingLeft() throws Exception {
        var barrier = new CyclicBarrier(connections);
        var pids = new TreeSet<String>();
        var left = inParallel(() -> {
            var found = new ArrayList<String>();
            transaction(connection -> {
                barrier.await();
                found.add(ask(connection, LEFT));
                synchronized (pids) {
                    pids.add(ask(connection, "select pg_backend_pid()"));
                }
                barrier.await();
            });
            return found.get(0);
        });
        assertEquals(connections, pids.size());
        assertEquals(Set.of("nobody 0"), new TreeSet<>(left));
    }

    private List<String> inParallel(Callable<String> work) throws Exception {
        var threads = Executors.newFixedThreadPool(connections);
        try {
            var results = new ArrayList<String>();
            for (var one : threads.invokeAll(Collections.nCopies(connections, work))) {
                results.add(one.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private Void transaction(Work work) {
        try {
            return QuarkusTransaction.requiringNew().call(() -> {
                try (var connection = database.getConnection()) {
                    work.with(connection);
                    return null;
                }
            });
        } catch (QuarkusTransactionException e) {
            if (e.getCause() instanceof RollbackException) {
                return null; // it was asked for
            }
            throw e;
        }
    }

    private static void refused(String state, Connection connection, String sql) throws SQLException {
        QuarkusTransaction.setRollbackOnly(); // what failed cannot be committed
        try (var statement = connection.createStatement()) {
            assertEquals(state, assertThrows(SQLException.class, () -> statement.execute(sql), sql).getSQLState());
        }
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (var select = connection.prepareStatement(sql); var row = select.executeQuery()) {
            assertTrue(row.next());
            return row.getString(1);
        }
    }
}
