package dev.kith.owner;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.jwt.consumer.Validator;

import io.quarkus.arc.Unremovable;

/**
 * Tells access tokens from what else a provider signs with the same keys for the same audience: ID tokens, refresh tokens,
 * notices of a logout. Quarkus asks it about every token, beside its own checks.
 */
@ApplicationScoped
@Unremovable
class AccessTokens implements Validator {

    /** The header {@code typ}: of RFC 9068, and of those who say no more than that it is a JWT. */
    private static final Set<String> TYPES = Set.of("at+jwt", "application/at+jwt", "jwt");

    /** An ID token has one of the first four (OpenID Connect Core, section 3), a notice of an event the last (RFC 8417). */
    private static final Set<String> OF_OTHERS = Set.of("nonce", "at_hash", "c_hash", "s_hash", "events");

    @Override
    public String validate(JwtContext token) {
        var claims = token.getJwtClaims();
        var isAccess = mayBeAccess(token.getJoseObjects().get(0).getHeaders().getObjectHeaderValue("typ"))
                && OF_OTHERS.stream().noneMatch(claims::hasClaim)
                && says(claims, "typ", "Bearer") && says(claims, "token_use", "access");
        return isAccess ? null : "it is no access token";
    }

    private static boolean mayBeAccess(Object type) {
        return type == null || type instanceof String text && TYPES.contains(text.toLowerCase(Locale.ROOT));
    }

    /** Keycloak tells its kinds of token apart by {@code typ}, Cognito by {@code token_use}; others say nothing. */
    private static boolean says(JwtClaims claims, String name, String expected) {
        return Stream.ofNullable(claims.getClaimValue(name)).allMatch(expected::equals);
    }
}
