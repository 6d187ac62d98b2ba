package dev.kith.introduction;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import dev.kith.http.Tagged;

/**
 * An ask with the names given, as the API says it.
 *
 * @param contactId whom it was put to; null when that contact was erased
 * @param warnings of asking one contact too often; in the answer to a POST only
 */
record AskView(UUID id, UUID contactId, UUID interactionId, String question, String notes, Instant askedAt, Instant answeredAt,
        List<AskedNameView> names, List<Warning> warnings, Instant createdAt, Instant updatedAt,
        String etag) implements Tagged {

    static AskView of(Ask ask, List<AskedName> names, List<Warning> warnings) {
        var details = ask.details();
        var given = names.stream().map(AskedName::view).toList();
        return new AskView(ask.id(), ask.contactId(), ask.interactionId(), details.question(), details.notes(), ask.askedAt(),
                details.answeredAt(), given, warnings, ask.createdAt(), ask.updatedAt(),
                ask.version() + "." + Besides.digest(given, ask.interactionId()));
    }
}
