package dev.kith.contact;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import dev.kith.http.Answer;
import dev.kith.http.BodyLimit;
import dev.kith.http.Preference;
import dev.kith.idempotency.Idempotency;
import dev.kith.owner.Scope;

@Path(ContactBatchResource.PATH)
class ContactBatchResource {

    static final String PATH = "/v1/contacts:batch";

    private final ContactBatchService batches;
    private final Idempotency idempotency;

    ContactBatchResource(ContactBatchService batches, Idempotency idempotency) {
        this.batches = batches;
        this.idempotency = idempotency;
    }

    @POST
    @BodyLimit(mebibytes = 8)
    @RolesAllowed(Scope.WRITE)
    public Response apply(@NotNull @Valid ContactBatch batch, @Context HttpHeaders headers) {
        return idempotency.once(() -> Answer
                .multiStatus(batches.apply(batch.operations(), Preference.isRepresentation(headers))));
    }
}
