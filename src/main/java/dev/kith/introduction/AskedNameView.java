package dev.kith.introduction;

import java.time.Instant;
import java.util.UUID;

import dev.kith.http.Tagged;

/**
 * A name given in answer to an ask.
 *
 * @param contactId whom it turned out to be, or null
 * @param introductionId the newest introduction that came of it, or null
 * @param dismissedAt since when it is not to be followed up, or null
 */
record AskedNameView(UUID id, UUID askId, String name, String organization, String title, String email, String link,
        String notes,
        Instant givenAt, UUID contactId, UUID introductionId, Instant dismissedAt, Instant createdAt, Instant updatedAt,
        String etag) implements Tagged {
}
