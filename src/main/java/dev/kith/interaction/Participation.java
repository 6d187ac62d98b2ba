package dev.kith.interaction;

import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import org.hibernate.annotations.PartitionKey;
import org.hibernate.annotations.TenantId;

/** That a contact took part in an interaction, and from when it counts as contact with this one. */
@Entity
@Table(name = "interaction_participant")
@IdClass(Participation.Key.class)
class Participation {

    record Key(UUID interactionId, UUID contactId) implements Serializable {
    }

    @Id
    @Column(name = "interaction_id")
    private UUID interactionId;
    @Id
    @Column(name = "contact_id")
    private UUID contactId;
    @TenantId
    @PartitionKey
    @Column(name = "owner_id")
    private UUID ownerId;
    private short seat;
    @Column(name = "occurred_at")
    private Instant occurredAt;
    @Column(name = "answered_at")
    private Instant answeredAt;
    @Column(name = "counts_at")
    private Instant countsAt;

    protected Participation() {
    }

    Participation(Interaction interaction, UUID contactId, int seat, Instant answeredAt) {
        this.interactionId = interaction.id();
        this.contactId = contactId;
        take(interaction, seat, answeredAt);
    }

    /** @return whether that changed anything but the order */
    boolean take(Interaction interaction, int newSeat, Instant newAnsweredAt) {
        var newCountsAt = interaction.countsAt(newAnsweredAt);
        var changed = !Objects.equals(answeredAt, newAnsweredAt) || !Objects.equals(countsAt, newCountsAt);
        seat = (short) newSeat;
        occurredAt = interaction.occurredAt();
        answeredAt = newAnsweredAt;
        countsAt = newCountsAt;
        return changed;
    }

    UUID interactionId() {
        return interactionId;
    }

    UUID contactId() {
        return contactId;
    }

    short seat() {
        return seat;
    }

    Instant answeredAt() {
        return answeredAt;
    }

    Instant countsAt() {
        return countsAt;
    }
}
