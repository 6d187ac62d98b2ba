package dev.kith.trace;

import java.util.Set;

import jakarta.inject.Singleton;

import io.opentelemetry.api.common.AttributeType;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/**
 * Of what a span begins with, keeps what is ours, and none of what was sent: the rest of an address may be a name or the key to
 * a feed. That a request had a path, and which one of the contract, the span says at its end by {@code http.route}.
 */
@Singleton
class Discretion implements SpanProcessor {

    private static final Set<String> OURS = Set.of("messaging.system", "messaging.destination.name", "url.scheme",
            "network.protocol.name", "network.protocol.version", "http.request.method");
    /** Methods that there are: anybody can make up others. */
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "_OTHER");

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        span.toSpanData().getAttributes().forEach((attribute, value) -> {
            var name = attribute.getKey();
            if (attribute.getType() == AttributeType.STRING
                    && !(name.equals("http.request.method") ? METHODS.contains(value) : OURS.contains(name))) {
                span.setAttribute(name, "REDACTED");
            }
        });
    }

    @Override
    public boolean isStartRequired() {
        return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        // said at its end is only what is ours
    }

    @Override
    public boolean isEndRequired() {
        return false;
    }
}
