package dev.kith.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;

class SamplingTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    @Test
    void nothing_begins_to_be_recorded_that_would_be_sent_to_nobody() {
        assertEquals(SamplingDecision.DROP, decided(Optional.of(" "), Context.root(), List.of()));
        assertEquals(SamplingDecision.DROP, decided(Optional.empty(), Context.root(), List.of()));
        assertEquals(SamplingDecision.RECORD_AND_SAMPLE,
                decided(Optional.of("http://collector:4317"), Context.root(), List.of()));
    }

    @Test
    void what_the_caller_records_is_recorded_and_what_it_does_not_is_not() {
        assertEquals(SamplingDecision.RECORD_AND_SAMPLE, decided(Optional.of(" "), under(TraceFlags.getSampled()), List.of()));
        assertEquals(SamplingDecision.DROP,
                decided(Optional.of("http://collector:4317"), under(TraceFlags.getDefault()), List.of()));
    }

    @Test
    void what_is_done_for_somebody_who_is_recorded_is_recorded() {
        assertEquals(SamplingDecision.RECORD_AND_SAMPLE,
                decided(Optional.of(" "), Context.root(), List.of(LinkData.create(context(TraceFlags.getSampled())))));
        assertEquals(SamplingDecision.DROP,
                decided(Optional.of(" "), Context.root(), List.of(LinkData.create(context(TraceFlags.getDefault())))));
    }

    private static SamplingDecision decided(Optional<String> collector, Context parent, List<LinkData> links) {
        return new Sampling(collector, 1).shouldSample(parent, TRACE, "GET", SpanKind.SERVER, Attributes.empty(), links)
                .getDecision();
    }

    private static Context under(TraceFlags flags) {
        return Context.root().with(Span.wrap(context(flags)));
    }

    private static SpanContext context(TraceFlags flags) {
        return SpanContext.createFromRemoteParent(TRACE, "00f067aa0ba902b7", flags, TraceState.getDefault());
    }
}
