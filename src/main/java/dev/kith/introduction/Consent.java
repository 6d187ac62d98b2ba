package dev.kith.introduction;

import java.io.Serializable;
import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import org.hibernate.annotations.PartitionKey;
import org.hibernate.annotations.TenantId;

/** What a party said when asked whether it wants to be introduced; of several answers the last. */
@Entity
@Table(name = "introduction_consent")
@IdClass(Consent.Key.class)
class Consent {

    record Key(UUID introductionId, UUID partyId) implements Serializable {
    }

    enum Answer {
        YES,
        NO
    }

    @Id
    @Column(name = "introduction_id")
    private UUID introductionId;
    @Id
    @Column(name = "contact_id")
    private UUID partyId;
    @TenantId
    @PartitionKey
    @Column(name = "owner_id")
    private UUID ownerId;
    @Enumerated(EnumType.STRING)
    private Answer answer;
    @Column(name = "answered_at")
    private Instant answeredAt;
    @Enumerated(EnumType.STRING)
    @Column(name = "reason_code")
    private DeclineReason reasonCode;
    private String note;

    protected Consent() {
    }

    Consent(UUID introductionId, UUID partyId) {
        this.introductionId = introductionId;
        this.partyId = partyId;
    }

    void become(Answer newAnswer, Instant at, DeclineReason reason, String newNote) {
        answer = newAnswer;
        answeredAt = at;
        reasonCode = reason;
        note = newNote;
    }

    UUID introductionId() {
        return introductionId;
    }

    UUID partyId() {
        return partyId;
    }

    Instant answeredAt() {
        return answeredAt;
    }

    ConsentView view() {
        return new ConsentView(partyId, answer, answeredAt, reasonCode, note);
    }

    /** @param reasonCode why not, if it was said */
    record ConsentView(UUID partyId, Answer answer, Instant answeredAt, DeclineReason reasonCode, String note) {
    }
}
