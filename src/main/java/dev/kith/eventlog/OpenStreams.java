package dev.kith.eventlog;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import dev.kith.owner.Caller;
import dev.kith.owner.CurrentOwner;
import dev.kith.problem.Busy;
import dev.kith.problem.Gone;
import dev.kith.problem.TooMany;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.Startup;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;

/** The streams that this process serves. */
@Startup // none is a number, too
@ApplicationScoped
public class OpenStreams {

    /** In which those who were there are still told what happened. */
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private static final Duration TO_FINISH = Duration.ofMillis(500);

    private static final String REVOKED = "the token was revoked";

    private final EventsService events;
    private final Event<EventLog.Sequenced> sequenced;
    private final EventReader reader;
    private final Caller caller;
    private final CurrentOwner owner;
    private final ObjectMapper json;
    private final EventLogConfig.Stream config;
    private final Vertx vertx;
    private final Map<UUID, Set<EventStream>> byOwner = new HashMap<>();
    /** Tokens by which somebody may have been let in a moment ago, and come to open a stream only now. */
    private final Cache<UUID, Boolean> revoked = Caffeine.newBuilder().expireAfterWrite(Duration.ofMinutes(1)).build();
    /** Places of a moment ago, where nobody was told what came of an owner who had no stream yet. */
    private final Cache<Long, LogCursor> passed = Caffeine.newBuilder().expireAfterWrite(Duration.ofMinutes(1)).build();
    private boolean isStopping;

    OpenStreams(EventsService events, Event<EventLog.Sequenced> sequenced, EventReader reader, Caller caller,
            CurrentOwner owner, ObjectMapper json,
            EventLogConfig config, Vertx vertx, MeterRegistry metrics) {
        this.events = events;
        this.sequenced = sequenced;
        this.reader = reader;
        this.caller = caller;
        this.owner = owner;
        this.json = json;
        this.config = config.stream();
        this.vertx = vertx;
        Gauge.builder("kith.event.streams", this::count).description("Streams of events that are open here")
                .strongReference(true).register(metrics);
    }

    synchronized int count() {
        return byOwner.values().stream().mapToInt(Set::size).sum();
    }

    /**
     * One for whoever asks, to go on behind a place.
     *
     * @param place null for the beginning of the log
     * @throws Gone if the log does not go on from there
     * @throws TooMany if the owner has as many as there may be
     */
    EventStream open(LogCursor place, EventFilter filter, RoutingContext client) {
        var first = events.read(owner.id(), place, filter, EventStream.BATCH);
        var stream = new EventStream(owner.id(), caller.personalToken().orElse(null), filter, first, config, events, reader,
                json, client);
        add(stream);
        passed.asMap().values().stream().filter(known -> known.epoch().equals(first.next().epoch()))
                .min(Comparator.comparingLong(LogCursor::position))
                .ifPresent(known -> tell(owner.id(), known));
        client.addEndHandler(ended -> {
            remove(stream);
            stream.left();
        });
        caller.goodFor().ifPresent(left -> {
            var end = vertx.setTimer(Math.max(MOMENT.toMillis(), left.toMillis()), over -> stream.end("the token has expired"));
            client.addEndHandler(ended -> vertx.cancelTimer(end));
        });
        return stream;
    }

    private synchronized void add(EventStream stream) {
        if (isStopping) {
            throw new Busy("This replica is about to stop. Ask again, and another one will answer.");
        }
        var streams = byOwner.computeIfAbsent(stream.ownerId(), owner -> new HashSet<>());
        if (streams.size() >= config.perOwner()) {
            throw new TooMany("You have " + config.perOwner() + " streams here, and that is as many as there may be.");
        }
        streams.add(stream);
        if (stream.tokenId() != null && revoked.getIfPresent(stream.tokenId()) != null) {
            stream.end(REVOKED);
        }
    }

    private synchronized void remove(EventStream stream) {
        byOwner.computeIfPresent(stream.ownerId(),
                (owner, streams) -> streams.remove(stream) && streams.isEmpty() ? null : streams);
        notifyAll();
    }

    /** Where the log is not followed as a whole: what came of those who have streams here is told to whoever ends some. */
    void tell(@Observes LogWatch.News news) {
        List<UUID> owners;
        synchronized (this) {
            owners = byOwner.keySet().stream().filter(news::mayBeOf).toList();
        }
        passed.put(news.since().position(), news.since());
        owners.forEach(ownerId -> tell(ownerId, news.since()));
    }

    private void tell(UUID ownerId, LogCursor since) {
        try {
            var place = since;
            Stretch stretch;
            do {
                stretch = events.read(ownerId, place, EventFilter.ALL, EventStream.BATCH);
                sequenced.fire(new EventLog.Sequenced(stretch.events()));
                place = stretch.next();
            } while (stretch.isFull());
        } catch (Gone e) {
            end(ownerId, stream -> true, "the log does not go on from here");
        }
    }

    /** The owner has no account any more. */
    public void end(UUID ownerId) {
        vertx.setTimer(MOMENT.toMillis(), later -> end(ownerId, stream -> true, "the account was closed"));
    }

    /** The owner has no such token any more. */
    public void end(UUID ownerId, UUID tokenId) {
        revoked.put(tokenId, true);
        end(ownerId, stream -> tokenId.equals(stream.tokenId()), REVOKED);
    }

    private void end(UUID ownerId, Predicate<EventStream> those, String why) {
        List<EventStream> streams;
        synchronized (this) {
            streams = byOwner.getOrDefault(ownerId, Set.of()).stream().filter(those).toList();
        }
        streams.forEach(stream -> stream.end(why));
    }

    /** While the server is still there: what comes with the end of everything comes too late. */
    void stop(@Observes ShutdownDelayInitiatedEvent stopping) throws InterruptedException {
        List<EventStream> streams;
        synchronized (this) {
            isStopping = true;
            streams = byOwner.values().stream().flatMap(Set::stream).toList();
        }
        streams.forEach(stream -> stream.end("this replica stops"));
        var until = System.nanoTime() + TO_FINISH.toNanos();
        synchronized (this) {
            for (long left; !byOwner.isEmpty() && (left = until - System.nanoTime()) > 0;) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        }
    }
}
