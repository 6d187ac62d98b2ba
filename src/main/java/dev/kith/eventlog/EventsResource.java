package dev.kith.eventlog;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestQuery;

import dev.kith.owner.CurrentOwner;
import dev.kith.owner.Scope;
import dev.kith.paging.Limit;
import dev.kith.problem.Invalid;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

@Path("/v1/events")
class EventsResource {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,5}");

    private final EventsService events;
    private final OpenStreams streams;
    private final EventReader reader;
    private final CurrentOwner owner;

    EventsResource(EventsService events, OpenStreams streams, EventReader reader, CurrentOwner owner) {
        this.events = events;
        this.streams = streams;
        this.reader = reader;
        this.owner = owner;
    }

    @GET
    @RolesAllowed(Scope.EVENTS)
    @Blocking
    public Uni<EventsPage> list(@RestQuery("after") String after, @RestQuery("type") List<String> types,
            @RestQuery("subject") UUID subject, @RestQuery("wait") String wait, @RestQuery("limit") Integer limit) {
        var ownerId = owner.id();
        return events.list(ownerId, place(ownerId, after, "?after"), EventFilter.asked(types, subject), Limit.of(limit),
                patience(wait)).map(stretch -> EventsPage.of(stretch, reader.cursor(ownerId, stretch.next())));
    }

    @GET
    @Path("stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RolesAllowed(Scope.EVENTS)
    public Response stream(@RestHeader("Last-Event-ID") String last, @RestQuery("after") String after,
            @RestQuery("type") List<String> types, @RestQuery("subject") UUID subject, @Context RoutingContext client) {
        var place = last == null || last.isEmpty() ? place(owner.id(), after, "?after")
                : place(owner.id(), last, "Last-Event-ID"); // the address stays what it was when the stream began
        return Response.ok(streams.open(place, EventFilter.asked(types, subject), client))
                .header(HttpHeaders.CACHE_CONTROL, "no-cache, no-store, no-transform")
                .header("X-Accel-Buffering", "no") // nginx: pass it on as it comes
                .build();
    }

    private LogCursor place(UUID ownerId, String cursor, String pointer) {
        try {
            return cursor == null ? null : reader.place(ownerId, cursor);
        } catch (Invalid e) {
            throw new Invalid(pointer, "This cursor is damaged or belongs to somebody else; start without one.");
        }
    }

    private static Duration patience(String wait) {
        if (wait == null) {
            return Duration.ZERO;
        }
        try {
            var asked = SECONDS.matcher(wait).matches() ? Duration.ofSeconds(Integer.parseInt(wait)) : Duration.parse(wait);
            if (!asked.isNegative()) {
                return asked.compareTo(LONGEST_WAIT) < 0 ? asked : LONGEST_WAIT;
            }
        } catch (DateTimeException e) {
            // like one that is negative
        }
        throw new Invalid("?wait", "This must be a number of seconds, as 20, or a duration, as PT20S.");
    }
}
