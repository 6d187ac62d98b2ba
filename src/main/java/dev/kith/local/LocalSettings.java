package dev.kith.local;

import java.nio.file.Path;
import java.util.NoSuchElementException;

import org.eclipse.microprofile.config.Config;

/**
 * Where the two servers live. Read by hand, not mapped: the package has no such settings, and they are needed before
 * Quarkus starts.
 *
 * @param postgresPort 0 for any free one, as {@code kafkaPort} and {@code controllerPort}
 * @param durable whether data is to survive a power failure; tests do without
 */
record LocalSettings(Path directory, Path binaries, int postgresPort, int kafkaPort, int controllerPort, boolean durable,
        boolean wantsPostgres, boolean wantsKafka) {

    static final String POSTGRES_PORT = "kith.local.postgres.port";
    static final String KAFKA_PORT = "kith.local.kafka.port";
    static final String CONTROLLER_PORT = "kith.local.kafka.controller";

    static LocalSettings of(Config config) {
        var directory = path(config, "kith.local.directory", Path.of(".kith"));
        return new LocalSettings(
                directory,
                path(config, "kith.local.binaries", directory.resolve("binaries")),
                config.getOptionalValue(POSTGRES_PORT, Integer.class).orElse(5433),
                config.getOptionalValue(KAFKA_PORT, Integer.class).orElse(9092),
                config.getOptionalValue(CONTROLLER_PORT, Integer.class).orElse(0),
                config.getOptionalValue("kith.local.durable", Boolean.class).orElse(true),
                !isSet(config, "kith.database.url") && !isSet(config, "quarkus.datasource.jdbc.url"),
                !isSet(config, "kafka.bootstrap.servers"));
    }

    private static Path path(Config config, String name, Path otherwise) {
        return config.getOptionalValue(name, String.class).map(Path::of).orElse(otherwise).toAbsolutePath().normalize();
    }

    private static boolean isSet(Config config, String name) {
        try {
            return config.getOptionalValue(name, String.class).isPresent();
        } catch (NoSuchElementException e) {
            return false; // defined by another one that is not set
        }
    }
}
