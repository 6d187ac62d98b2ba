package dev.kith.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

import dev.kith.http.Answer;
import dev.kith.http.BodyLimit;
import dev.kith.http.UploadedFile;
import dev.kith.idempotency.Idempotency;
import dev.kith.owner.Scope;
import dev.kith.paging.Limit;
import dev.kith.paging.Page;

@Path("/v1/imports")
class ImportResource {

    private final ImportService imports;
    private final ImportUndo undo;
    private final Idempotency idempotency;

    ImportResource(ImportService imports, ImportUndo undo, Idempotency idempotency) {
        this.imports = imports;
        this.undo = undo;
        this.idempotency = idempotency;
    }

    @POST
    @Consumes("text/csv")
    @BodyLimit(mebibytes = 64)
    @RolesAllowed(Scope.WRITE)
    public Response importFile(InputStream body, @RestQuery("dryRun") @DefaultValue("false") boolean dryRun)
            throws IOException {
        try (var file = UploadedFile.of(body)) {
            return idempotency.once(() -> {
                var queued = imports.queueLinkedIn(file, dryRun);
                return Answer.accepted("/v1/imports/" + queued.id(), queued);
            });
        }
    }

    @GET
    @RolesAllowed(Scope.READ)
    public Page<ImportView> list(@RestQuery("cursor") String cursor, @RestQuery("limit") Integer limit) {
        return imports.list(cursor, Limit.of(limit));
    }

    @GET
    @Path("{id}")
    @RolesAllowed(Scope.READ)
    public ImportView get(@RestPath UUID id) {
        return imports.get(id);
    }

    @GET
    @Path("{id}/rows")
    @RolesAllowed(Scope.READ)
    public Page<ImportRow> rows(@RestPath UUID id, @RestQuery("outcome") ImportRow.Outcome outcome,
            @RestQuery("cursor") String cursor, @RestQuery("limit") Integer limit) {
        return imports.rows(id, outcome, cursor, Limit.of(limit));
    }

    @DELETE
    @Path("{id}")
    @RolesAllowed(Scope.WRITE)
    public void cancel(@RestPath UUID id) {
        imports.cancel(id);
    }

    @POST
    @Path("{id}/undo")
    @RolesAllowed(Scope.WRITE)
    public Response undo(@RestPath UUID id) {
        return idempotency.once(() -> Answer.accepted("/v1/imports/" + id, undo.request(id)));
    }
}
