package dev.kith.organization;

import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
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

@Path("/v1/organizations")
class OrganizationResource {

    private final OrganizationService organizations;
    private final Idempotency idempotency;

    OrganizationResource(OrganizationService organizations, Idempotency idempotency) {
        this.organizations = organizations;
        this.idempotency = idempotency;
    }

    @POST
    @RolesAllowed(Scope.WRITE)
    public Response create(@NotNull @Valid OrganizationDetails details) {
        return idempotency.once(() -> Answer.of(organizations.create(details), view -> "/v1/organizations/" + view.id()));
    }

    @GET
    @RolesAllowed(Scope.READ)
    public Page<OrganizationView> list(@RestQuery("q") String q, @RestQuery("sector") String sector,
            @RestQuery("cursor") String cursor, @RestQuery("limit") Integer limit) {
        return organizations.list(OrganizationQuery.of(q, sector), cursor, Limit.of(limit));
    }

    @GET
    @Path("{id}")
    @RolesAllowed(Scope.READ)
    public OrganizationView get(@RestPath UUID id) {
        return organizations.get(id);
    }

    @PATCH
    @Path("{id}")
    @Consumes({ MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON })
    @RolesAllowed(Scope.WRITE)
    public OrganizationView patch(@RestPath UUID id, JsonNode patch, @Context HttpHeaders headers) {
        return organizations.patch(id, patch, ExpectedVersion.of(headers));
    }

    @DELETE
    @Path("{id}")
    @RolesAllowed(Scope.WRITE)
    public void delete(@RestPath UUID id, @Context HttpHeaders headers) {
        organizations.delete(id, ExpectedVersion.of(headers));
    }

    @POST
    @Path("{id}/merge")
    @RolesAllowed(Scope.WRITE)
    public Response merge(@RestPath UUID id, @NotNull @Valid MergeOrganization command, @Context HttpHeaders headers) {
        return idempotency.once(() -> Answer.ok(organizations.merge(id, command, ExpectedVersion.of(headers))));
    }
}
