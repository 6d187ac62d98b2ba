package dev.kith.contact;

import java.util.List;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

import dev.kith.http.Answer;
import dev.kith.http.ExpectedVersion;
import dev.kith.idempotency.Idempotency;
import dev.kith.owner.Scope;

@Path("/v1/contacts/{id}/merge")
class MergeResource {

    private final MergeService merges;
    private final Idempotency idempotency;

    MergeResource(MergeService merges, Idempotency idempotency) {
        this.merges = merges;
        this.idempotency = idempotency;
    }

    @GET
    @RolesAllowed(Scope.READ)
    public MergeView preview(@RestPath UUID id, @RestQuery("contactId") @NotNull UUID contactId,
            @RestQuery("take") List<MergeField> take) {
        return merges.preview(id, new MergeContact(contactId, take));
    }

    @POST
    @RolesAllowed(Scope.WRITE)
    public Response merge(@RestPath UUID id, @NotNull @Valid MergeContact command, @Context HttpHeaders headers) {
        return idempotency.once(() -> Answer.ok(merges.merge(id, command, ExpectedVersion.of(headers))));
    }
}
