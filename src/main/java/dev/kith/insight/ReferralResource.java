package dev.kith.insight;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestQuery;

import dev.kith.paging.Limit;
import io.quarkus.security.Authenticated;

@Path("/v1/insights/referrals")
@Authenticated
class ReferralResource {

    private final ReferralService referrals;

    ReferralResource(ReferralService referrals) {
        this.referrals = referrals;
    }

    @GET
    public Referrals all(@RestQuery("limit") Integer limit) {
        return referrals.referrals(Limit.of(limit));
    }
}
