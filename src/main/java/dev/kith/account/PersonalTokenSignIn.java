package dev.kith.account;

import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kith.account.AccessToken.Use;
import dev.kith.owner.Caller;
import io.quarkus.oidc.runtime.OidcAuthenticationMechanism;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.identity.request.BaseAuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** Takes a personal access token where a token of the provider would stand: whatever is wrong with it, it is a 401. */
@ApplicationScoped
class PersonalTokenSignIn implements HttpAuthenticationMechanism, IdentityProvider<PersonalTokenSignIn.Request> {

    private static final String BEARER = "Bearer ";

    private final PersonalTokens tokens;

    PersonalTokenSignIn(PersonalTokens tokens) {
        this.tokens = tokens;
    }

    static final class Request extends BaseAuthenticationRequest {

        private final String token;

        Request(String token) {
            this.token = token;
        }
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identities) {
        var header = context.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                || !header.startsWith(TokenText.PREFIX, BEARER.length())) {
            return Uni.createFrom().nullItem();
        }
        return identities.authenticate(new Request(header.substring(BEARER.length())));
    }

    @Override
    public Uni<SecurityIdentity> authenticate(Request request, AuthenticationRequestContext context) {
        var token = TokenText.parse(request.token);
        return token.isEmpty() ? Uni.createFrom().failure(new AuthenticationFailedException())
                : context.runBlocking(() -> identity(token.get()));
    }

    private SecurityIdentity identity(TokenText token) {
        var opened = tokens.open(token, Use.API).orElseThrow(AuthenticationFailedException::new);
        return Caller.byPersonalToken(token.ownerId(), opened.tokenId(), opened.scopes(), opened.goodFor());
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer"));
    }

    @Override
    public Class<Request> getRequestType() {
        return Request.class;
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(Request.class);
    }

    /** Asked before the provider's, which would take it for a damaged token of its own. */
    @Override
    public int getPriority() {
        return OidcAuthenticationMechanism.DEFAULT_PRIORITY + 1000;
    }
}
