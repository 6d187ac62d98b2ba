package dev.kith.eventlog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** A server that a test may stop, and put back to what it was. */
final class OwnPostgres implements AutoCloseable {

    private final Path home;
    private Path data;
    private EmbeddedPostgres postgres;
    private int port;

    OwnPostgres() throws IOException, SQLException {
        home = Files.createTempDirectory(Files.createDirectories(Path.of("target", "kith-test").toAbsolutePath()), "postgres");
        data = home.resolve("data");
        start();
        try (var connection = connect("postgres", "postgres", "");
                var create = connection.createStatement();
                var roles = getClass().getResourceAsStream("/db/roles.sql")) {
            create.execute(new String(roles.readAllBytes(), StandardCharsets.UTF_8));
            create.execute("create database kith owner kith_owner");
        }
    }

    String url() {
        return "jdbc:postgresql://localhost:" + port + "/kith";
    }

    private Connection connect(String database, String user, String password) throws SQLException {
        return DriverManager.getConnection(url().replaceFirst("kith$", database), user, password);
    }

    private void start() throws IOException {
        postgres = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(Path.of("target", "kith-test", "binaries").toFile())
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port)
                .setPGStartupWait(Duration.ofSeconds(60))
                .setLocaleConfig("locale", "C.UTF-8")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("max_connections", "40")
                .setServerConfig("shared_buffers", "16MB")
                .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                .start();
        port = postgres.getPort();
    }

    /** @return what its disk has at the moment */
    Path backup() throws IOException {
        postgres.close();
        var backup = copy(data, Files.createTempDirectory(home, "backup").resolve("data"));
        start();
        return backup;
    }

    /** What a snapshot of a disk is restored by: the server knows nothing of it. */
    void putBack(Path backup) throws IOException {
        postgres.close();
        data = copy(backup, Files.createTempDirectory(home, "restored").resolve("data"));
        start();
    }

    /** As a recovery to a point in time: it ends on a timeline of its own. */
    void recover(Path backup) throws Exception {
        postgres.close();
        data = copy(backup, Files.createTempDirectory(home, "restored").resolve("data"));
        Files.createFile(data.resolve("recovery.signal"));
        Files.writeString(data.resolve("postgresql.auto.conf"), "restore_command = 'false'\n");
        start();
        TestLog.await(() -> {
            try (var connection = connect("postgres", "postgres", "");
                    var query = connection.createStatement();
                    var row = query.executeQuery("select not pg_is_in_recovery()")) {
                return row.next() && row.getBoolean(1);
            }
        });
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return to;
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
