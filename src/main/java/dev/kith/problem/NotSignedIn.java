package dev.kith.problem;

import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.UriInfo;

import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import io.quarkiverse.resteasy.problem.ExceptionMapperBase;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemContext;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.UnauthorizedException;

/**
 * No token where one is needed, or one that is forged, too old or meant for somebody else: 401. Stands before the
 * library's mappers, which read Quarkus's challenge by a field that is gone, and so answer 500.
 */
public class NotSignedIn {

    @ServerExceptionMapper(value = { UnauthorizedException.class,
            AuthenticationFailedException.class }, priority = Priorities.AUTHENTICATION)
    public Response challenge(Throwable refused, UriInfo uri) {
        var problem = HttpProblem.builder()
                .withStatus(Status.UNAUTHORIZED)
                .withTitle(Status.UNAUTHORIZED.getReasonPhrase())
                .withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
        return ExceptionMapperBase.postProcessorsRegistry
                .applyPostProcessing(problem, ProblemContext.of(refused, uri))
                .toResponse();
    }
}
