package dev.kith.webhook;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

import com.github.f4b6a3.uuid.UuidCreator;

import dev.kith.eventlog.EventFilter;
import dev.kith.eventlog.LogCursor;
import dev.kith.eventlog.LoggedEvent;
import dev.kith.eventlog.PlaceGoneException;
import dev.kith.eventlog.Stretch;
import dev.kith.problem.Invalid;
import dev.kith.problem.RuleBroken;
import dev.kith.webhook.Claims.Attempt;
import dev.kith.webhook.Claims.LeaseLost;
import dev.kith.webhook.Claims.Pending;
import dev.kith.webhook.Delivery.Kind;
import dev.kith.webhook.Events.Message;
import dev.kith.webhook.Webhook.MissedReason;

/**
 * Sends to one endpoint what its owner asked for, and then what the log has for it, one after the other; until there is nothing
 * more, something fails, or it is the turn of others.
 */
final class Turn {

    /** The position of those who have read nothing yet. */
    static final long BEGINNING = 0;

    private final Claims claims;
    private final Sender sender;
    private final Events events;
    private final Safe safe;
    private final WebhookConfig config;
    private final Backoff backoff;
    private final DeliveryMetrics metrics;
    private final BooleanSupplier stopping;
    private final Endpoint endpoint;

    private LogCursor place;

    Turn(Claims claims, Sender sender, Events events, Safe safe, WebhookConfig config, DeliveryMetrics metrics,
            BooleanSupplier stopping, Endpoint endpoint) {
        this.claims = claims;
        this.sender = sender;
        this.events = events;
        this.safe = safe;
        this.config = config;
        this.backoff = new Backoff(config.retries(), config.giveUpAfter());
        this.metrics = metrics;
        this.stopping = stopping;
        this.endpoint = endpoint;
        this.place = new LogCursor(endpoint.epoch(), endpoint.position());
    }

    /** @return whether there may be more to send to it at once */
    boolean take() throws SQLException, InterruptedException {
        try {
            Pending tried = null;
            for (var pending : claims.pending(endpoint)) {
                if (pending.kind() == Kind.EVENT) {
                    tried = pending;
                } else if (!stopping.getAsBoolean() && !asked(pending)) {
                    return false;
                }
            }
            return follow(tried);
        } catch (LeaseLost e) {
            return false; // whoever has it now goes on
        }
    }

    /** Something that its owner asked for: sent once, whatever comes of it. @return whether the endpoint goes on */
    private boolean asked(Pending pending) throws SQLException, InterruptedException, LeaseLost {
        var event = pending.position() == null ? null : logged(pending);
        Outcome outcome;
        if (pending.position() != null && event == null) {
            outcome = Outcome.failed(Failure.DROPPED, Duration.ZERO);
        } else {
            outcome = send(event == null
                    ? events.test(pending.eventId(), endpoint.ownerId(), endpoint.id(), endpoint.clock())
                    : events.of(event), pending.attempts());
        }
        return claims.record(endpoint, new Attempt(pending.id(), pending.kind(), pending.position(), pending.eventId(),
                event == null ? Events.TEST : event.type(), pending.attempts() + 1, pending.since(), outcome, null));
    }

    /** Null when the log does not have it anymore. */
    private LoggedEvent logged(Pending pending) throws SQLException, InterruptedException {
        try {
            return claims.read(endpoint, new LogCursor(place.epoch(), pending.position() - 1), EventFilter.ALL, 1).events()
                    .stream().filter(event -> event.id().equals(pending.eventId())).findFirst().orElse(null);
        } catch (PlaceGoneException e) {
            return null;
        }
    }

    /** @param tried what failed the last time; null: nothing */
    private boolean follow(Pending tried) throws SQLException, InterruptedException, LeaseLost {
        if (tried != null && !tried.in().isNegative() && !tried.in().isZero()) {
            claims.release(endpoint, BEGINNING, false, tried.in());
            return false;
        }
        var stretch = read();
        for (var event : stretch.events()) {
            if (stopping.getAsBoolean()) {
                claims.release(endpoint, BEGINNING, true, null);
                return false;
            }
            var known = tried != null && event.id().equals(tried.eventId()) ? tried : null;
            var attempt = attempt(event, known);
            if (!claims.record(endpoint, attempt)) {
                return false;
            }
            metrics.tried(attempt, Duration.between(event.time(), endpoint.clock()));
            if (!attempt.isDone()) {
                claims.release(endpoint, BEGINNING, false, attempt.next());
                return false;
            }
        }
        claims.release(endpoint, stretch.next().position(), stretch.isFull(), null);
        return stretch.isFull();
    }

    private Stretch read() throws SQLException, InterruptedException, LeaseLost {
        while (true) {
            try {
                return claims.read(endpoint, place.position() == BEGINNING ? null : place,
                        EventFilter.ofTypes(endpoint.types()), config.batch());
            } catch (PlaceGoneException e) {
                goOn(e.beginning());
            }
        }
    }

    /** In a log that took the place of another one, what was read of both is read; in one that was cut, what is left of it. */
    private void goOn(LogCursor beginning) throws SQLException, InterruptedException, LeaseLost {
        var isReplaced = !beginning.epoch().equals(place.epoch());
        place = new LogCursor(beginning.epoch(), Math.max(beginning.position(), isReplaced ? place.position() : 0));
        claims.missed(endpoint, isReplaced ? MissedReason.LOG_REPLACED : MissedReason.EVENTS_DROPPED, place.epoch(),
                place.position());
    }

    private Attempt attempt(LoggedEvent event, Pending known) throws InterruptedException {
        var attempts = known == null ? 0 : known.attempts();
        var since = known == null ? Duration.ZERO : known.since();
        var outcome = send(events.of(event), attempts);
        var next = outcome.isDelivered() || outcome.failure() == Failure.GONE
                ? null
                : backoff.next(attempts + 1, since, outcome.retryAfter(), ThreadLocalRandom.current()).orElse(null);
        return new Attempt(known == null ? UuidCreator.getTimeOrderedEpoch() : known.id(), Kind.EVENT, event.position(),
                event.id(), event.type(), attempts + 1, since, outcome, next);
    }

    private Outcome send(Message message, int attempts) throws InterruptedException {
        var secrets = new ArrayList<byte[]>();
        for (var kept : endpoint.secrets()) {
            safe.unlock(endpoint.ownerId(), endpoint.id(), kept).ifPresent(secrets::add);
        }
        if (secrets.isEmpty()) {
            return Outcome.failed(Failure.SECRET_LOST, Duration.ZERO);
        }
        try {
            return sender.send(Target.of(endpoint.url(), config.allowHttp()), attempts, headers(message, secrets),
                    message.body());
        } catch (Invalid | RuleBroken e) { // it was allowed once
            return Outcome.failed(Failure.NOT_ALLOWED, Duration.ZERO);
        }
    }

    private Map<String, String> headers(Message message, List<byte[]> secrets) {
        var id = message.id().toString();
        var timestamp = endpoint.clock().getEpochSecond();
        var headers = new LinkedHashMap<String, String>();
        headers.put("Content-Type", Events.CONTENT_TYPE);
        headers.put("User-Agent", "Kith");
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", Long.toString(timestamp));
        headers.put("webhook-signature", Signature.of(secrets, id, timestamp, message.body()));
        if (message.traceparent() != null) {
            headers.put("traceparent", message.traceparent());
        }
        return headers;
    }
}
