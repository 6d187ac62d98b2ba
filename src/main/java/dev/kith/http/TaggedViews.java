package dev.kith.http;

import java.util.Set;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.ext.Provider;

/** Sends the entity tag of every view that has one, and spares a client the view it has already. */
@Provider
class TaggedViews implements ContainerResponseFilter {

    private static final Set<String> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    @Context
    HttpHeaders headers;

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (!(response.getEntity() instanceof Tagged view)) {
            return;
        }
        response.getHeaders().putSingle(HttpHeaders.ETAG, '"' + view.etag() + '"');
        response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "private, no-cache"); // kept, and asked about each time
        if (READING.contains(request.getMethod()) && response.getStatus() == Status.OK.getStatusCode()) {
            var known = EntityTags.of(headers, HttpHeaders.IF_NONE_MATCH);
            if (known != null && known.match(view.etag())) {
                response.setStatusInfo(Status.NOT_MODIFIED);
                response.setEntity(null);
            }
        }
    }
}
