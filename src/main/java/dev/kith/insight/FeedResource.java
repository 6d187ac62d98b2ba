package dev.kith.insight;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestPath;

/** For programs that can be given an address and nothing else: the token in it is who asks. */
@Path("/v1/feeds/{token}")
class FeedResource {

    private final FeedService feeds;

    FeedResource(FeedService feeds) {
        this.feeds = feeds;
    }

    @GET
    @Path("going-cold.ics")
    @Produces("text/calendar")
    @PermitAll
    public Response goingCold(@RestPath String token, @Context Request request) {
        var feed = feeds.goingCold(token);
        var tag = new EntityTag(feed.etag());
        var known = request.evaluatePreconditions(tag);
        return (known == null ? Response.ok(feed.text(), "text/calendar;charset=UTF-8") : known).tag(tag)
                .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
                .build();
    }
}
