package dev.kith.owner;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.jose4j.jwt.consumer.InvalidJwtException;

import io.quarkus.oidc.runtime.TenantConfigBean;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;

/**
 * Reads the keys of the provider again now and then: Quarkus does so for a key it does not know, but a key that was taken
 * back it would trust until the next start. While the provider is away, those known go on.
 */
@ApplicationScoped
class ProviderKeys {

    private static final Logger LOG = Logger.getLogger(ProviderKeys.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final TenantConfigBean tenants;

    ProviderKeys(TenantConfigBean tenants) {
        this.tenants = tenants;
    }

    @Scheduled(every = "${kith.sign-in.read-keys-every}", delayed = "1m", concurrentExecution = ConcurrentExecution.SKIP)
    void read() {
        var tenant = tenants.getDefaultTenant();
        if (tenant.oidcConfig().authServerUrl().isEmpty() || !tenant.oidcConfig().tenantEnabled()) {
            return;
        }
        try {
            tenant.initialize().chain(ready -> ready.provider().refreshJwksAndVerifyJwtToken("no token", true, true, null))
                    .onFailure(InvalidJwtException.class).recoverWithNull() // so it always is, after the keys were read
                    .await().atMost(PATIENCE);
        } catch (RuntimeException e) {
            LOG.warnf("the keys of the OpenID Connect provider could not be read, those known go on: %s", e.toString());
        }
    }
}
