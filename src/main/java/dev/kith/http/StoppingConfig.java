package dev.kith.http;

import java.time.Duration;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How a replica that was told to stop ends. Public only because the validator cannot reach it otherwise. */
@ConfigMapping(prefix = "kith.stopping")
public interface StoppingConfig {

    /** For how long requests are still taken: as long as those who send them take to notice that it is not ready any more. */
    @DurationMin(millis = 0)
    @DurationMax(minutes = 5)
    @WithDefault("0s")
    Duration delay();

    /** For how long answers that have begun then may take, at most. */
    @DurationMin(millis = 0)
    @DurationMax(minutes = 5)
    @WithDefault("20s")
    Duration patience();
}
