package dev.kith.http;

import java.util.concurrent.TimeUnit;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

import org.jboss.logging.Logger;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Loses nobody's request when the replica is told to stop: it goes on answering, with the word to come back by another
 * connection, until nobody is left. Quarkus would turn away those who come meanwhile.
 */
@ApplicationScoped
class Draining {

    private static final Logger LOG = Logger.getLogger(Draining.class);
    private static final int FIRST = Integer.MIN_VALUE;
    /** What ends by itself, like a stream, is told so before it is waited for. */
    private static final int AFTER_ALL_OTHERS = Interceptor.Priority.LIBRARY_AFTER;

    private final StoppingConfig config;
    private volatile boolean isStopping;
    private int answering;

    Draining(StoppingConfig config) {
        this.config = config;
    }

    void register(@Observes Router router) {
        router.route().order(FIRST).handler(this::count);
    }

    private void count(RoutingContext event) {
        add(1);
        event.addEndHandler(ended -> add(-1));
        if (event.request().version() != HttpVersion.HTTP_2) { // which is told so by the server itself
            event.addHeadersEndHandler(answered -> {
                if (isStopping) {
                    event.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
                }
            });
        }
        event.next();
    }

    private synchronized void add(int requests) {
        answering += requests;
        if (answering == 0) {
            notifyAll();
        }
    }

    void stop(@Observes @Priority(AFTER_ALL_OTHERS) ShutdownDelayInitiatedEvent stopping) throws InterruptedException {
        isStopping = true;
        TimeUnit.NANOSECONDS.sleep(config.delay().toNanos());
        var until = System.nanoTime() + config.patience().toNanos();
        synchronized (this) {
            for (long left; answering > 0 && (left = until - System.nanoTime()) > 0;) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            if (answering > 0) {
                LOG.warnf("stops, though %d requests are not answered yet", answering);
            }
        }
    }
}
