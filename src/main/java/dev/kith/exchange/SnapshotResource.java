package dev.kith.exchange;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.StreamingOutput;

import dev.kith.owner.Scope;

@Path("/v1/snapshot")
class SnapshotResource {

    private final Snapshot snapshot;

    SnapshotResource(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    @GET
    @Produces("application/x-ndjson")
    @RolesAllowed(Scope.READ)
    public StreamingOutput take() {
        return snapshot.take();
    }
}
