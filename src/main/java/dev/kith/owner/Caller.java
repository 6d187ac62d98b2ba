package dev.kith.owner;

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

    private final SecurityIdentity identity;

    Caller(SecurityIdentity identity) {
        this.identity = identity;
    }

    /** Whoever holds a token that the owner has made, and not one of the provider. */
    public static SecurityIdentity byPersonalToken(UUID ownerId, UUID tokenId, Set<String> scopes) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(tokenId.toString()))
                .addRoles(scopes)
                .addAttribute(CurrentOwner.ATTRIBUTE, ownerId)
                .addAttribute(PERSONAL_TOKEN, tokenId)
                .build();
    }

    /** Whether it is a program with a token, and not a person who has signed in. */
    public boolean holdsPersonalToken() {
        return identity.getAttribute(PERSONAL_TOKEN) != null;
    }

    public boolean may(String scope) {
        return identity.hasRole(scope);
    }
}
