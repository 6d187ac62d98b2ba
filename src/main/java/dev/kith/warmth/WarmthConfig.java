package dev.kith.warmth;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

@ConfigMapping(prefix = "kith.warmth")
// public, since the validator cannot reach it otherwise
public interface WarmthConfig {

    /** Contacts handled in one transaction, by the sweep and by recomputes. */
    @WithDefault("500")
    @Min(1)
    @Max(5000)
    int batchSize();

    /** How often a sweep looks for those who are due. */
    @WithDefault("2s")
    Duration sweepEvery();

    /** How often a sweep looks at everything, whatever it has found: for contacts that something else than Kith has changed. */
    @WithDefault("10m")
    Duration fullSweepEvery();
}
