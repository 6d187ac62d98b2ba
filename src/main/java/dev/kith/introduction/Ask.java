package dev.kith.introduction;

import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

import org.hibernate.annotations.PartitionKey;
import org.hibernate.annotations.TenantId;

/** "Who do you think I should meet?", put to a contact. The names given are kept beside it. */
@Entity
@Table(name = Ask.TABLE)
class Ask {

    static final String TABLE = "ask";

    @Id
    private UUID id;
    @TenantId
    @PartitionKey
    @Column(name = "owner_id")
    private UUID ownerId;
    @Version
    private int version;
    @Column(name = "contact_id")
    private UUID contactId;
    @Column(name = "interaction_id")
    private UUID interactionId;
    private String question;
    private String notes;
    @Column(name = "asked_at")
    private Instant askedAt;
    @Column(name = "answered_at")
    private Instant answeredAt;
    @Column(name = "made_from")
    private byte[] madeFrom;
    @Column(name = "created_at")
    private Instant createdAt;
    @Column(name = "updated_at")
    private Instant updatedAt;

    protected Ask() {
    }

    /** @param madeFrom fingerprint of what a client asked for together with an id of its own; else null */
    Ask(UUID id, UUID contactId, UUID interactionId, Instant askedAt, AskDetails details, byte[] madeFrom, Instant now) {
        this.id = id;
        this.contactId = contactId;
        this.interactionId = interactionId;
        this.askedAt = askedAt;
        this.madeFrom = madeFrom;
        this.createdAt = now;
        become(details, now);
    }

    void revise(AskDetails details, Instant now) {
        if (!details.equals(details())) {
            become(details, now);
        }
    }

    private void become(AskDetails details, Instant now) {
        question = details.question();
        notes = details.notes();
        answeredAt = details.answeredAt();
        updatedAt = now;
    }

    AskDetails details() {
        return new AskDetails(question, notes, answeredAt);
    }

    /** A name came: that is an answer. */
    void answered(Instant at, Instant now) {
        if (answeredAt == null) {
            answeredAt = at;
        }
        updatedAt = now;
    }

    boolean wasMadeFrom(byte[] fingerprint) {
        return Arrays.equals(madeFrom, fingerprint);
    }

    UUID id() {
        return id;
    }

    int version() {
        return version;
    }

    UUID contactId() {
        return contactId;
    }

    UUID interactionId() {
        return interactionId;
    }

    Instant askedAt() {
        return askedAt;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant updatedAt() {
        return updatedAt;
    }
}
