package dev.kith.http;

import java.util.Set;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;

/**
 * Counts requests that were refused before it was known what they ask for by the beginning of their address alone: the rest may
 * be a name or a tag of somebody's.
 */
@Singleton
class KnownAddresses implements MeterFilter {

    private static final Set<String> REFUSED = Set.of("CLIENT_ERROR", "SERVER_ERROR");
    private static final String ADDRESS = "uri";

    @Override
    public Meter.Id map(Meter.Id id) {
        var address = id.getTag(ADDRESS);
        var isTemplate = address == null || address.contains("{");
        return isTemplate || !id.getName().startsWith("http.server") || !REFUSED.contains(String.valueOf(id.getTag("outcome")))
                ? id
                : id.replaceTags(Tags.of(id.getTags()).and(ADDRESS, address.replaceAll("^(/[^/]*/[^/]*)/.*", "$1/**")));
    }
}
