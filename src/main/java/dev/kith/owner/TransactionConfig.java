package dev.kith.owner;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

@ConfigMapping(prefix = "kith.transaction")
interface TransactionConfig {

    /** How long a request waits for a row that another one is changing, before it is answered with 503. */
    @WithDefault("10s")
    Duration lockTimeout();
}
