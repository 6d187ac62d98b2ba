package dev.kith.http;

import java.util.Set;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;

/** Counts requests by methods that there are not as one: anybody can make up as many as they like. */
@Singleton
class KnownMethods implements MeterFilter {

    private static final Set<String> KNOWN = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final String METHOD = "method";

    @Override
    public Meter.Id map(Meter.Id id) {
        var method = id.getTag(METHOD);
        return !id.getName().startsWith("http.server") || method == null || KNOWN.contains(method) ? id
                : id.replaceTags(Tags.of(id.getTags()).and(METHOD, "OTHER"));
    }
}
