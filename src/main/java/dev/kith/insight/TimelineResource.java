package dev.kith.insight;

import java.util.UUID;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

import dev.kith.paging.Limit;
import dev.kith.paging.Page;
import io.quarkus.security.Authenticated;

@Path("/v1/contacts/{id}/timeline")
@Authenticated
class TimelineResource {

    private final TimelineService timeline;

    TimelineResource(TimelineService timeline) {
        this.timeline = timeline;
    }

    @GET
    public Page<TimelineItem> of(@RestPath UUID id, @RestQuery("cursor") String cursor, @RestQuery("limit") Integer limit) {
        return timeline.of(id, cursor, Limit.of(limit));
    }
}
