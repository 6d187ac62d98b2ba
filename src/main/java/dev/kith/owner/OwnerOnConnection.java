package dev.kith.owner;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.agroal.api.AgroalPoolInterceptor;

/**
 * Second layer of tenancy: tells PostgreSQL's row security whom the transaction acts for. Runs once per transaction,
 * after the connection was enlisted; the setting ends with the transaction, so that nothing leaks through the pool.
 * <p>
 * Transactions of one owner run beside one another, and none beside the one that closes the account.
 */
@ApplicationScoped
class OwnerOnConnection implements AgroalPoolInterceptor {

    private static final Logger LOG = Logger.getLogger(OwnerOnConnection.class);

    /**
     * No lock in time, a deadlock, an account that was closed meanwhile, or a cancelled statement: the transaction has ended
     * without having begun.
     */
    private static final Set<String> OF_THE_MOMENT = Set.of("55P03", "40P01", "40001", "57014");

    private final CurrentOwner owner;
    private final KnownOwners known;
    private final TransactionConfig config;

    OwnerOnConnection(CurrentOwner owner, KnownOwners known, TransactionConfig config) {
        this.owner = owner;
        this.known = known;
        this.config = config;
    }

    @Override
    public void onConnectionAcquire(Connection connection) {
        var id = owner.idOrNull();
        if (id == null) {
            return; // at start, and in probes: row security shows nothing
        }
        try {
            if (connection.getAutoCommit()) {
                throw new IllegalStateException("an owner's data is read and written in transactions only");
            }
            var footing = owner.footing();
            if (footing == Footing.AT_ONE_MOMENT) {
                seeOneMoment(connection);
            }
            try (var begin = connection.prepareStatement(footing.begin())) {
                if (!begin(begin, id) && owner.isAsking()) {
                    known.remove(id);
                    abort(connection);
                }
            }
        } catch (SQLException e) {
            if (!OF_THE_MOMENT.contains(String.valueOf(e.getSQLState()))) {
                throw new IllegalStateException("the owner of the transaction could not be set", e);
            }
        }
    }

    private static void seeOneMoment(Connection connection) throws SQLException {
        try (var isolation = connection.createStatement()) {
            isolation.execute("set transaction isolation level repeatable read");
        }
    }

    /**
     * PostgreSQL refuses all that follows in the transaction, as it does when the lock could not be had, and the request is
     * told
     * to come again. The pool does not survive an exception from here: it would pass the connection on while it is enlisted.
     */
    private static void abort(Connection connection) {
        try (var statement = connection.createStatement()) {
            statement.execute("select 1 / 0");
        } catch (SQLException e) {
            LOG.debugf("the account was closed at this moment: SQL state %s", e.getSQLState());
        }
    }

    /** @return whether the owner has an account */
    private boolean begin(PreparedStatement begin, UUID id) throws SQLException {
        begin.setString(1, id.toString());
        begin.setString(2, config.lockTimeout().toMillis() + "ms");
        begin.setString(3, "account of " + id);
        begin.setObject(4, id);
        begin.execute();
        begin.getMoreResults();
        try (var row = begin.getResultSet()) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
