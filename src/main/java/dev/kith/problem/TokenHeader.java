package dev.kith.problem;

import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.HttpHeaders;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** One token a request, and no longer than a provider makes them: of two, the framework would look at one. */
@ApplicationScoped
class TokenHeader {

    private static final int LONGEST = 16_000;

    /** Of a JWT: Quarkus 3.34 takes it for a fault of its own. */
    private static final Pattern EMPTY_PART = Pattern.compile("[ .]\\.");

    void register(@Observes Router router) {
        router.route().order(FailedRoutes.EARLY - 1).handler(TokenHeader::refuse);
    }

    private static void refuse(RoutingContext event) {
        var tokens = event.request().headers().getAll(HttpHeaders.AUTHORIZATION);
        if (tokens.size() > 1 || tokens.stream().anyMatch(TokenHeader::isUnreadable)) {
            event.response().putHeader(HttpHeaders.WWW_AUTHENTICATE, Challenges.BAD_TOKEN);
            event.fail(ProblemType.UNAUTHENTICATED.status());
        } else {
            event.next();
        }
    }

    private static boolean isUnreadable(String token) {
        return token.length() > LONGEST || EMPTY_PART.matcher(token).find();
    }
}
