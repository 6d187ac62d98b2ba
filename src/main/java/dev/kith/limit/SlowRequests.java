package dev.kith.limit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.HttpHeaders;

import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Cuts off whoever sends a body by drops: the server waits for each part of it anew, with a thread. Only the average counts,
 * so that a pause is no harm.
 */
@ApplicationScoped
class SlowRequests {

    private static final int FIRST = Integer.MIN_VALUE;
    private static final int REQUEST_TIMEOUT = 408;

    /** In milliseconds. */
    private static final long SECOND = 1_000;
    private static final long NANOS = 1_000_000_000;

    private final long patience;
    private final long perSecond;

    SlowRequests(LimitConfig config) {
        patience = config.body().patience().toMillis();
        perSecond = Math.max(1, config.body().perSecond().asLongValue());
    }

    void register(@Observes Router router) {
        router.route().order(FIRST).handler(event -> {
            SlowHeaders.arrived(event);
            watch(event);
            event.next();
        });
    }

    private void watch(RoutingContext event) {
        var request = event.request();
        var length = request.headers().get(HttpHeaders.CONTENT_LENGTH);
        // in HTTP/2 nothing announces a body but the body itself
        var announced = length != null && !length.equals("0") || request.headers().contains("Transfer-Encoding");
        if (!announced && request.version() != HttpVersion.HTTP_2) {
            return;
        }
        var since = System.nanoTime();
        var timer = event.vertx().setPeriodic(patience, SECOND, tick -> {
            if (request.isEnded()) {
                event.vertx().cancelTimer(tick);
                return;
            }
            var due = perSecond * (System.nanoTime() - since) / NANOS;
            if (request.bytesRead() < due && (announced || request.bytesRead() > 0)) {
                event.vertx().cancelTimer(tick);
                cutOff(event);
            }
        });
        event.addEndHandler(answered -> {
            if (request.isEnded() || answered.failed() || !announced) {
                event.vertx().cancelTimer(timer); // otherwise the rest is still to come, if only to be dropped
            }
        });
    }

    private static void cutOff(RoutingContext event) {
        if (!event.response().headWritten()) {
            event.fail(REQUEST_TIMEOUT);
        } else if (event.request().version() == HttpVersion.HTTP_2) {
            event.response().reset();
        } else {
            event.request().connection().close();
        }
    }
}
