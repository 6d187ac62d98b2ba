package dev.kith.contact;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

import dev.kith.http.Answer;
import dev.kith.owner.Scope;
import dev.kith.paging.Limit;
import dev.kith.paging.Page;

@Path("/v1/tags")
class TagResource {

    private final TagService tags;

    TagResource(TagService tags) {
        this.tags = tags;
    }

    @GET
    @RolesAllowed(Scope.READ)
    public Page<TagView> list(@RestQuery("cursor") String cursor, @RestQuery("limit") Integer limit) {
        return tags.list(cursor, Limit.of(limit));
    }

    @PUT
    @Path("{name}")
    @RolesAllowed(Scope.WRITE)
    public Response put(@RestPath String name, @NotNull @Valid TagDetails details) {
        return Answer.of(tags.put(name, details), tag -> null).toResponse();
    }

    @DELETE
    @Path("{name}")
    @RolesAllowed(Scope.WRITE)
    public Recomputing delete(@RestPath String name) {
        return tags.delete(name);
    }
}
