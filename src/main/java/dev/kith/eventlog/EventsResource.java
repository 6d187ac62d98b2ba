package dev.kith.eventlog;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;

import dev.kith.paging.Limit;
import io.quarkus.security.Authenticated;

@Path("/v1/events")
@Authenticated
class EventsResource {

    private final EventsService events;

    EventsResource(EventsService events) {
        this.events = events;
    }

    @GET
    public EventsPage list(@QueryParam("after") String after, @QueryParam("limit") Integer limit) {
        return events.after(after, Limit.of(limit));
    }
}
