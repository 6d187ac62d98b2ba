package dev.kith.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

import dev.kith.problem.Invalid;
import dev.kith.problem.NotFound;

/**
 * Keeps what PostgreSQL cannot take as text, U+0000 above all, out of queries and paths as {@link StrictJson} does of bodies.
 */
@Provider
class CleanAddress implements ContainerRequestFilter {

    @Override
    public void filter(ContainerRequestContext request) {
        if (!Scalars.isText(request.getUriInfo().getPath())) {
            throw new NotFound("There is nothing at this address.");
        }
        request.getUriInfo().getQueryParameters().forEach((name, values) -> {
            if (!values.stream().allMatch(Scalars::isText)) {
                throw new Invalid("?" + name, "This must be a text without U+0000.");
            }
        });
    }
}
