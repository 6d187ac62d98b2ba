package dev.kith.interaction;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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

/** Something that happened, at an instant. Who took part is kept in {@link Participation}. */
@Entity
@Table(name = Interaction.TABLE)
class Interaction {

    static final String TABLE = "interaction";

    @Id
    private UUID id;
    @TenantId
    @PartitionKey
    @Column(name = "owner_id")
    private UUID ownerId;
    @Version
    private int version;
    @Enumerated(EnumType.STRING)
    private Kind kind;
    @Enumerated(EnumType.STRING)
    private Direction direction;
    @Column(name = "occurred_at")
    private Instant occurredAt;
    private String place;
    private String summary;
    private String notes;
    @Column(name = "next_step")
    private String nextStep;
    @Column(name = "next_step_due")
    private LocalDate nextStepDue;
    @Column(name = "made_from")
    private byte[] madeFrom;
    @Column(name = "created_at")
    private Instant createdAt;
    @Column(name = "updated_at")
    private Instant updatedAt;

    protected Interaction() {
    }

    /** @param madeFrom fingerprint of what a client asked for together with an id of its own; else null */
    Interaction(UUID id, InteractionDetails details, byte[] madeFrom, Instant now) {
        this.id = id;
        this.madeFrom = madeFrom;
        this.createdAt = now;
        become(details, now);
    }

    /** @return the fields that are different now, as the API calls them; of participants it knows nothing */
    List<String> revise(InteractionDetails details, Instant now) {
        var changed = new ArrayList<String>();
        note(changed, "kind", kind, details.kind());
        note(changed, "direction", direction, details.direction());
        note(changed, "occurredAt", occurredAt, details.occurredAt());
        note(changed, "place", place, details.place());
        note(changed, "summary", summary, details.summary());
        note(changed, "notes", notes, details.notes());
        note(changed, "nextStep", nextStep, details.nextStep());
        note(changed, "nextStepDue", nextStepDue, details.nextStepDue());
        if (!changed.isEmpty()) {
            become(details, now);
        }
        return changed;
    }

    private static void note(List<String> changed, String field, Object before, Object after) {
        if (!Objects.equals(before, after)) {
            changed.add(field);
        }
    }

    private void become(InteractionDetails details, Instant now) {
        kind = details.kind();
        direction = details.direction();
        occurredAt = details.occurredAt();
        place = details.place();
        summary = details.summary();
        notes = details.notes();
        nextStep = details.nextStep();
        nextStepDue = details.nextStepDue();
        updatedAt = now;
    }

    /** Something kept beside it was changed, as its participants. */
    void touch(Instant now) {
        updatedAt = now;
    }

    Instant countsAt(Instant answeredAt) {
        return kind.countsAt(direction, occurredAt, answeredAt);
    }

    boolean wasMadeFrom(byte[] fingerprint) {
        return Arrays.equals(madeFrom, fingerprint);
    }

    InteractionDetails details(List<Participation> participants) {
        return new InteractionDetails(id, kind, occurredAt, participants.stream().map(Participant::of).toList(), direction,
                place,
                summary, notes, nextStep, nextStepDue);
    }

    UUID id() {
        return id;
    }

    int version() {
        return version;
    }

    Kind kind() {
        return kind;
    }

    Direction direction() {
        return direction;
    }

    Instant occurredAt() {
        return occurredAt;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant updatedAt() {
        return updatedAt;
    }
}
