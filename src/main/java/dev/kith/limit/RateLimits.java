package dev.kith.limit;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.HttpHeaders;

import dev.kith.owner.CurrentOwner;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Counts requests before their bodies are read: by address until it is known who asks, by owner from then on. Each replica
 * counts for itself.
 */
@ApplicationScoped
class RateLimits {

    /** Behind CORS (-300), whose preflights are cheap and nobody's, and before any token is looked at (-200). */
    private static final int BEFORE_SIGN_IN = -250;

    /** Before the first question of what the owner may do (-100). */
    private static final int SIGNED_IN = -150;

    private static final String COUNTED = Budget.class.getName();
    private static final int UNAUTHORIZED = 401;
    private static final int TOO_MANY_REQUESTS = 429;

    private final Budgets<ClientAddress> addresses;
    private final Budgets<UUID> owners;
    private final int failedSignIn;
    private final Counter addressesRefused;
    private final Counter ownersRefused;

    RateLimits(LimitConfig config, MeterRegistry metrics) {
        addresses = new Budgets<>("address", config.address().requests(), config.window(), config.remembered());
        owners = new Budgets<>("owner", config.owner().requests(), config.window(), config.remembered());
        failedSignIn = config.address().failedSignIn();
        addressesRefused = refused("address", metrics);
        ownersRefused = refused("owner", metrics);
    }

    private static Counter refused(String limit, MeterRegistry metrics) {
        return Counter.builder("kith.limits.refused").description("Requests beyond a limit").tag("limit", limit)
                .register(metrics);
    }

    void register(@Observes Router router) {
        if (addresses.areLimited()) {
            router.route().order(BEFORE_SIGN_IN).handler(this::admitAddress);
        }
        if (owners.areLimited()) {
            router.route().order(SIGNED_IN).handler(this::admitOwner);
        }
    }

    /** A probe must not fail because somebody else behind the same address is busy; with a token it could be a guess. */
    private void admitAddress(RoutingContext request) {
        if (isForOperators(request) && request.request().getHeader(HttpHeaders.AUTHORIZATION) == null) {
            request.next();
        } else {
            admit(request, addressesRefused, addresses.of(ClientAddress.of(request.request().remoteAddress())));
        }
    }

    private void admitOwner(RoutingContext request) {
        var owner = request.user() instanceof QuarkusHttpUser user ? CurrentOwner.of(user.getSecurityIdentity()) : null;
        if (owner == null || isForOperators(request)) {
            request.next();
            return;
        }
        Budget ofAddress = request.get(COUNTED);
        if (admit(request, ownersRefused, owners.of(owner)) && ofAddress != null) {
            ofAddress.giveBack(); // it only held it until somebody answers for the request
        }
    }

    private boolean admit(RoutingContext request, Counter refused, Budget budget) {
        if (request.get(COUNTED) == null) {
            request.addHeadersEndHandler(answered -> tell(request));
        }
        request.put(COUNTED, budget);
        if (!budget.spend()) {
            refused.increment();
            request.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(budget.retryAfter()));
            request.fail(TOO_MANY_REQUESTS);
            return false;
        }
        request.next();
        return true;
    }

    private void tell(RoutingContext request) {
        Budget budget = request.get(COUNTED);
        if (request.response().getStatusCode() == UNAUTHORIZED) {
            budget.charge(failedSignIn - 1);
        }
        request.response().putHeader("RateLimit-Policy", budget.policy()).putHeader("RateLimit", budget.state());
    }

    private static boolean isForOperators(RoutingContext request) {
        return request.normalizedPath().startsWith("/q/");
    }
}
