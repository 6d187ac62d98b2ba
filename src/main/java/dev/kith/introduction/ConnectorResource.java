package dev.kith.introduction;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestQuery;

import dev.kith.owner.Scope;
import dev.kith.paging.Limit;
import dev.kith.paging.Page;

@Path("/v1/insights/connectors")
class ConnectorResource {

    private final ConnectorService connectors;

    ConnectorResource(ConnectorService connectors) {
        this.connectors = connectors;
    }

    @GET
    @RolesAllowed(Scope.READ)
    public Page<ConnectorLoad> list(@RestQuery("cursor") String cursor, @RestQuery("limit") Integer limit) {
        return connectors.list(cursor, Limit.of(limit));
    }
}
