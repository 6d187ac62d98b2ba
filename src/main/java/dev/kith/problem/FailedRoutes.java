package dev.kith.problem;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.HttpHeaders;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.oidc.OIDCException;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.security.AuthenticationException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Problems of requests that fail before a resource is found, or so hard that no mapper is asked. */
@ApplicationScoped
class FailedRoutes {

    private static final Logger LOG = Logger.getLogger(FailedRoutes.class);

    /** Before the framework's own check of the length (-2) and before sign-in (-200). */
    static final int EARLY = -1000;

    /** Behind everything else but the framework's last resort, so that only what nobody answered comes here. */
    private static final int LATE = 50_000;

    static final int LONGEST_ADDRESS = 8_000;
    static final int LARGEST_HEADERS = 32_000;

    /** In milliseconds. */
    private static final long PATIENCE = 2_000;

    private final long largestBody;

    FailedRoutes(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize largestBody) {
        this.largestBody = largestBody.asLongValue();
    }

    void register(@Observes Router router) {
        router.route().order(EARLY).handler(FailedRoutes::refuseUnreadable);
        router.route().order(EARLY).handler(this::refuseTooLarge);
        router.route().order(LATE).failureHandler(FailedRoutes::answer);
        router.errorHandler(ProblemType.NOT_FOUND.status(), FailedRoutes::answer);
        router.errorHandler(ProblemType.METHOD_NOT_ALLOWED.status(), FailedRoutes::answer);
        router.errorHandler(ProblemType.INVALID_REQUEST.status(), FailedRoutes::answer);
    }

    /** The framework is told, by {@code KithMain}, to let an address pass that is no URI: it has no words for it. */
    private static void refuseUnreadable(RoutingContext event) {
        var headers = 0;
        for (var header : event.request().headers()) {
            headers += header.getKey().length() + header.getValue().length();
        }
        if (event.request().uri().length() > LONGEST_ADDRESS) {
            event.fail(ProblemType.ADDRESS_TOO_LONG.status());
        } else if (headers > LARGEST_HEADERS) {
            event.fail(ProblemType.HEADERS_TOO_LARGE.status());
        } else if (!isUri(event.request().uri())) {
            event.fail(ProblemType.INVALID_REQUEST.status());
        } else {
            event.next();
        }
    }

    private static boolean isUri(String address) {
        try {
            return new URI(address).getRawPath() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** The framework refuses it too, but without a word. */
    private void refuseTooLarge(RoutingContext event) {
        var length = event.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && Long.parseLong(length) > largestBody) {
            hangUp(event);
            event.fail(ProblemType.TOO_LARGE.status());
        } else {
            event.next();
        }
    }

    /**
     * Ends the connection behind a body that is not read. Not at once: a client that is still sending would see a broken
     * connection and not the answer, so what it sends is dropped for a while.
     */
    static void hangUp(RoutingContext event) {
        if (event.request().version() == HttpVersion.HTTP_2) {
            return; // other requests share the connection, and a stream that is not read costs nothing
        }
        event.response().putHeader("Connection", "close");
        event.addEndHandler(answered -> {
            var request = event.request();
            if (!request.isEnded()) {
                request.handler(dropped -> {
                }).resume();
            }
            event.vertx().setTimer(PATIENCE, late -> request.connection().close());
        });
    }

    private static void answer(RoutingContext event) {
        var failure = event.failure();
        if (event.response().ended() && event.response().getStatusCode() == ProblemType.TOO_SLOW.status()) {
            return; // whoever was reading fails now, after the answer
        }
        if (event.response().ended() || event.response().headWritten() || isAboutSecurity(failure)) {
            event.next();
            return;
        }
        var readable = isUri(event.request().uri()); // an access log may have tried before us
        var type = readable ? typeOf(failure, event.statusCode()) : ProblemType.INVALID_REQUEST;
        if (type == ProblemType.TOO_SLOW || type == ProblemType.TOO_MANY_REQUESTS && hasBody(event)) {
            hangUp(event);
        }
        var detail = Problems.detail(type);
        if (type == ProblemType.INTERNAL_ERROR) {
            var id = UUID.randomUUID();
            LOG.errorf(failure, "request failed, error %s", id);
            detail = "It was logged as " + id + ".";
        }
        if (type == ProblemType.BUSY) {
            event.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
        }
        event.response()
                .setStatusCode(type.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, HttpProblem.MEDIA_TYPE.toString())
                .end(new JsonObject()
                        .put("type", type.uri().toString())
                        .put("status", type.status())
                        .put("title", type.title())
                        .put("detail", detail)
                        .put("instance", readable ? Addresses.withoutTokens(event.request().path()) : "/")
                        .toBuffer());
    }

    /** What is asked of the database before a resource is found, as who holds a token, fails as it does in one. */
    private static ProblemType typeOf(Throwable failure, int status) {
        if (isBusy(failure)) {
            return ProblemType.BUSY;
        }
        var refusal = Problems.refusalBehind(failure);
        return refusal == null ? ProblemType.of(status) : ProblemType.of(refusal.category());
    }

    /** Too much to do, or an OpenID Connect provider that was never reached, so that nobody's token can be judged. */
    private static boolean isBusy(Throwable failure) {
        return failure instanceof RejectedExecutionException || failure instanceof OIDCException;
    }

    private static boolean hasBody(RoutingContext event) {
        var headers = event.request().headers();
        return headers.contains(HttpHeaders.CONTENT_LENGTH) || headers.contains("Transfer-Encoding");
    }

    /** Sends a challenge along; the framework does that. */
    private static boolean isAboutSecurity(Throwable failure) {
        return failure instanceof AuthenticationException || failure instanceof UnauthorizedException
                || failure instanceof ForbiddenException;
    }
}
