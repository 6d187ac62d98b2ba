package dev.kith.owner;

import java.sql.Connection;
import java.sql.SQLException;

import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalPoolInterceptor;

/**
 * Second layer of tenancy: tells PostgreSQL's row security whom the transaction acts for. Runs once per transaction,
 * after the connection was enlisted; the setting ends with the transaction, so that nothing leaks through the pool.
 */
@ApplicationScoped
class OwnerOnConnection implements AgroalPoolInterceptor {

    private final CurrentOwner owner;
    private final TransactionConfig config;

    OwnerOnConnection(CurrentOwner owner, TransactionConfig config) {
        this.owner = owner;
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
            try (var set = connection.prepareStatement(
                    "select set_config('kith.owner_id', ?, true), set_config('lock_timeout', ?, true)")) {
                set.setString(1, id.toString());
                set.setString(2, config.lockTimeout().toMillis() + "ms");
                set.execute();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the owner of the transaction could not be set", e);
        }
    }
}
