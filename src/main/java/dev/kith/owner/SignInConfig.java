package dev.kith.owner;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

@ConfigMapping(prefix = "kith.sign-in")
interface SignInConfig {

    /** In dev mode and tests, whether a request without a token is the owner dev; anywhere else it never is. */
    @WithDefault("true")
    boolean devOwner();

    /** How often the provider's keys are read again. */
    @WithDefault("5m")
    Duration readKeysEvery();
}
