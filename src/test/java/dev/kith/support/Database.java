package dev.kith.support;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

import org.flywaydb.core.Flyway;

/** Plain connections to the database under test, in auto-commit. */
public final class Database {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Database() {
    }

    /** As kith_owner, who makes the tables. */
    public static Connection asOwner() throws SQLException {
        return as("owner");
    }

    /** As kith_system, who sees the rows of every owner. */
    public static Connection asSystem() throws SQLException {
        return as("system");
    }

    /** As kith_api for nobody: no row is to be seen. */
    public static Connection asApi() throws SQLException {
        return as("api");
    }

    /** As kith_api in the name of an owner, for as long as the connection is open. */
    public static Connection asApi(UUID ownerId) throws SQLException {
        var connection = as("api");
        try (var set = connection.prepareStatement("select set_config('kith.owner_id', ?, false)")) {
            set.setString(1, ownerId.toString());
            set.execute();
        }
        return connection;
    }

    /** As a superuser, whom row security does not concern. */
    public static Connection asSuperuser() throws SQLException {
        return DriverManager.getConnection(System.getProperty("kith.database.url"), "postgres", "");
    }

    /**
     * Gives another database the tables of Kith, as the start of the application does.
     *
     * @param version the number of the last migration, or "latest"
     */
    public static void migrate(String url, String version) {
        Flyway.configure().dataSource(url, "kith_owner", System.getProperty("kith.database.owner.password"))
                .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                .locations("db/migration").target(version).load().migrate();
    }

    /** Waits until everything the owner has done so far is in the log. */
    public static void awaitLog(UUID ownerId) {
        try (var connection = asSystem();
                var select = connection.prepareStatement("select exists (select from outbox where owner_id = ?)")) {
            select.setObject(1, ownerId);
            for (var deadline = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() < deadline;) {
                try (var row = select.executeQuery()) {
                    row.next();
                    if (!row.getBoolean(1)) {
                        return;
                    }
                }
                LockSupport.parkNanos(5_000_000);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        throw new AssertionError("events stay in the outbox");
    }

    private static Connection as(String role) throws SQLException {
        return DriverManager.getConnection(System.getProperty("kith.database.url"), "kith_" + role,
                System.getProperty("kith.database." + role + ".password"));
    }
}
