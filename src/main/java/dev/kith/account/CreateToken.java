package dev.kith.account;

import java.time.Instant;
import java.util.Set;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import dev.kith.account.AccessToken.Use;
import dev.kith.owner.Scope;

/**
 * Asks for a personal access token.
 *
 * @param name what its owner knows it by
 * @param use API when null
 * @param scopes what it may do; null: reading
 * @param expiresAt null: in 90 days
 */
record CreateToken(
        @NotBlank @Size(max = 100) String name,
        Use use,
        @Size(min = 1, max = 3) Set<@NotNull @Pattern(regexp = CreateToken.SCOPE, message = "must be kith:read, kith:write or kith:events") String> scopes,
        Instant expiresAt) {

    /** What operators do, they do signed in. */
    private static final String SCOPE = "kith:(read|write|events)";

    CreateToken {
        use = use == null ? Use.API : use;
        scopes = scopes == null ? Set.of(Scope.READ) : scopes;
    }
}
