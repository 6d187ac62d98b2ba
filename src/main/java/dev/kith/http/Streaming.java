package dev.kith.http;

import java.io.IOException;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.StreamingOutput;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;

/**
 * Answers that are written while they are made. When one cannot be made to its end after it has begun, the connection ends, and
 * not the answer: the framework would end it as if that had been all.
 */
@ApplicationScoped
public class Streaming {

    private final CurrentVertxRequest current;

    Streaming(CurrentVertxRequest current) {
        this.current = current;
    }

    public StreamingOutput of(StreamingOutput body) {
        return out -> {
            try {
                body.write(out);
            } catch (IOException | RuntimeException e) {
                var answer = current.getCurrent().response();
                if (answer.headWritten()) {
                    answer.reset();
                }
                throw e;
            }
        };
    }
}
