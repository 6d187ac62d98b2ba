package dev.kith.exchange;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

@ConfigMapping(prefix = "kith.imports")
// public, since the validator cannot reach it otherwise
public interface ImportConfig {

    /** How many rows one transaction takes in. */
    @WithDefault("500")
    @Min(1)
    @Max(5000)
    int batchSize();
}
