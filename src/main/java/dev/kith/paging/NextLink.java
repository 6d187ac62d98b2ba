package dev.kith.paging;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;

/** {@code Link: rel="next"} (RFC 8288) of every page that is not the last: the same address, with the next cursor. */
@Provider
class NextLink implements ContainerResponseFilter {

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getEntity() instanceof Continued answer && answer.next() != null) {
            var next = request.getUriInfo().getRequestUriBuilder()
                    .replaceQueryParam(answer.next().parameter(), answer.next().cursor()).build();
            // relative to what was asked, since a proxy may have rewritten host and scheme
            response.getHeaders().add(HttpHeaders.LINK, "<" + next.getRawPath() + "?" + next.getRawQuery() + ">; rel=\"next\"");
        }
    }
}
