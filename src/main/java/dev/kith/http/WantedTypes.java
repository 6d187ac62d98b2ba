package dev.kith.http;

import java.util.List;
import java.util.stream.Stream;

import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;

import dev.kith.problem.Invalid;

/**
 * Refuses whoever wants an answer of a type that there is not, before anything is done. The framework looks when it writes the
 * answer, and not at all when that says its type itself.
 */
@Provider
class WantedTypes implements ContainerRequestFilter {

    @Context
    ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) {
        if (resource.getResourceMethod().getReturnType() == void.class) {
            return;
        }
        List<MediaType> wanted;
        try {
            wanted = request.getAcceptableMediaTypes();
        } catch (IllegalArgumentException e) {
            throw new Invalid("Accept", "This is a list of media types, as application/json.");
        }
        var given = given();
        if (wanted.stream().noneMatch(type -> given.stream().anyMatch(type::isCompatible))) {
            throw new NotAcceptableException();
        }
    }

    private List<MediaType> given() {
        var method = resource.getResourceMethod();
        var own = method.getAnnotation(Produces.class);
        var produces = own == null ? method.getDeclaringClass().getAnnotation(Produces.class) : own;
        return produces == null ? List.of(MediaType.APPLICATION_JSON_TYPE)
                : Stream.of(produces.value()).map(MediaType::valueOf).toList();
    }
}
