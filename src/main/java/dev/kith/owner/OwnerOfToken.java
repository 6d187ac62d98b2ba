package dev.kith.owner;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.JsonString;

import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jose4j.jwt.NumericDate;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;

/**
 * Names the owner behind a verified token, and what the token may be used for: the scopes it was given, and no role or
 * group of the provider. In dev mode and tests, and only there, no token means the owner dev.
 */
@ApplicationScoped
class OwnerOfToken implements SecurityIdentityAugmentor {

    private static final UUID DEV = OwnerId.of("kith:dev", "dev");

    private final boolean devOwner;

    OwnerOfToken(SignInConfig config) {
        this.devOwner = LaunchMode.current().isDevOrTest() && config.devOwner();
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        return augment(identity, context, Map.of());
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context,
            Map<String, Object> attributes) {
        if (identity.isAnonymous()) {
            return Uni.createFrom().item(devOwner && saysNothing(attributes) ? dev() : identity);
        }
        if (identity.getPrincipal() instanceof JsonWebToken token) {
            if (!OwnerId.canBeOf(token.getIssuer(), token.getSubject())) {
                throw new AuthenticationFailedException("a token without a proper issuer and subject is nobody's");
            }
            return Uni.createFrom().item(QuarkusSecurityIdentity.builder()
                    .setPrincipal(token)
                    .addRoles(scopes(token))
                    .addCredentials(identity.getCredentials())
                    .addAttributes(identity.getAttributes())
                    .addAttribute(CurrentOwner.ATTRIBUTE, OwnerId.of(token.getIssuer(), token.getSubject()))
                    .addAttribute(Caller.GOOD_FOR, goodFor(token))
                    .build());
        }
        return Uni.createFrom().item(identity);
    }

    /** By the clock that the token was verified by. */
    private static Duration goodFor(JsonWebToken token) {
        return Duration.ofSeconds(token.getExpirationTime() - NumericDate.now().getValue());
    }

    /** Those Kith knows, of {@code scope} as RFC 9068 has it, or of {@code scp} as some providers write it. */
    private static Set<String> scopes(JsonWebToken token) {
        var scopes = new HashSet<String>();
        Stream.of("scope", "scp").map(token::<Object> getClaim).filter(Objects::nonNull)
                .flatMap(OwnerOfToken::words).filter(Scope.KNOWN::contains).forEach(scopes::add);
        return scopes;
    }

    /** A list in a text is separated by blanks; anything else than a text, or a list of them, says nothing. */
    private static Stream<String> words(Object claim) {
        if (claim instanceof Collection<?> list) {
            return list.stream().flatMap(OwnerOfToken::word);
        }
        return word(claim).flatMap(text -> Arrays.stream(text.split(" ")));
    }

    private static Stream<String> word(Object value) {
        return value instanceof String text ? Stream.of(text)
                : value instanceof JsonString text ? Stream.of(text.getString()) : Stream.empty();
    }

    /** Who tries to sign in in some way that is not known here is not the owner dev. */
    private static boolean saysNothing(Map<String, Object> attributes) {
        var request = HttpSecurityUtils.getRoutingContextAttribute(attributes);
        return request == null || !request.request().headers().contains(HttpHeaders.AUTHORIZATION);
    }

    private static SecurityIdentity dev() {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal("dev"))
                .setAnonymous(false)
                .addRoles(Set.copyOf(Scope.KNOWN))
                .addAttribute(CurrentOwner.ATTRIBUTE, DEV)
                .build();
    }
}
