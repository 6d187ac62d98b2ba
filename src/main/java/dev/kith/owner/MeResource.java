package dev.kith.owner;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kith.http.ExpectedVersion;
import dev.kith.http.MergePatch;
import io.quarkus.security.Authenticated;

@Path("/v1/me")
@Authenticated
class MeResource {

    private final MeService me;

    MeResource(MeService me) {
        this.me = me;
    }

    @GET
    public MeView get() {
        return me.get();
    }

    @PATCH
    @Consumes({ MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON })
    public MeView patch(JsonNode patch, @Context HttpHeaders headers) {
        return me.patch(patch, ExpectedVersion.of(headers));
    }
}
