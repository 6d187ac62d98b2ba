package dev.kith;

import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import org.flywaydb.core.api.configuration.FluentConfiguration;

import io.quarkus.flyway.FlywayConfigurationCustomizer;

/**
 * Lets the schema change beside replicas that go on working: whoever waits for a lock makes all others wait behind it, so a
 * migration gives up after a second, and the start with it, which is tried again by whoever runs the replicas.
 */
@ApplicationScoped
class Migrations implements FlywayConfigurationCustomizer {

    /**
     * Held by a transaction, the lock that lets one replica at a time migrate would be waited for by CREATE INDEX CONCURRENTLY.
     */
    static final Map<String, String> SETTINGS = Map.of("flyway.postgresql.transactional.lock", "false",
            "flyway.initSql", "set lock_timeout = '1s'",
            "flyway.ignoreMigrationPatterns", "*:future"); // those of a newer version, beside or before which this one starts

    @Override
    public void customize(FluentConfiguration flyway) {
        flyway.configuration(SETTINGS);
    }
}
