package dev.kith.insight;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestQuery;

import dev.kith.owner.Scope;
import dev.kith.paging.Limit;

@Path("/v1/insights/referrals")
class ReferralResource {

    private final ReferralService referrals;

    ReferralResource(ReferralService referrals) {
        this.referrals = referrals;
    }

    @GET
    @RolesAllowed(Scope.READ)
    public Referrals all(@RestQuery("limit") Integer limit) {
        return referrals.referrals(Limit.of(limit));
    }
}
