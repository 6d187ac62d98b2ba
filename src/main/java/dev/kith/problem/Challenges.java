package dev.kith.problem;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;

/**
 * Tells who was not let in what to come back with (RFC 6750, section 3). Stands before the extension's mappers, which were
 * made for an older Quarkus and fail on the fields of its challenge.
 */
public class Challenges {

    /** Before the extension's, which have 4999. */
    private static final int FIRST = 1;

    private static final String BEARER = "Bearer realm=\"kith\"";
    static final String BAD_TOKEN = BEARER + ", error=\"invalid_token\"";

    @ServerExceptionMapper(value = AuthenticationFailedException.class, priority = FIRST)
    public Response badToken(RoutingContext request) {
        return refusal(ProblemType.UNAUTHENTICATED, BAD_TOKEN, request);
    }

    @ServerExceptionMapper(value = UnauthorizedException.class, priority = FIRST)
    public Response noToken(RoutingContext request) {
        return refusal(ProblemType.UNAUTHENTICATED, BEARER, request);
    }

    @ServerExceptionMapper(value = ForbiddenException.class, priority = FIRST)
    public Response tokenForSomethingElse(RoutingContext request, ResourceInfo asked) {
        var allowed = asked.getResourceMethod().getAnnotation(RolesAllowed.class);
        return refusal(ProblemType.FORBIDDEN, BEARER + ", error=\"insufficient_scope\""
                + (allowed == null ? "" : ", scope=\"" + String.join(" ", allowed.value()) + "\""), request);
    }

    private static Response refusal(ProblemType type, String challenge, RoutingContext request) {
        request.response().headers().remove(HttpHeaders.WWW_AUTHENTICATE); // the framework sends a shorter one as well
        return Problems.builder(type, Problems.detail(type), request.request().path())
                .withHeader(HttpHeaders.WWW_AUTHENTICATE, challenge)
                .build().toResponse();
    }
}
