package dev.kith.webhook;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonIgnore;

import dev.kith.eventlog.DomainEvent;
import dev.kith.webhook.Webhook.DisabledReason;
import dev.kith.webhook.Webhook.MissedReason;

/** Who else is told what happens, and when that ends: never where they are. */
sealed interface WebhookEvents extends DomainEvent {

    UUID webhookId();

    Instant at();

    @Override
    default UUID subject() {
        return webhookId();
    }

    @Override
    default Instant time() {
        return at();
    }

    record Created(UUID webhookId, @JsonIgnore Instant at) implements WebhookEvents {

        @Override
        public String type() {
            return "dev.kith.webhook.created.v1";
        }
    }

    /** @param changed the names of the fields, and {@code secret} */
    record Changed(UUID webhookId, List<String> changed, @JsonIgnore Instant at) implements WebhookEvents {

        @Override
        public String type() {
            return "dev.kith.webhook.changed.v1";
        }
    }

    record Deleted(UUID webhookId, @JsonIgnore Instant at) implements WebhookEvents {

        @Override
        public String type() {
            return "dev.kith.webhook.deleted.v1";
        }
    }

    /** Not by its owner: it said that it wants nothing more, or has failed for too long. */
    record Disabled(UUID webhookId, DisabledReason reason, Instant failingSince, @JsonIgnore Instant at)
            implements
                WebhookEvents {

        @Override
        public String type() {
            return "dev.kith.webhook.disabled.v1";
        }
    }

    /** Events may have happened that it is not sent: whoever is told has to read the network anew. */
    record Missed(UUID webhookId, MissedReason reason, @JsonIgnore Instant at) implements WebhookEvents {

        @Override
        public String type() {
            return "dev.kith.webhook.missed.v1";
        }
    }
}
