package dev.kith.http;

import java.io.IOException;
import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.StreamingOutput;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;

/**
 * Answers that are written while they are made. When one cannot be made to its end after it has begun, the connection ends, and
 * not the answer: the framework would end it as if that had been all.
 */
@ApplicationScoped
public class Streaming {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final CurrentVertxRequest current;

    Streaming(CurrentVertxRequest current) {
        this.current = current;
    }

    public StreamingOutput of(StreamingOutput body) {
        return out -> {
            try {
                body.write(out);
            } catch (IOException | RuntimeException e) {
                var event = current.getCurrent();
                if (event.response().headWritten()) {
                    breakOff(event);
                }
                throw e;
            }
        };
    }

    /** At once: a connection that is closed in an orderly way first sends what is waiting, and the framework's end with it. */
    private static void breakOff(RoutingContext event) {
        if (event.request().connection() instanceof ConnectionBase connection
                && event.request().version() != HttpVersion.HTTP_2) {
            var channel = connection.channel();
            channel.eventLoop().execute(() -> channel.unsafe().close(channel.voidPromise()));
            channel.closeFuture().awaitUninterruptibly(PATIENCE.toMillis());
        } else {
            event.response().reset();
        }
    }
}
