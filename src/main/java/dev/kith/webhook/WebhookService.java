package dev.kith.webhook;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.f4b6a3.uuid.UuidCreator;

import dev.kith.eventlog.EventLog;
import dev.kith.eventlog.EventReader;
import dev.kith.eventlog.LogCursor;
import dev.kith.http.ExpectedVersion;
import dev.kith.http.MergePatch;
import dev.kith.owner.CurrentOwner;
import dev.kith.owner.KithClock;
import dev.kith.paging.Cursor;
import dev.kith.paging.Page;
import dev.kith.problem.Conflict;
import dev.kith.problem.Invalid;
import dev.kith.problem.NotFound;
import dev.kith.problem.RuleBroken;
import dev.kith.webhook.Delivery.Status;
import dev.kith.webhook.Webhook.Place;
import dev.kith.webhook.WebhookDetails.Start;
import io.agroal.api.AgroalDataSource;

@ApplicationScoped
class WebhookService {

    private static final int MOST = 10;
    private static final int MOST_SECRETS = 5;
    private static final int MOST_PENDING = 100;
    private static final Duration OLD_SECRETS_SIGN_FOR = Duration.ofHours(24);

    private final WebhookRepository webhooks;
    private final DeliveryRepository deliveries;
    private final Safe safe;
    private final Addresses addresses;
    private final WebhookConfig config;
    private final AgroalDataSource database;
    private final EventReader reader;
    private final EventLog events;
    private final MergePatch mergePatch;
    private final CurrentOwner owner;
    private final KithClock clock;
    private final Event<Nudged> nudged;

    WebhookService(WebhookRepository webhooks, DeliveryRepository deliveries, Safe safe, Addresses addresses,
            WebhookConfig config, AgroalDataSource database, EventReader reader, EventLog events, MergePatch mergePatch,
            CurrentOwner owner, KithClock clock, Event<Nudged> nudged) {
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.safe = safe;
        this.addresses = addresses;
        this.config = config;
        this.database = database;
        this.reader = reader;
        this.events = events;
        this.mergePatch = mergePatch;
        this.owner = owner;
        this.clock = clock;
        this.nudged = nudged;
    }

    /** There is something to be sent; observed after the commit, in the process that committed. */
    record Nudged() {
    }

    /** @throws Conflict if there are as many as there may be */
    @Transactional
    NewWebhookView create(WebhookDetails details) {
        check(details);
        if (webhooks.holdAndCount() >= MOST) {
            throw new Conflict("There are " + MOST + " endpoints already. Delete one first.");
        }
        var now = clock.now();
        var place = place(details);
        var webhook = new Webhook(UuidCreator.getTimeOrderedEpoch(), details, place == null ? head() : place, now);
        webhooks.persistAndFlush(webhook);
        var secret = replaceSecret(webhook.id(), now, now);
        events.append(new WebhookEvents.Created(webhook.id(), now));
        nudged.fire(new Nudged());
        return new NewWebhookView(view(webhook), secret);
    }

    @Transactional
    WebhookView get(UUID id) {
        return view(webhooks.findByIdOptional(id).orElseThrow(WebhookService::unknown));
    }

    @Transactional
    Page<WebhookView> list(String cursor, int limit) {
        return Page.of(webhooks.page(cursor, limit + 1), limit, rows -> rows.stream().map(this::view).toList(),
                row -> WebhookRepository.LIST.cursor(row.createdAt(), row.id()));
    }

    @Transactional
    WebhookView patch(UUID id, JsonNode patch, ExpectedVersion expected) {
        var webhook = locked(id);
        expected.check(webhook.version());
        var details = mergePatch.apply(patch, webhook.details(), WebhookDetails.class);
        check(details);
        var now = clock.now();
        var changed = webhook.revise(details, now);
        var place = place(details);
        if (place != null) {
            webhook.moveTo(place, now);
            changed.add("place");
        }
        if (!changed.isEmpty()) {
            webhooks.flush();
            if (!changed.equals(Webhook.IN_WORDS_ONLY)) {
                deliveries.overtake(id, webhook.isEnabled());
            }
            events.append(new WebhookEvents.Changed(id, changed, now));
            nudged.fire(new Nudged());
        }
        return view(webhook);
    }

    @Transactional
    void delete(UUID id, ExpectedVersion expected) {
        var webhook = locked(id);
        expected.check(webhook.version());
        webhooks.delete(webhook);
        events.append(new WebhookEvents.Deleted(id, clock.now()));
    }

    /**
     * Those before sign for another day, so that whoever verifies has time to learn of the new one.
     *
     * @throws Conflict if so many sign already that one more would be a burden
     */
    @Transactional
    NewSecretView rotate(UUID id) {
        locked(id);
        var now = clock.now();
        var until = now.plus(OLD_SECRETS_SIGN_FOR);
        var secret = replaceSecret(id, now, until);
        events.append(new WebhookEvents.Changed(id, List.of("secret"), now));
        return new NewSecretView(secret, until);
    }

    private String replaceSecret(UUID id, Instant now, Instant oldOnesSignUntil) {
        var secret = Signature.freshSecret();
        if (webhooks.replaceSecret(id, UuidCreator.getTimeOrderedEpoch(), safe.lock(owner.id(), id, secret), now,
                oldOnesSignUntil) > MOST_SECRETS) {
            throw new Conflict("There are " + MOST_SECRETS + " secrets that sign already. Wait until one of them does not.");
        }
        return Signature.written(secret);
    }

    /** @throws Conflict if it is disabled, or much is pending already */
    @Transactional
    DeliveryView test(UUID id) {
        var now = askable(id);
        var delivery = UuidCreator.getTimeOrderedEpoch();
        deliveries.askForTest(id, delivery, now);
        nudged.fire(new Nudged());
        return delivery(id, delivery);
    }

    /** @throws Conflict if it is disabled, or much is pending already, or this is */
    @Transactional
    DeliveryView redeliver(UUID id, UUID deliveryId) {
        var now = askable(id);
        delivery(id, deliveryId);
        var delivery = UuidCreator.getTimeOrderedEpoch();
        if (!deliveries.askAgain(id, deliveryId, delivery, now)) {
            throw new Conflict("What is pending, and a test, is not sent once more.");
        }
        nudged.fire(new Nudged());
        return delivery(id, delivery);
    }

    private Instant askable(UUID id) {
        if (!locked(id).isEnabled()) {
            throw new Conflict("The endpoint is disabled. Enable it first.");
        }
        if (deliveries.countPending(id) >= MOST_PENDING) {
            throw new Conflict("There are " + MOST_PENDING + " deliveries pending already. Wait for some of them.");
        }
        return clock.now();
    }

    @Transactional
    Page<DeliveryView> deliveries(UUID id, Status status, String cursor, int limit) {
        get(id);
        return Page.of(deliveries.page(id, status, cursor, limit + 1), limit, Function.identity(),
                row -> Cursor.of(DeliveryRepository.listOf(id, status), row.id().toString()));
    }

    @Transactional
    DeliveryView delivery(UUID id, UUID deliveryId) {
        return deliveries.find(id, deliveryId).orElseThrow(() -> new NotFound("There is no such delivery."));
    }

    /** Of a name it is not known before it is sent to where it leads. */
    private void check(WebhookDetails details) {
        var target = Target.of(details.url(), config.allowHttp());
        if (target.literal().isPresent() && !addresses.mayBeSentTo(target.literal().get())) {
            throw new RuleBroken("/url", "This address is not public.");
        }
        if (details.start() != null && details.after() != null) {
            throw new RuleBroken("/after", "Say either 'start' or 'after'.");
        }
    }

    /** Null when none is asked for. */
    private Place place(WebhookDetails details) {
        if (details.after() != null) {
            try {
                return place(reader.place(owner.id(), details.after()));
            } catch (Invalid e) {
                throw new Invalid("/after", "This cursor is damaged or belongs to somebody else.");
            }
        }
        if (details.start() == null) {
            return null;
        }
        return details.start() == Start.NOW ? head() : new Place(head().epoch(), Turn.BEGINNING);
    }

    private Place head() {
        try (var connection = database.getConnection()) {
            return place(reader.head(connection, owner.id()));
        } catch (SQLException e) {
            throw new IllegalStateException("the end of the log could not be found", e);
        }
    }

    private static Place place(LogCursor cursor) {
        return new Place(cursor.epoch(), cursor.position());
    }

    private WebhookView view(Webhook webhook) {
        webhooks.flush();
        var place = webhook.place();
        return WebhookView.of(webhook, reader.cursor(owner.id(), new LogCursor(place.epoch(), place.position())));
    }

    private Webhook locked(UUID id) {
        return webhooks.findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE).orElseThrow(WebhookService::unknown);
    }

    private static NotFound unknown() {
        return new NotFound("There is no such endpoint.");
    }
}
