package dev.kith.owner;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;

/** In which way the owner of the HTTP request is asking. */
@ApplicationScoped
public class Caller {

    private static final String PERSONAL_TOKEN = "kith.personal-token";

    /** How long a token was still good for when it was looked at. */
    static final String GOOD_FOR = "kith.good-for";

    private final SecurityIdentity identity;

    Caller(SecurityIdentity identity) {
        this.identity = identity;
    }

    /** Whoever holds a token that the owner has made, and not one of the provider. */
    public static SecurityIdentity byPersonalToken(UUID ownerId, UUID tokenId, Set<String> scopes, Duration goodFor) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(tokenId.toString()))
                .addRoles(scopes)
                .addAttribute(CurrentOwner.ATTRIBUTE, ownerId)
                .addAttribute(PERSONAL_TOKEN, tokenId)
                .addAttribute(GOOD_FOR, goodFor)
                .build();
    }

    /** Whether it is a program with a token, and not a person who has signed in. */
    public boolean holdsPersonalToken() {
        return personalToken().isPresent();
    }

    /** The id of the personal token, if it is one that opens this. */
    public Optional<UUID> personalToken() {
        return Optional.ofNullable(identity.getAttribute(PERSONAL_TOKEN));
    }

    /** How long the token lasts from now on; negative when the clocks of others are behind. Empty if there is none. */
    public Optional<Duration> goodFor() {
        return Optional.ofNullable(identity.getAttribute(GOOD_FOR));
    }

    public boolean may(String scope) {
        return identity.hasRole(scope);
    }
}
