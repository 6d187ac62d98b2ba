package dev.kith.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

import dev.kith.problem.Invalid;
import dev.kith.problem.NotFound;

/**
 * Keeps what PostgreSQL cannot take as text, U+0000 above all, out of queries and paths as {@link StrictJson} does of bodies;
 * and lists as long as an address out of queries.
 */
@Provider
class CleanAddress implements ContainerRequestFilter {

    private static final int LONGEST_LIST = 20;

    @Override
    public void filter(ContainerRequestContext request) {
        if (!Scalars.isText(request.getUriInfo().getPath())) {
            throw new NotFound("There is nothing at this address.");
        }
        request.getUriInfo().getQueryParameters().forEach((name, values) -> {
            if (values.size() > LONGEST_LIST) {
                throw new Invalid("?" + name, "There can be " + LONGEST_LIST + " of these at most.");
            }
            if (!values.stream().allMatch(Scalars::isText)) {
                throw new Invalid("?" + name, "This must be a text without U+0000.");
            }
        });
    }
}
