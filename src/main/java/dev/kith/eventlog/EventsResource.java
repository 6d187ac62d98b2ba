package dev.kith.eventlog;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;

import dev.kith.owner.Scope;
import dev.kith.paging.Limit;

@Path("/v1/events")
class EventsResource {

    private final EventsService events;

    EventsResource(EventsService events) {
        this.events = events;
    }

    @GET
    @RolesAllowed(Scope.EVENTS)
    public EventsPage list(@QueryParam("after") String after, @QueryParam("limit") Integer limit) {
        return events.after(after, Limit.of(limit));
    }
}
