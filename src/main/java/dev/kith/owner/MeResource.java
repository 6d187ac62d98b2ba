package dev.kith.owner;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kith.http.ExpectedVersion;
import dev.kith.http.MergePatch;

@Path("/v1/me")
class MeResource {

    private final MeService me;
    private final AccountClosing closing;

    MeResource(MeService me, AccountClosing closing) {
        this.me = me;
        this.closing = closing;
    }

    @GET
    @RolesAllowed(Scope.READ)
    public MeView get() {
        return me.get();
    }

    @PATCH
    @Consumes({ MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON })
    @RolesAllowed(Scope.WRITE)
    public MeView patch(JsonNode patch, @Context HttpHeaders headers) {
        return me.patch(patch, ExpectedVersion.of(headers));
    }

    @DELETE
    @RolesAllowed(Scope.WRITE)
    public Response close() {
        return closing.close().toResponse();
    }
}
