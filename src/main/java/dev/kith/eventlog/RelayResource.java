package dev.kith.eventlog;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import dev.kith.owner.Scope;

@Path("/v1/relay")
class RelayResource {

    private final EventLogThreads threads;

    RelayResource(EventLogThreads threads) {
        this.threads = threads;
    }

    @GET
    @RolesAllowed(Scope.ADMIN)
    public RelayView get() {
        return RelayView.of(threads);
    }
}
