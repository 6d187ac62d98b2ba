package dev.kith.process;

import java.sql.Connection;
import java.sql.SQLException;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;

/** Looked up when there is work: in a process that has none, the pool is not active. */
@ApplicationScoped
class SystemPool implements SystemDatabase {

    private final Instance<AgroalDataSource> pool;

    SystemPool(@DataSource("system") Instance<AgroalDataSource> pool) {
        this.pool = pool;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return pool.get().getConnection();
    }
}
