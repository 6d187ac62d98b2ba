package dev.kith.account;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import dev.kith.eventlog.EventLog;
import dev.kith.eventlog.OpenStreams;

/**
 * A request is let in once; a stream lasts, and ends on every replica when the one that opened it would not be let in again.
 */
@ApplicationScoped
class Revocations {

    private final OpenStreams streams;

    Revocations(OpenStreams streams) {
        this.streams = streams;
    }

    void follow(@Observes EventLog.Sequenced sequenced) {
        for (var event : sequenced.events()) {
            switch (event.type()) {
                case AccountEvents.CLOSED -> streams.end(event.ownerId());
                case AccountEvents.TOKEN_REVOKED -> streams.end(event.ownerId(), event.subject());
                default -> {
                    // nobody is shut out by it
                }
            }
        }
    }
}
