package dev.kith.support;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import dev.kith.owner.CurrentOwner;
import dev.kith.owner.Scope;

/** Tells whom a token stands for; in tests only. */
@Path("/test/who-am-i")
class WhoAmI {

    private final CurrentOwner owner;

    WhoAmI(CurrentOwner owner) {
        this.owner = owner;
    }

    @GET
    @RolesAllowed(Scope.READ)
    public String owner() {
        return owner.id().toString();
    }
}
