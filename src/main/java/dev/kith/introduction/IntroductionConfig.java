package dev.kith.introduction;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

@ConfigMapping(prefix = "kith.introductions")
interface IntroductionConfig {

    /** How often it is looked who has waited for an answer for too long. */
    @WithDefault("10s")
    Duration sweepEvery();

    /** How often that is looked for among all. */
    @WithDefault("10m")
    Duration fullSweepEvery();
}
