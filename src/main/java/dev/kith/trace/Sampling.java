package dev.kith.trace;

import java.util.List;
import java.util.Optional;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;

/**
 * Which traces are recorded: those that the caller records, those of recorded ones, and of all others a share. Without a
 * place to send them to none begins to be, which costs next to nothing; each request belongs to a trace all the same.
 */
@Singleton
class Sampling implements Sampler {

    private final Sampler own;

    @Inject
    Sampling(@ConfigProperty(name = "quarkus.otel.exporter.otlp.endpoint") Optional<String> collector,
            @ConfigProperty(name = "quarkus.otel.traces.sampler.arg", defaultValue = "1") double share) {
        this(collector.map(String::strip).filter(place -> !place.isEmpty()).isPresent() ? share : 0);
    }

    Sampling(double share) {
        own = Sampler.parentBased(Sampler.traceIdRatioBased(share));
    }

    @Override
    public SamplingResult shouldSample(Context parent, String traceId, String name, SpanKind kind, Attributes attributes,
            List<LinkData> links) {
        return links.stream().anyMatch(link -> link.getSpanContext().isSampled())
                ? SamplingResult.recordAndSample()
                : own.shouldSample(parent, traceId, name, kind, attributes, links);
    }

    @Override
    public String getDescription() {
        return own.getDescription();
    }
}
