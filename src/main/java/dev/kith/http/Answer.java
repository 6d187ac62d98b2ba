package dev.kith.http;

import java.util.function.Function;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.Response.StatusType;

/**
 * What a resource answers when a view alone does not say it: the status, and where the thing is from now on.
 *
 * @param location path of the thing, as {@code /v1/contacts/0193…}; null when it is not a creation nor a job
 * @param view what goes into the body as JSON; null for none
 */
public record Answer(StatusType status, String location, Object view) {

    /** 207, of WebDAV: what is asked for in one request has several results. */
    private static final StatusType MULTI_STATUS = Response.ok().status(207, "Multi-Status").build().getStatusInfo();

    public static Answer ok(Object view) {
        return new Answer(Status.OK, null, view);
    }

    public static Answer noContent() {
        return new Answer(Status.NO_CONTENT, null, null);
    }

    public static Answer multiStatus(Object view) {
        return new Answer(MULTI_STATUS, null, view);
    }

    public static Answer created(String location, Object view) {
        return new Answer(Status.CREATED, location, view);
    }

    /** What was asked for will be done; how far it is can be read there. */
    public static Answer accepted(String location, Object view) {
        return new Answer(Status.ACCEPTED, location, view);
    }

    /** 201 when the request made it, 200 when it was there already; both with its location. */
    public static <T> Answer of(Made<T> made, Function<T, String> locationOf) {
        return new Answer(made.isNew() ? Status.CREATED : Status.OK, locationOf.apply(made.view()), made.view());
    }

    public Response toResponse() {
        var response = Response.status(status).entity(view);
        if (location != null) {
            // as text: a URI would be made absolute with whatever host the client or a proxy named
            response.header(HttpHeaders.LOCATION, location);
        }
        return response.build();
    }
}
