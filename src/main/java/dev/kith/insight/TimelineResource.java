package dev.kith.insight;

import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

import dev.kith.owner.Scope;
import dev.kith.paging.Limit;
import dev.kith.paging.Page;

@Path("/v1/contacts/{id}/timeline")
class TimelineResource {

    private final TimelineService timeline;

    TimelineResource(TimelineService timeline) {
        this.timeline = timeline;
    }

    @GET
    @RolesAllowed(Scope.READ)
    public Page<TimelineItem> of(@RestPath UUID id, @RestQuery("cursor") String cursor, @RestQuery("limit") Integer limit) {
        return timeline.of(id, cursor, Limit.of(limit));
    }
}
