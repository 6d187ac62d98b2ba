package dev.kith.introduction;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.annotations.PartitionKey;
import org.hibernate.annotations.TenantId;

/** Something an introduction led to. It stays as it was recorded; only that the introducer was thanked is added. */
@Entity
@Table(name = "introduction_outcome")
class Outcome {

    @Id
    private UUID id;
    @TenantId
    @PartitionKey
    @Column(name = "owner_id")
    private UUID ownerId;
    @Column(name = "introduction_id")
    private UUID introductionId;
    @Enumerated(EnumType.STRING)
    private OutcomeKind kind;
    @Column(name = "occurred_at")
    private Instant occurredAt;
    private String note;
    @Column(name = "thanked_at")
    private Instant thankedAt;
    @Column(name = "recorded_at")
    private Instant recordedAt;

    protected Outcome() {
    }

    Outcome(UUID id, UUID introductionId, OutcomeKind kind, Instant occurredAt, String note, Instant now) {
        this.id = id;
        this.introductionId = introductionId;
        this.kind = kind;
        this.occurredAt = occurredAt;
        this.note = note;
        this.recordedAt = now;
    }

    void thank(Instant at) {
        thankedAt = at;
    }

    boolean isOwed() {
        return thankedAt == null;
    }

    UUID id() {
        return id;
    }

    UUID introductionId() {
        return introductionId;
    }

    OutcomeKind kind() {
        return kind;
    }

    Instant occurredAt() {
        return occurredAt;
    }

    OutcomeView view() {
        return new OutcomeView(id, kind, occurredAt, note, thankedAt, recordedAt);
    }
}
