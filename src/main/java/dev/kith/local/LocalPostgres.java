package dev.kith.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** PostgreSQL with the roles of Kith and an empty database. It is a process of its own, and outlives a killed one. */
final class LocalPostgres extends LocalServer {

    private static final List<String> ROLES = List.of("owner", "api", "system");

    private final LocalSettings settings;
    private final Path data;
    private int port;

    LocalPostgres(LocalSettings settings) {
        super("PostgreSQL", settings.directory().resolve("postgres"));
        this.settings = settings;
        this.data = home().resolve("data");
    }

    @Override
    AutoCloseable open() throws IOException {
        stopOrphan(data);
        port = claim(settings.postgresPort(), LocalSettings.POSTGRES_PORT);
        var complete = home().resolve("complete");
        if (!Files.exists(complete)) {
            delete(data); // an earlier run was killed while it made the database
        }
        var log = ProcessBuilder.Redirect.to(home().resolve("postgres.log").toFile());
        var postgres = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(settings.binaries().toFile())
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPort(port)
                .setPGStartupWait(Duration.ofSeconds(60))
                .setLocaleConfig("locale", "C.UTF-8")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("fsync", settings.durable() ? "on" : "off") // it comes up with off
                .setServerConfig("synchronous_commit", settings.durable() ? "on" : "off")
                .setServerConfig("max_connections", "60")
                .setServerConfig("shared_buffers", "64MB")
                .setOutputRedirector(log)
                .setErrorRedirector(log)
                .start();
        try (var connection = postgres.getPostgresDatabase().getConnection()) {
            prepare(connection);
        } catch (SQLException e) {
            postgres.close();
            throw new IOException("PostgreSQL did not take the roles of Kith: " + e.getMessage(), e);
        }
        if (!Files.exists(complete)) {
            Files.createFile(complete);
        }
        return postgres;
    }

    @Override
    Map<String, String> configuration() {
        return Map.of(
                "kith.database.url", "jdbc:postgresql://localhost:" + port + "/kith",
                "kith.database.owner.password", "owner",
                "kith.database.api.password", "api",
                "kith.database.system.password", "system");
    }

    @Override
    String greeting() {
        return "PostgreSQL listens on localhost:" + port + ", database kith, data in " + home();
    }

    private static void prepare(Connection connection) throws SQLException, IOException {
        try (var statement = connection.createStatement()) {
            statement.execute(roles());
            for (var role : ROLES) {
                statement.execute("alter role kith_" + role + " password '" + role + "'");
            }
            try (var found = statement.executeQuery("select from pg_database where datname = 'kith'")) {
                if (found.next()) {
                    return;
                }
            }
            statement.execute("create database kith owner kith_owner");
        }
    }

    private static String roles() throws IOException {
        try (InputStream sql = LocalPostgres.class.getResourceAsStream("/db/roles.sql")) {
            return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Stops the server that a killed run left behind: nobody else can have this directory, we hold its lock. */
    static void stopOrphan(Path data) throws IOException {
        var pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        var lines = Files.readAllLines(pidFile);
        var orphan = lines.isEmpty() ? null
                : ProcessHandle.of(Long.parseLong(lines.get(0).trim()))
                        .filter(process -> process.info().command().filter(command -> command.contains("postgres")).isPresent())
                        .orElse(null);
        if (orphan != null) {
            orphan.destroy();
            try {
                orphan.onExit().get(20, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                throw new IOException("PostgreSQL of an earlier run, process " + orphan.pid() + ", does not stop: end it", e);
            } catch (ExecutionException e) {
                throw new IOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
        Files.deleteIfExists(pidFile);
    }
}
