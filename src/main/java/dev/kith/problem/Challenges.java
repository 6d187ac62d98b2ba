package dev.kith.problem;

import java.util.function.Function;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

/**
 * Answers who is not signed in with 401 and the challenge of the sign-in in use (RFC 9110, section 15.5.2). The extension
 * has mappers for it, made for an older Quarkus: they fail on the fields of {@link ChallengeData}.
 */
public class Challenges {

    /** Before the extension's, which have 4999. */
    private static final int FIRST = 1;

    @ServerExceptionMapper(value = AuthenticationFailedException.class, priority = FIRST)
    public Uni<Response> badToken(RoutingContext request) {
        return challenge(request);
    }

    @ServerExceptionMapper(value = UnauthorizedException.class, priority = FIRST)
    public Uni<Response> noToken(RoutingContext request) {
        return challenge(request);
    }

    private static Uni<Response> challenge(RoutingContext request) {
        HttpAuthenticator authenticator = request.get(HttpAuthenticator.class.getName());
        Uni<ChallengeData> challenge = authenticator == null ? Uni.createFrom().nullItem()
                : authenticator.getChallenge(request);
        return challenge.onFailure().recoverWithNull().map(answer(request));
    }

    private static Function<ChallengeData, Response> answer(RoutingContext request) {
        return challenge -> {
            var problem = Problems.builder(ProblemType.UNAUTHENTICATED, Problems.detail(ProblemType.UNAUTHENTICATED),
                    request.request().path());
            var header = challenge == null ? null
                    : challenge.getHeaders().entrySet().stream()
                            .filter(entry -> HttpHeaders.WWW_AUTHENTICATE.equalsIgnoreCase(entry.getKey().toString()))
                            .findFirst().orElse(null);
            return problem.withHeader(HttpHeaders.WWW_AUTHENTICATE, header == null ? "Bearer" : header.getValue())
                    .build().toResponse();
        };
    }
}
