package dev.kith.http;

import java.time.Duration;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;

/** How many requests took how long, by the few limits that matter: an average hides who waits. */
@Singleton
class LatencyBuckets implements MeterFilter {

    private static final double[] LIMITS = Stream.of(25, 50, 100, 250, 500, 1000, 2500, 5000)
            .mapToDouble(millis -> Duration.ofMillis(millis).toNanos()).toArray();

    @Override
    public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
        return id.getName().equals("http.server.requests")
                ? DistributionStatisticConfig.builder().serviceLevelObjectives(LIMITS).build().merge(config)
                : config;
    }
}
