package dev.kith.interaction;

import java.time.Instant;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kith.http.Answer;
import dev.kith.http.ExpectedVersion;
import dev.kith.http.MergePatch;
import dev.kith.idempotency.Idempotency;
import dev.kith.owner.Scope;
import dev.kith.paging.Limit;
import dev.kith.paging.Page;

@Path("/v1/interactions")
class InteractionResource {

    private final InteractionService interactions;
    private final Idempotency idempotency;

    InteractionResource(InteractionService interactions, Idempotency idempotency) {
        this.interactions = interactions;
        this.idempotency = idempotency;
    }

    @POST
    @RolesAllowed(Scope.WRITE)
    public Response log(@NotNull @Valid InteractionDetails details) {
        return idempotency.once(() -> Answer.of(interactions.log(details), view -> "/v1/interactions/" + view.id()));
    }

    @GET
    @RolesAllowed(Scope.READ)
    public Page<InteractionView> list(@RestQuery("contactId") UUID contactId, @RestQuery("kind") Kind kind,
            @RestQuery("cursor") String cursor,
            @RestQuery("limit") Integer limit) {
        return interactions.list(new InteractionRepository.Query(contactId, kind), cursor, Limit.of(limit));
    }

    @GET
    @Path("{id}")
    @RolesAllowed(Scope.READ)
    public InteractionView get(@RestPath UUID id) {
        return interactions.get(id);
    }

    @PATCH
    @Path("{id}")
    @Consumes({ MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON })
    @RolesAllowed(Scope.WRITE)
    public InteractionView patch(@RestPath UUID id, JsonNode patch, @Context HttpHeaders headers) {
        return interactions.patch(id, patch, ExpectedVersion.of(headers));
    }

    @DELETE
    @Path("{id}")
    @RolesAllowed(Scope.WRITE)
    public void delete(@RestPath UUID id, @Context HttpHeaders headers) {
        interactions.remove(id, ExpectedVersion.of(headers));
    }

    record Answered(@NotNull Instant answeredAt) {
    }

    @PUT
    @Path("{id}/answers/{contactId}")
    @RolesAllowed(Scope.WRITE)
    public InteractionView answer(@RestPath UUID id, @RestPath UUID contactId, @NotNull @Valid Answered answered) {
        return interactions.answer(id, contactId, answered.answeredAt());
    }

    @DELETE
    @Path("{id}/answers/{contactId}")
    @RolesAllowed(Scope.WRITE)
    public InteractionView withdrawAnswer(@RestPath UUID id, @RestPath UUID contactId) {
        return interactions.answer(id, contactId, null);
    }
}
