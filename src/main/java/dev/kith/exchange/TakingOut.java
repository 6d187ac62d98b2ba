package dev.kith.exchange;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Semaphore;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.StreamingOutput;

import dev.kith.eventlog.EventLog;
import dev.kith.http.Streaming;
import dev.kith.owner.CurrentOwner;
import dev.kith.problem.Busy;
import dev.kith.problem.Conflict;
import io.quarkus.narayana.jta.QuarkusTransaction;

/**
 * Lets one client at a time read all that an owner has, as it is at one moment, and says so in the owner's log first.
 */
@ApplicationScoped
class TakingOut {

    private final ExportRepository exports;
    private final ExportConfig config;
    private final CurrentOwner owner;
    private final EventLog events;
    private final Streaming streaming;
    private final Semaphore places;

    TakingOut(ExportRepository exports, ExportConfig config, CurrentOwner owner, EventLog events, Streaming streaming) {
        this.exports = exports;
        this.config = config;
        this.owner = owner;
        this.events = events;
        this.streaming = streaming;
        this.places = new Semaphore(config.atOnce());
    }

    /** Writes a network, in a transaction that sees one moment of it. */
    interface Writing {
        void to(OutputStream out) throws IOException;
    }

    StreamingOutput as(Format format, Writing writing) {
        return streaming.of(out -> {
            if (!places.tryAcquire()) {
                throw new Busy("Others are taking their networks out. Ask again in a moment.");
            }
            try {
                QuarkusTransaction.requiringNew().run(() -> say(format));
                owner.atOneMoment(() -> QuarkusTransaction.requiringNew().timeout((int) config.longest().toSeconds())
                        .call(() -> write(writing, new Client(out))));
            } finally {
                places.release();
            }
        });
    }

    private void say(Format format) {
        claim();
        events.append(exports.count(format));
    }

    private Void write(Writing writing, Client client) throws IOException {
        claim();
        writing.to(client);
        return null;
    }

    private void claim() {
        if (!exports.claim()) {
            throw new Conflict("Your network is being taken out already. Wait for the end of that, or end it.");
        }
    }
}
