package dev.kith.webhook;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.SortedSet;
import java.util.UUID;
import java.util.zip.CRC32C;

import dev.kith.http.Tagged;
import dev.kith.webhook.Webhook.DisabledReason;
import dev.kith.webhook.Webhook.MissedReason;
import dev.kith.webhook.WebhookDetails.Status;

/**
 * An endpoint, as the API says it.
 *
 * @param disabledReason null while it is enabled
 * @param failingSince the first failure after the last success; null when there was none
 * @param missed the last time that events may have been missed; null when they never were
 * @param cursor where it is in the log, for whoever wants to read on there
 */
record WebhookView(UUID id, String url, SortedSet<String> types, String description, Status status,
        DisabledReason disabledReason, Instant failingSince, Missed missed, String cursor, Instant createdAt,
        Instant updatedAt, String etag) implements Tagged {

    record Missed(Instant at, MissedReason reason) {
    }

    static WebhookView of(Webhook webhook, String cursor) {
        var details = webhook.details();
        var missed = webhook.missedAt() == null ? null : new Missed(webhook.missedAt(), webhook.missedReason());
        return new WebhookView(webhook.id(), details.url(), details.types(), details.description(), details.status(),
                webhook.disabledReason(), webhook.failingSince(), missed, cursor, webhook.createdAt(), webhook.updatedAt(),
                etag(webhook, missed));
    }

    /** The version counts what its owner changes; how it goes changes beside it. */
    private static String etag(Webhook webhook, Missed missed) {
        var beside = new CRC32C();
        beside.update((webhook.place() + " " + webhook.disabledReason() + " " + webhook.failingSince() + " " + missed)
                .getBytes(StandardCharsets.UTF_8));
        return webhook.version() + "." + Long.toHexString(beside.getValue());
    }
}
