package dev.kith.trace;

import java.util.Collection;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;

/** To which trace something belongs, in the words of W3C's trace context: {@code 00-<trace>-<span>-<flags>}. */
@Singleton
public class Traces {

    /** As many links as a span may have. */
    private static final int MOST = 128;

    private static final int TRACE = 3;
    private static final int SPAN = 36;
    private static final int FLAGS = 53;

    private final Tracer tracer;

    @Inject
    Traces(OpenTelemetry telemetry) {
        this(telemetry.getTracer("dev.kith"));
    }

    public Traces(Tracer tracer) {
        this.tracer = tracer;
    }

    /** The {@code traceparent} of what is being done; null outside of a request, and while there are no traces. */
    public static String current() {
        var span = Span.current().getSpanContext();
        return span.isValid()
                ? "00-" + span.getTraceId() + "-" + span.getSpanId() + "-" + span.getTraceFlags().asHex()
                : null;
    }

    /**
     * A trace of its own, as it is for many at once, linked to those of them that are recorded; nothing if none is. To be
     * ended.
     *
     * @param traceparents of what is sent; null for what belongs to no trace
     */
    public Span publishing(String topic, Collection<String> traceparents) {
        var recorded = traceparents.stream().filter(Traces::isRecorded).distinct().limit(MOST).toList();
        if (recorded.isEmpty()) {
            return Span.getInvalid();
        }
        var span = tracer.spanBuilder("publish").setSpanKind(SpanKind.PRODUCER).setNoParent()
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.destination.name", topic)
                .setAttribute("messaging.batch.message_count", (long) traceparents.size());
        recorded.forEach(traceparent -> span.addLink(context(traceparent)));
        return span.startSpan();
    }

    private static boolean isRecorded(String traceparent) {
        return traceparent != null && TraceFlags.fromHex(traceparent, FLAGS).isSampled();
    }

    private static SpanContext context(String traceparent) {
        return SpanContext.createFromRemoteParent(traceparent.substring(TRACE, SPAN - 1),
                traceparent.substring(SPAN, FLAGS - 1), TraceFlags.fromHex(traceparent, FLAGS), TraceState.getDefault());
    }
}
