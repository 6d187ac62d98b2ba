package dev.kith.eventlog;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

import dev.kith.process.Roles;

/** Whether the database answers where only requests are served: a worker is asked by way of its pool. */
@Readiness
@ApplicationScoped
class DatabaseCheck implements HealthCheck {

    private final Roles roles;
    private final EventLogThreads threads;

    DatabaseCheck(Roles roles, EventLogThreads threads) {
        this.roles = roles;
        this.threads = threads;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("database").status(roles.areWorker() || threads.gauges().latest().isPresent()).build();
    }
}
