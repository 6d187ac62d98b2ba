package dev.kith.webhook;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

import org.hibernate.annotations.PartitionKey;
import org.hibernate.annotations.TenantId;

import dev.kith.webhook.WebhookDetails.Status;

/** An endpoint, as its owner sees it. Whoever sends to it writes past this class, and is told when it has changed. */
@Entity
@Table(name = "webhook")
class Webhook {

    enum DisabledReason {
        BY_OWNER,
        /** It answered 410. */
        GONE,
        /** Nothing was delivered for days. */
        FAILING
    }

    enum MissedReason {
        /** The database was restored, and what happened in between is lost. */
        LOG_REPLACED,
        /** While it was disabled, the log dropped what had not been sent. */
        EVENTS_DROPPED
    }

    /** A change that makes no difference to whoever is sending. */
    static final List<String> IN_WORDS_ONLY = List.of("description");

    @Id
    private UUID id;
    @TenantId
    @PartitionKey
    @Column(name = "owner_id")
    private UUID ownerId;
    @Version
    private int version;
    private String url;
    private String[] types;
    private String description;
    @Enumerated(EnumType.STRING)
    @Column(name = "disabled_reason")
    private DisabledReason disabledReason;
    @Column(name = "created_at")
    private Instant createdAt;
    @Column(name = "updated_at")
    private Instant updatedAt;
    private UUID epoch;
    private long position;
    @Column(name = "due_at")
    private Instant dueAt;
    private UUID lease;
    private boolean nudged;
    @Column(name = "failing_since")
    private Instant failingSince;
    @Column(name = "missed_at")
    private Instant missedAt;
    @Enumerated(EnumType.STRING)
    @Column(name = "missed_reason")
    private MissedReason missedReason;

    protected Webhook() {
    }

    Webhook(UUID id, WebhookDetails details, Place place, Instant now) {
        this.id = id;
        this.createdAt = now;
        this.updatedAt = now;
        become(details);
        moveTo(place, now);
    }

    /** @param epoch of the log the position is in; @param position what is there and before is dealt with */
    record Place(UUID epoch, long position) {
    }

    /** @return the names of what is different now */
    List<String> revise(WebhookDetails details, Instant now) {
        var before = details();
        become(details);
        var after = details();
        var changed = new ArrayList<String>();
        if (!before.url().equals(after.url())) {
            changed.add("url");
        }
        if (!Objects.equals(before.types(), after.types())) {
            changed.add("types");
        }
        if (!Objects.equals(before.description(), after.description())) {
            changed.add("description");
        }
        if (before.status() != after.status()) {
            changed.add("status");
        }
        if (!changed.isEmpty()) {
            updatedAt = now;
        }
        if (!changed.isEmpty() && !changed.equals(IN_WORDS_ONLY)) {
            lookAgain(now);
        }
        return changed;
    }

    private void become(WebhookDetails details) {
        url = details.url();
        types = details.types() == null ? null : new TreeSet<>(details.types()).toArray(String[]::new);
        description = details.description();
        if (details.status() == Status.ENABLED) {
            if (disabledReason != null) {
                failingSince = null;
            }
            disabledReason = null;
        } else if (disabledReason == null) {
            disabledReason = DisabledReason.BY_OWNER;
        }
    }

    void moveTo(Place place, Instant now) {
        epoch = place.epoch();
        position = place.position();
        updatedAt = now;
        lookAgain(now);
    }

    /** Whoever is sending stops, and somebody begins anew. */
    private void lookAgain(Instant now) {
        lease = null;
        nudged = true;
        dueAt = isEnabled() ? now : null;
    }

    boolean isEnabled() {
        return disabledReason == null;
    }

    WebhookDetails details() {
        return new WebhookDetails(url, types == null ? null : new TreeSet<>(List.of(types)), description,
                isEnabled() ? Status.ENABLED : Status.DISABLED, null, null);
    }

    Place place() {
        return new Place(epoch, position);
    }

    UUID id() {
        return id;
    }

    int version() {
        return version;
    }

    DisabledReason disabledReason() {
        return disabledReason;
    }

    Instant failingSince() {
        return failingSince;
    }

    Instant missedAt() {
        return missedAt;
    }

    MissedReason missedReason() {
        return missedReason;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant updatedAt() {
        return updatedAt;
    }
}
