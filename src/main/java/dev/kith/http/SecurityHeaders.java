package dev.kith.http;

import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.HttpHeaders;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Tells browsers, on every answer and whoever gives it, to make nothing of it: it is data, and somebody's own. */
@ApplicationScoped
class SecurityHeaders {

    private static final int FIRST = Integer.MIN_VALUE;

    private static final Map<String, String> UNLESS_SAID = Map.of(
            "X-Content-Type-Options", "nosniff",
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Referrer-Policy", "no-referrer",
            HttpHeaders.CACHE_CONTROL, "no-store"); // what has an entity tag says something else: see TaggedViews

    /** Two years. Over a plain connection it means nothing, and is not to be sent: RFC 6797, section 7.2. */
    private static final String ONLY_BY_TLS = "max-age=63072000";

    void register(@Observes Router router) {
        router.route().order(FIRST).handler(SecurityHeaders::add);
    }

    /** At the end: what JAX-RS is given is added to what is there already. */
    private static void add(RoutingContext event) {
        event.addHeadersEndHandler(answered -> {
            var headers = event.response().headers();
            UNLESS_SAID.forEach((name, value) -> {
                if (!headers.contains(name)) {
                    headers.set(name, value);
                }
            });
            headers.add(HttpHeaders.VARY, "Origin"); // who may read it in a browser depends on it
            if (event.request().isSSL()) { // or a proxy that is trusted says so
                headers.set("Strict-Transport-Security", ONLY_BY_TLS);
            }
        });
        event.next();
    }
}
