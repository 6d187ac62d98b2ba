package dev.kith.process;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.vertx.ext.web.Router;

/** Whoever does not serve requests still answers probes. */
@ApplicationScoped
class OperatorsOnly {

    private static final int BEFORE_ALL = -2_000;
    private static final int NOT_FOUND = 404;

    private final Roles roles;

    OperatorsOnly(Roles roles) {
        this.roles = roles;
    }

    void register(@Observes Router router) {
        if (!roles.areApi()) {
            router.route().order(BEFORE_ALL).handler(request -> {
                if (request.normalizedPath().startsWith("/q/")) {
                    request.next();
                } else {
                    request.fail(NOT_FOUND);
                }
            });
        }
    }
}
