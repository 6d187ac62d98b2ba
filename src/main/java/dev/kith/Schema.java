package dev.kith;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.eclipse.microprofile.config.Config;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.resource.StringResource;

/** The tables, made or looked at without starting anything else. */
final class Schema {

    private static final String MIGRATIONS = "db/migration";
    private static final Pattern VERSION = Pattern.compile("V(\\d+)__\\w+\\.sql");
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final String APPLIED = """
            select coalesce(max(version::integer), 0) from flyway_schema_history where success and version ~ '^[0-9]+$'
            """;

    private final Config config;

    Schema(Config config) {
        this.config = config;
    }

    /** Afterwards the schema is the one that this Kith needs. Waits for others who migrate. @return its version */
    int migrate() {
        var flyway = Flyway.configure(Schema.class.getClassLoader())
                .dataSource(value("quarkus.flyway.jdbc-url"), value("quarkus.flyway.username"),
                        value("quarkus.flyway.password"))
                .resourceProvider(new Written(migrations())).configuration(Migrations.SETTINGS).cleanDisabled(true).load();
        try {
            flyway.migrate();
        } catch (FlywayException e) {
            throw new IllegalStateException("the schema was not migrated: " + firstLine(e.getMessage()), e);
        }
        return needed();
    }

    /** Whether somebody else has migrated it. @throws IllegalStateException if it is older than this Kith needs it, or away */
    void check() {
        var applied = 0;
        try {
            applied = applied();
        } catch (SQLException e) {
            throw new IllegalStateException("the schema cannot be looked at: " + firstLine(e.getMessage()), e);
        }
        if (applied < needed()) {
            throw new IllegalStateException("the schema is at version " + applied + " and has to be at " + needed()
                    + ": run it once with the argument migrate");
        }
    }

    /** Returns when somebody else has migrated it, whenever that is. */
    void await() throws InterruptedException {
        for (var last = "";; Thread.sleep(PAUSE.toMillis())) {
            try {
                check();
                return;
            } catch (IllegalStateException e) {
                if (!e.getMessage().equals(last)) {
                    System.err.println("Kith waits: " + e.getMessage());
                    last = e.getMessage();
                }
            }
        }
    }

    private int applied() throws SQLException {
        try (var connection = DriverManager.getConnection(value("quarkus.datasource.jdbc.url"),
                value("quarkus.datasource.username"), value("quarkus.datasource.password"));
                var query = connection.prepareStatement(APPLIED);
                var row = query.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    private static int needed() {
        return migrations().stream().map(Migration::name).mapToInt(name -> {
            var version = VERSION.matcher(name);
            return version.matches() ? Integer.parseInt(version.group(1)) : 0;
        }).max().orElseThrow();
    }

    private String value(String name) {
        return config.getValue(name, String.class);
    }

    private static String firstLine(String message) {
        return String.valueOf(message).strip().lines().findFirst().orElse("");
    }

    /** @param name of the file, which may also say how another one is carried out */
    private record Migration(String name, String text) {
    }

    /** In the order in which the archive, or the directory, has them. */
    private static List<Migration> migrations() {
        try {
            var here = Schema.class.getResource("/" + MIGRATIONS).toURI();
            if (!here.getScheme().equals("jar")) {
                return read(Path.of(here));
            }
            try (var archive = FileSystems.newFileSystem(Path.of(URI.create(here.getSchemeSpecificPart().split("!")[0])))) {
                return read(archive.getPath(MIGRATIONS));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Migration> read(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            var migrations = new ArrayList<Migration>();
            for (var file : (Iterable<Path>) files.sorted()::iterator) {
                migrations.add(new Migration(file.getFileName().toString(), Files.readString(file)));
            }
            return migrations;
        }
    }

    /** Flyway's own search does not find its way in the layout of the package. */
    private record Written(List<Migration> all) implements ResourceProvider {

        @Override
        public LoadableResource getResource(String name) {
            return all.stream().filter(one -> one.name().equals(name)).findFirst().map(Written::resource).orElse(null);
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            return all.stream()
                    .filter(one -> one.name().startsWith(prefix) && Stream.of(suffixes).anyMatch(one.name()::endsWith))
                    .map(Written::resource).toList();
        }

        private static LoadableResource resource(Migration migration) {
            return new Named(migration.name(), migration.text());
        }
    }

    private static final class Named extends StringResource {

        private final String name;

        Named(String name, String sql) {
            super(sql);
            this.name = name;
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getRelativePath() {
            return name;
        }
    }
}
