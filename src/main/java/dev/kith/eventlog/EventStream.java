package dev.kith.eventlog;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.kith.problem.Gone;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

/**
 * A client that follows an owner's log by server-sent events. All that is kept of it is its place: what it has not taken yet is
 * in the log, so that it misses nothing however slow it is, and takes no more memory than one that is fast.
 */
final class EventStream {

    private static final Logger LOG = Logger.getLogger(EventStream.class);

    static final int BATCH = 100;

    /** How long a client may take to take the end, and how soon what failed is tried again. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final UUID ownerId;
    private final UUID tokenId;
    private final EventFilter filter;
    private final EventLogConfig.Stream config;
    private final EventsService events;
    private final EventReader reader;
    private final ObjectMapper json;
    private final RoutingContext client;
    private Stretch first;
    private LogCursor place;
    /** The one that the client was told last. */
    private LogCursor told;
    private Cancellable waiting = () -> {
    };
    private boolean hasBegun;
    private boolean hasEnded;
    private String lastWord = "";

    /**
     * @param tokenId of the personal token that opens it, or null
     * @param first what there is to tell already
     */
    EventStream(UUID ownerId, UUID tokenId, EventFilter filter, Stretch first, EventLogConfig.Stream config,
            EventsService events, EventReader reader, ObjectMapper json, RoutingContext client) {
        this.ownerId = ownerId;
        this.tokenId = tokenId;
        this.filter = filter;
        this.first = first;
        this.place = first.next();
        this.config = config;
        this.events = events;
        this.reader = reader;
        this.json = json;
        this.client = client;
    }

    UUID ownerId() {
        return ownerId;
    }

    UUID tokenId() {
        return tokenId;
    }

    /**
     * Tells its place even if nothing has happened: whoever is cut off before the first event comes back to here.
     *
     * @param gone is done when there is nobody any more
     */
    synchronized void begin(Runnable gone) {
        hasBegun = true;
        client.addEndHandler(ended -> gone.run());
        client.response().setChunked(true);
        var words = new StringBuilder("retry: ").append(config.retry().toMillis()).append('\n');
        if (first.isTruncated()) {
            words.append(word("truncated", "Older events are not kept any more; GET /v1/snapshot has what came of them."));
        }
        if (first.events().isEmpty()) {
            words.append(id(place)).append('\n');
        }
        if (hasEnded || client.request().method() == HttpMethod.HEAD) {
            left();
            sayGoodbye(words);
        } else {
            tell(words, first);
        }
        first = null;
    }

    private synchronized void goOn() {
        if (!hasEnded) {
            waiting = events.await(ownerId, place, filter, BATCH, config.heartbeat()).subscribe()
                    .with(found -> tell(new StringBuilder(), found), this::failed);
        }
    }

    private synchronized void tell(StringBuilder words, Stretch found) {
        for (var event : found.events()) {
            words.append(id(found.next().at(event.position()))).append("event: ").append(event.type())
                    .append("\ndata: ").append(text(CloudEvent.of(event))).append("\n\n");
        }
        place = found.next();
        if (words.isEmpty()) {
            words.append(":\n").append(place.equals(told) ? "" : id(place)).append('\n');
        }
        write(words.toString());
    }

    /** What comes next is looked for when this has gone to the network: nothing is read for a client that takes nothing. */
    private synchronized void write(String words) {
        if (!hasEnded) {
            client.response().write(words).onSuccess(written -> goOn());
        }
    }

    private synchronized void failed(Throwable failure) {
        if (failure instanceof Gone gone) {
            lastWord = word("gone", gone.getMessage());
            end("the log does not go on from here");
        } else {
            LOG.debug("a stream cannot read the log", failure);
            client.vertx().setTimer(PATIENCE.toMillis(), again -> write(":\n\n"));
        }
    }

    /** The client comes back to where it was, if it may. */
    synchronized void end(String why) {
        if (!hasEnded) {
            left();
            lastWord += ": " + why + "\n\n";
            if (hasBegun) {
                sayGoodbye("");
            }
        }
    }

    private void sayGoodbye(CharSequence words) {
        var taken = client.response().end(words + lastWord);
        client.vertx().setTimer(PATIENCE.toMillis(), late -> {
            if (!taken.isComplete()) {
                cutOff();
            }
        });
    }

    private void cutOff() {
        if (client.request().version() == HttpVersion.HTTP_2) {
            client.response().reset();
        } else {
            client.request().connection().close();
        }
    }

    /** There is nobody to tell any more. */
    synchronized void left() {
        hasEnded = true;
        waiting.cancel();
    }

    private String id(LogCursor last) {
        told = last;
        return "id: " + reader.cursor(ownerId, last) + '\n';
    }

    private String word(String event, String detail) {
        return "event: " + event + "\ndata: " + text(Map.of("detail", detail)) + "\n\n";
    }

    private String text(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
