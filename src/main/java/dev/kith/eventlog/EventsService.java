package dev.kith.eventlog;

import java.time.Duration;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kith.owner.CurrentOwner;
import dev.kith.problem.Gone;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/** The log of an owner, read back and followed. */
@ApplicationScoped
class EventsService {

    private final AgroalDataSource database;
    private final CurrentOwner owner;
    private final EventReader reader;
    private final RecentEvents recent;

    EventsService(AgroalDataSource database, CurrentOwner owner, EventReader reader, EventLogThreads threads) {
        this.database = database;
        this.owner = owner;
        this.reader = reader;
        this.recent = threads.recent();
    }

    /**
     * What is behind a place now.
     *
     * @param place null for the beginning of the log
     * @throws Gone if the log does not go on from there
     */
    Stretch read(UUID ownerId, LogCursor place, EventFilter filter, int most) {
        return owner.acting(ownerId, () -> QuarkusTransaction.requiringNew().call(() -> {
            try (var connection = database.getConnection()) {
                return reader.after(connection, ownerId, place, filter, most);
            }
        }));
    }

    /** What is behind a place, as soon as there is something; nothing after a while, which may be none at all. */
    Uni<Stretch> list(UUID ownerId, LogCursor place, EventFilter filter, int most, Duration patience) {
        return goOn(read(ownerId, place, filter, most), ownerId, filter, most, System.nanoTime() + patience.toNanos());
    }

    /** The same for whoever was there before: what is at hand will do. */
    Uni<Stretch> await(UUID ownerId, LogCursor place, EventFilter filter, int most, Duration patience) {
        var until = System.nanoTime() + patience.toNanos();
        return Uni.createFrom().<Stretch> emitter(one -> one.complete(recent.after(ownerId, place, filter, most)
                .orElseGet(() -> read(ownerId, place, filter, most))))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(found -> goOn(found, ownerId, filter, most, until));
    }

    /** Whoever waits has neither a thread nor a connection. */
    private Uni<Stretch> goOn(Stretch found, UUID ownerId, EventFilter filter, int most, long until) {
        var left = Duration.ofNanos(until - System.nanoTime());
        if (!found.events().isEmpty() || found.isTruncated() || left.toMillis() <= 0 || recent.isClosed()) {
            return Uni.createFrom().item(found);
        }
        var more = found.isFull() ? Uni.createFrom().voidItem()
                : recent.news(ownerId, found.next(), filter).ifNoItem().after(left).recoverWithItem((Void) null);
        return more.chain(() -> await(ownerId, found.next(), filter, most, Duration.ofNanos(until - System.nanoTime())));
    }
}
