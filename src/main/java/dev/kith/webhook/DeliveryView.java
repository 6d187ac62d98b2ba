package dev.kith.webhook;

import java.time.Instant;
import java.util.UUID;

/**
 * What became of an event, as the API says it.
 *
 * @param lastAttemptAt null before the first
 * @param nextAttemptAt null when there is none to come
 * @param responseStatus of the last attempt; null when it was not answered
 * @param durationSeconds of the last attempt
 * @param error in words; null when it was delivered, and before the first attempt
 */
record DeliveryView(UUID id, Delivery.Kind kind, UUID eventId, String type, Delivery.Status status, int attempts,
        Instant createdAt, Instant lastAttemptAt, Instant nextAttemptAt, Integer responseStatus, Double durationSeconds,
        String error) {
}
