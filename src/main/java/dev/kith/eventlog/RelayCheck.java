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
        var health = HealthCheckResponse.named("event relay");
        var relay = threads.relay();
        var failure = relay.failure();
        health.withData("leader", relay.cursor().isPresent());
        threads.gauges().latest().ifPresent(sample -> {
            // the copy in the database follows a moment later
            var relayed = relay.cursor().map(LogCursor::position).orElse(sample.relayed());
            health.withData("cursor", relayed);
            health.withData("head", Math.max(sample.head(), relayed));
            health.withData("lag", Math.max(sample.head() - relayed, 0));
        });
        failure.ifPresent(cause -> {
            health.withData("error", cause.getClass().getSimpleName());
            if (cause instanceof ForeignCursorException) {
                health.withData("remedy", cause.getMessage());
            }
        });
        if (!threads.hasKafka()) {
            health.withData("error", "no broker is configured (kafka.bootstrap.servers)");
        }
        return health.status(failure.isEmpty() && threads.hasKafka()).build();
    }
}
