package dev.kith.webhook;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kith.webhook.Claims.Attempt;
import dev.kith.webhook.Delivery.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** How deliveries go, of all owners together. */
@ApplicationScoped
class DeliveryMetrics {

    private final Map<Status, Counter> attempts = new EnumMap<>(Status.class);
    private final Timer delay;
    private volatile double waiting = Double.NaN;

    DeliveryMetrics(MeterRegistry metrics) {
        for (var status : Status.values()) {
            attempts.put(status, Counter.builder("kith.webhook.attempts")
                    .description("Attempts to deliver an event: delivered, failed and tried again (pending), or for good")
                    .tag("outcome", status.name().toLowerCase(Locale.ROOT)).register(metrics));
        }
        delay = Timer.builder("kith.webhook.delay").description("From an event to its delivery").register(metrics);
        Gauge.builder("kith.webhook.waiting", () -> waiting).baseUnit("seconds").strongReference(true)
                .description("How long the endpoint that has waited longest to be looked at has").register(metrics);
    }

    void tried(Attempt attempt, Duration sinceEvent) {
        attempts.get(attempt.status()).increment();
        if (attempt.outcome().isDelivered()) {
            delay.record(sinceEvent);
        }
    }

    /** @param seconds not a number while it cannot be known */
    void waiting(double seconds) {
        waiting = seconds;
    }
}
