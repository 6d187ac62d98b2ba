package dev.kith.webhook;

import java.time.Instant;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.kith.eventlog.CloudEvent;
import dev.kith.eventlog.LoggedEvent;

/** What is sent: CloudEvents in structured JSON, as {@code GET /v1/events} has them. */
@ApplicationScoped
class Events {

    static final String CONTENT_TYPE = "application/cloudevents+json";
    static final String TEST = "dev.kith.webhook.test.v1";

    private final ObjectMapper json;

    Events(ObjectMapper json) {
        this.json = json;
    }

    /** @param traceparent null when it is not known of which trace it is */
    record Message(UUID id, String traceparent, byte[] body) {
    }

    Message of(LoggedEvent event) {
        return new Message(event.id(), event.traceparent(), bytes(CloudEvent.of(event)));
    }

    /** Nothing that has happened, and not in the log. */
    Message test(UUID id, UUID ownerId, UUID webhookId, Instant at) {
        return new Message(id, null, bytes(CloudEvent.outsideTheLog(id, TEST, webhookId, at, ownerId,
                "{\"webhookId\":\"" + webhookId + "\"}")));
    }

    private byte[] bytes(CloudEvent event) {
        try {
            return json.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event cannot be written as JSON", e);
        }
    }
}
