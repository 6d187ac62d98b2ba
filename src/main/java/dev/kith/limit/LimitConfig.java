package dev.kith.limit;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.hibernate.validator.constraints.time.DurationMin;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * A phone that comes back with two thousand lunches does not meet these limits; whoever tries all doors does. Public only
 * because the validator cannot reach it otherwise.
 */
@ConfigMapping(prefix = "kith.limits")
public interface LimitConfig {

    /** What everybody who is signed in may ask. */
    Owner owner();

    /** What may be asked from one address by whoever is not signed in. */
    Address address();

    /** How long it is that requests and tokens are counted for: as many as are allowed come back in this time, evenly. */
    @WithDefault("1M")
    @DurationMin(seconds = 1)
    Duration window();

    /** Owners, and addresses, that are remembered at most. */
    @WithDefault("20000")
    @Min(1)
    int remembered();

    /**
     * How long a connection may take until all headers of a request are there: from when it is made, or from their first byte.
     */
    @WithDefault("30s")
    @DurationMin(millis = 100)
    Duration headers();

    Body body();

    interface Body {

        /** How long every body may take, and a small one at most. */
        @WithDefault("30s")
        @DurationMin(millis = 100)
        Duration patience();

        /** How much of a larger one has to arrive in each second, on average. */
        @WithDefault("32K")
        MemorySize perSecond();
    }

    interface Owner {

        /** In a window, and at once; 0: without limit. */
        @WithDefault("5000")
        @Min(0)
        @Max(1_000_000_000)
        int requests();
    }

    interface Address {

        /** In a window, and at once; 0: without limit. */
        @WithDefault("1000")
        @Min(0)
        @Max(1_000_000_000)
        int requests();

        /** As how many requests a failed sign-in counts. */
        @WithDefault("10")
        @Min(1)
        int failedSignIn();
    }
}
