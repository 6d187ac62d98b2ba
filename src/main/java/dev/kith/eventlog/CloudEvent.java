package dev.kith.eventlog;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonRawValue;

/**
 * An event as HTTP answers it: CloudEvents in JSON, structured.
 *
 * @param data as Kafka has it, byte for byte
 */
public record CloudEvent(String specversion, UUID id, String source, String type, UUID subject, Instant time,
        String datacontenttype,
        String dataschema, String partitionkey, String sequence, @JsonRawValue String data) {

    /** One that only looks like those in the log, and has no place there. */
    public static CloudEvent outsideTheLog(UUID id, String type, UUID subject, Instant time, UUID ownerId, String data) {
        return new CloudEvent(LoggedEvent.SPEC_VERSION, id, LoggedEvent.SOURCE, type, subject, time, LoggedEvent.CONTENT_TYPE,
                null, ownerId.toString(), null, data);
    }

    public static CloudEvent of(LoggedEvent event) {
        return new CloudEvent(LoggedEvent.SPEC_VERSION, event.id(), LoggedEvent.SOURCE, event.type(), event.subject(),
                event.time(), LoggedEvent.CONTENT_TYPE, event.dataSchema(), event.partitionKey(), event.sequence(),
                new String(event.data(), StandardCharsets.UTF_8));
    }
}
