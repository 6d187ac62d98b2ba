package dev.kith.webhook;

import java.util.SortedSet;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * What a client says of an endpoint.
 *
 * @param types of the events that are sent; null: all
 * @param status ENABLED when null
 * @param start where in the log it is put; null: where it is, and for a new one NOW
 * @param after a cursor of the log that it is put behind, instead
 */
record WebhookDetails(
        @NotNull @Size(min = 1, max = 2000) String url,
        @Size(min = 1, max = 50) SortedSet<@NotNull @Size(max = 100) @Pattern(regexp = WebhookDetails.TYPE, message = "must be a type of event, as the log has them") String> types,
        @Size(max = 200) String description,
        Status status,
        Start start,
        @Size(max = 4096) String after) {

    static final String TYPE = "dev\\.kith(\\.[a-z0-9-]{1,40}){2}\\.v[0-9]{1,3}";

    enum Status {
        ENABLED,
        DISABLED
    }

    enum Start {
        /** With what has not happened yet. */
        NOW,
        /** With the oldest event that the log has. */
        BEGINNING
    }

    WebhookDetails {
        status = status == null ? Status.ENABLED : status;
    }
}
