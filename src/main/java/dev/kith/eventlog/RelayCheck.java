package dev.kith.eventlog;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

import io.smallrye.health.api.Wellness;

/**
 * Whether the log finds its way to Kafka. Not a matter of readiness: while Kafka is away, requests are served as ever.
 */
@Wellness
@ApplicationScoped
class RelayCheck implements HealthCheck {

    private final EventLogThreads threads;

    RelayCheck(EventLogThreads threads) {
        this.threads = threads;
    }

    @Override
    public HealthCheckResponse call() {
        var relay = RelayView.of(threads);
        var health = HealthCheckResponse.named("event relay").withData("leader", relay.leader());
        if (relay.cursor() != null) {
            health.withData("cursor", relay.cursor()).withData("head", relay.head()).withData("lag", relay.lag());
        }
        if (relay.trouble() != null) {
            health.withData("trouble", relay.trouble().name());
        }
        if (relay.error() != null) {
            health.withData("error", relay.error());
        }
        if (relay.remedy() != null) {
            health.withData("remedy", relay.remedy());
        }
        return health.status(relay.trouble() == null).build();
    }
}
