package dev.kith.introduction;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestQuery;

import dev.kith.paging.Limit;
import dev.kith.paging.Page;
import io.quarkus.security.Authenticated;

@Path("/v1/insights/connectors")
@Authenticated
class ConnectorResource {

    private final ConnectorService connectors;

    ConnectorResource(ConnectorService connectors) {
        this.connectors = connectors;
    }

    @GET
    public Page<ConnectorLoad> list(@RestQuery("cursor") String cursor, @RestQuery("limit") Integer limit) {
        return connectors.list(cursor, Limit.of(limit));
    }
}
