package dev.kith.eventlog;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;

import dev.kith.owner.Scope;

@Path("/v1/relay")
class RelayResource {

    private final EventLogThreads threads;
    private final RepublicationService republications;

    RelayResource(EventLogThreads threads, RepublicationService republications) {
        this.threads = threads;
        this.republications = republications;
    }

    @GET
    @RolesAllowed(Scope.ADMIN)
    public RelayView get() {
        return RelayView.of(threads);
    }

    @PUT
    @Path("republication")
    @RolesAllowed(Scope.ADMIN)
    public Republication republish(@NotNull @Valid Republish command) {
        return republications.begin(command);
    }

    @DELETE
    @Path("republication")
    @RolesAllowed(Scope.ADMIN)
    public void cancel() {
        republications.cancel();
    }
}
