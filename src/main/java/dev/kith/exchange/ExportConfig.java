package dev.kith.exchange;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.hibernate.validator.constraints.time.DurationMin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

@ConfigMapping(prefix = "kith.exports")
// public, since the validator cannot reach it otherwise
public interface ExportConfig {

    /** How many networks a replica lets be taken out at once: each keeps a connection to the database meanwhile. */
    @WithDefault("2")
    @Min(1)
    @Max(100)
    int atOnce();

    /** How long a client may take over it; then it is broken off. */
    @WithDefault("10m")
    @DurationMin(seconds = 1)
    Duration longest();
}
