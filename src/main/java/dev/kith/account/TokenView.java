package dev.kith.account;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import dev.kith.account.AccessToken.Use;

/**
 * A personal access token, as the API says it.
 *
 * @param hint its last four characters
 * @param lastUsedAt to a few minutes; null: never
 */
record TokenView(UUID id, String name, Use use, List<String> scopes, String hint, Instant createdAt, Instant expiresAt,
        Instant lastUsedAt) {
}
