package dev.kith.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** A durable PostgreSQL, with the roles of Kith and an empty database at first. */
final class Postgres {

    private static final List<String> ROLES = List.of("owner", "api", "system");

    private final Path home;
    private final Path binaries = Path.of("target", "kith-test", "binaries").toAbsolutePath();
    private final int port = Ports.free();
    private Path data;
    private Program server;

    Postgres(Path home) throws IOException, SQLException {
        this.home = Files.createDirectories(home);
        data = home.resolve("data");
        try (var first = EmbeddedPostgres.builder() // unpacks it, and makes the directory
                .setOverrideWorkingDirectory(Files.createDirectories(binaries).toFile())
                .setDataDirectory(data).setCleanDataDirectory(false)
                .setPort(port).setPGStartupWait(Duration.ofSeconds(60))
                .setLocaleConfig("locale", "C.UTF-8")
                .setServerConfig("unix_socket_directories", "")
                .setOutputRedirector(ProcessBuilder.Redirect.DISCARD).setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                .start();
                var connection = first.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(Files.readString(Path.of("src", "main", "resources", "db", "roles.sql")));
            for (var role : ROLES) {
                statement.execute("alter role kith_" + role + " password '" + role + "'");
            }
            statement.execute("create database kith owner kith_owner");
        }
        server = serving(data);
    }

    private Program serving(Path directory) throws IOException {
        var command = new ArrayList<String>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U")); // it refuses to run as root
        }
        command.add(executable().toString());
        command.addAll(List.of("-D", directory.toString(), "-p", Integer.toString(port), "-h", "127.0.0.1"));
        List.of("unix_socket_directories=", "fsync=on", "synchronous_commit=on", "full_page_writes=on",
                "max_connections=120", "shared_buffers=64MB", "log_line_prefix=%m [%p] %a ",
                // a killed server is to be back soon
                "max_wal_size=256MB", "checkpoint_timeout=60s").forEach(setting -> command.addAll(List.of("-c", setting)));
        return new Program(home.resolve("postgres.log"), command);
    }

    private Path executable() throws IOException {
        try (var files = Files.find(binaries, 3, (file, attributes) -> file.endsWith(Path.of("bin", "postgres")))) {
            return files.findFirst().orElseThrow();
        }
    }

    int port() {
        return port;
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/kith?user=postgres";
    }

    /** As the superuser, past every proxy. */
    Connection connect() throws SQLException {
        return connect("kith");
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database
                + "?user=postgres&connectTimeout=5&socketTimeout=60");
    }

    /** Starts it, and waits until it has recovered. */
    void start() throws IOException, InterruptedException {
        Await.until("PostgreSQL is up", Duration.ofSeconds(120), () -> {
            server.start(); // again, when what is left of the one that was killed is still in its way
            try (var connection = connect("postgres");
                    var query = connection.createStatement();
                    var row = query.executeQuery("select not pg_is_in_recovery()")) {
                return row.next() && row.getBoolean(1);
            } catch (SQLException e) {
                return false;
            }
        });
    }

    void kill() {
        server.kill();
    }

    /** Copies what its disk has; the server is away meanwhile, as where a volume is snapshot. */
    Path snapshot(String name) throws IOException, InterruptedException {
        kill();
        var copy = copy(data, home.resolve(name));
        start();
        return copy;
    }

    /** The disk is what it was, and the server goes on from there on a timeline of its own, as after a recovery. */
    void restore(Path snapshot) throws IOException, InterruptedException {
        kill();
        data = copy(snapshot, Files.createTempDirectory(home, "restored").resolve("data"));
        Files.writeString(data.resolve("recovery.signal"), "");
        Files.writeString(data.resolve("postgresql.auto.conf"), "restore_command = 'false'\n", StandardCharsets.UTF_8);
        server = serving(data);
        start();
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : (Iterable<Path>) files::iterator) {
                if (!file.endsWith("postmaster.pid")) {
                    Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        return to;
    }
}
