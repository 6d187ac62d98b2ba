package dev.kith.exchange;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

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

    /** For how long another moment is tried, and how long it takes for one to be another. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(5);

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

    /** Does it if the moment is right. */
    interface Trying {
        /** @return false if it was not, and nothing was written */
        boolean to(OutputStream out) throws IOException;
    }

    StreamingOutput as(Format format, Writing writing) {
        return whenever(format, out -> {
            writing.to(out);
            return true;
        });
    }

    StreamingOutput whenever(Format format, Trying writing) {
        return streaming.of(out -> {
            if (!places.tryAcquire()) {
                throw new Busy("Others are taking their networks out. Ask again in a moment.");
            }
            try {
                QuarkusTransaction.requiringNew().run(() -> say(format));
                var patience = System.nanoTime() + PATIENCE.toNanos();
                while (!owner.atOneMoment(() -> write(writing, new Client(out)))) {
                    if (System.nanoTime() - patience > 0) {
                        throw new Busy("Too much happens in your network at the moment. Ask again in a moment.");
                    }
                    LockSupport.parkNanos(PAUSE.toNanos());
                }
            } finally {
                places.release();
            }
        });
    }

    private void say(Format format) {
        claim();
        events.append(exports.count(format));
    }

    private boolean write(Trying writing, Client client) {
        return QuarkusTransaction.requiringNew().timeout((int) config.longest().toSeconds()).call(() -> {
            claim();
            return writing.to(client);
        });
    }

    private void claim() {
        if (!exports.claim()) {
            throw new Conflict("Your network is being taken out already. Wait for the end of that, or end it.");
        }
    }
}
