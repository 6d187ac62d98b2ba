package dev.kith.http;

import java.net.URI;
import java.util.Locale;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;

/** Takes {@code /v1/contacts%3Abatch} for {@code /v1/contacts:batch}: some clients escape more of a path than they must. */
@Provider
@PreMatching
class PlainColons implements ContainerRequestFilter {

    private static final String ESCAPED = "%3A";

    @Override
    public void filter(ContainerRequestContext request) {
        var sent = request.getUriInfo().getRequestUri();
        if (sent.getRawPath().toUpperCase(Locale.ROOT).contains(ESCAPED)) {
            var path = sent.getRawPath().replaceAll("(?i)" + ESCAPED, ":");
            request.setRequestUri(URI.create(sent.getRawQuery() == null ? path : path + "?" + sent.getRawQuery()));
        }
    }
}
