package dev.kith.insight;

import java.util.UUID;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestPath;

import io.quarkus.security.Authenticated;

@Path("/v1/contacts/{id}/chain")
@Authenticated
class ChainResource {

    private final ReferralService referrals;

    ChainResource(ReferralService referrals) {
        this.referrals = referrals;
    }

    @GET
    public Chain of(@RestPath UUID id) {
        return referrals.chain(id);
    }
}
