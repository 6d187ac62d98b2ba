package dev.kith.support;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import dev.kith.owner.CurrentOwner;
import io.quarkus.security.Authenticated;

/** Tells whom a token stands for; in tests only. */
@Path("/test/who-am-i")
class WhoAmI {

    private final CurrentOwner owner;

    WhoAmI(CurrentOwner owner) {
        this.owner = owner;
    }

    @GET
    @Authenticated
    public String owner() {
        return owner.id().toString();
    }
}
