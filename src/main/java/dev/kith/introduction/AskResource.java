package dev.kith.introduction;

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

@Path("/v1/asks")
class AskResource {

    /** Not "names", which is an address of its own. */
    static final String ID = "{id: [0-9a-fA-F-]+}";

    private final AskService asks;
    private final Idempotency idempotency;

    AskResource(AskService asks, Idempotency idempotency) {
        this.asks = asks;
        this.idempotency = idempotency;
    }

    @POST
    @RolesAllowed(Scope.WRITE)
    public Response put(@NotNull @Valid PutAsk command) {
        return idempotency.once(() -> Answer.of(asks.put(command), view -> "/v1/asks/" + view.id()));
    }

    @GET
    @RolesAllowed(Scope.READ)
    public Page<AskView> list(@RestQuery("contactId") UUID contactId, @RestQuery("answered") Boolean answered,
            @RestQuery("cursor") String cursor, @RestQuery("limit") Integer limit) {
        return asks.list(new AskRepository.Query(contactId, answered), cursor, Limit.of(limit));
    }

    @GET
    @Path(AskResource.ID)
    @RolesAllowed(Scope.READ)
    public AskView get(@RestPath UUID id) {
        return asks.get(id);
    }

    @PATCH
    @Path(AskResource.ID)
    @Consumes({ MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON })
    @RolesAllowed(Scope.WRITE)
    public AskView patch(@RestPath UUID id, JsonNode patch, @Context HttpHeaders headers) {
        return asks.patch(id, patch, ExpectedVersion.of(headers));
    }

    @DELETE
    @Path(AskResource.ID)
    @RolesAllowed(Scope.WRITE)
    public void delete(@RestPath UUID id, @Context HttpHeaders headers) {
        asks.remove(id, ExpectedVersion.of(headers));
    }

    @POST
    @Path("{id}/names")
    @RolesAllowed(Scope.WRITE)
    public Response give(@RestPath UUID id, @NotNull @Valid GiveName command) {
        return idempotency.once(() -> {
            var name = asks.give(id, command);
            return Answer.created("/v1/asks/" + id + "/names/" + name.id(), name);
        });
    }

    @GET
    @Path("names")
    @RolesAllowed(Scope.READ)
    public Page<AskedNameView> names(@RestQuery("contactId") UUID contactId, @RestQuery("followedUp") Boolean followedUp,
            @RestQuery("cursor") String cursor, @RestQuery("limit") Integer limit) {
        return asks.names(new AskRepository.NamesQuery(contactId, followedUp), cursor, Limit.of(limit));
    }

    @GET
    @Path("{id}/names/{nameId}")
    @RolesAllowed(Scope.READ)
    public AskedNameView getName(@RestPath UUID id, @RestPath UUID nameId) {
        return asks.getName(id, nameId);
    }

    @PATCH
    @Path("{id}/names/{nameId}")
    @Consumes({ MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON })
    @RolesAllowed(Scope.WRITE)
    public AskedNameView patchName(@RestPath UUID id, @RestPath UUID nameId, JsonNode patch, @Context HttpHeaders headers) {
        return asks.patchName(id, nameId, patch, ExpectedVersion.of(headers));
    }
}
