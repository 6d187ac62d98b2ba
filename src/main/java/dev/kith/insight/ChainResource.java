package dev.kith.insight;

import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestPath;

import dev.kith.owner.Scope;

@Path("/v1/contacts/{id}/chain")
class ChainResource {

    private final ReferralService referrals;

    ChainResource(ReferralService referrals) {
        this.referrals = referrals;
    }

    @GET
    @RolesAllowed(Scope.READ)
    public Chain of(@RestPath UUID id) {
        return referrals.chain(id);
    }
}
