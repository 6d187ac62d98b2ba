package dev.kith.introduction;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

import org.hibernate.annotations.PartitionKey;
import org.hibernate.annotations.TenantId;

import dev.kith.problem.Conflict;

/**
 * That somebody introduces two people to each other: the owner two contacts, a contact the owner to another one, or a
 * contact two others.
 */
@Entity
@Table(name = Introduction.TABLE)
class Introduction {

    static final String TABLE = "introduction";

    @Id
    private UUID id;
    @TenantId
    @PartitionKey
    @Column(name = "owner_id")
    private UUID ownerId;
    @Version
    private int version;
    @Column(name = "introducer_id")
    private UUID introducerId;
    @Column(name = "introducer_erased")
    private boolean introducerErased;
    @Column(name = "party_id")
    private UUID partyId;
    @Column(name = "other_party_id")
    private UUID otherPartyId;
    @Enumerated(EnumType.STRING)
    private IntroductionStatus status = IntroductionStatus.PROPOSED;
    @Enumerated(EnumType.STRING)
    @Column(name = "reason_code")
    private IntroductionReason reasonCode;
    private String reason;
    @Enumerated(EnumType.STRING)
    private IntroductionMethod method;
    private String place;
    private String notes;
    @Column(name = "ask_id")
    private UUID askId;
    @Column(name = "name_id")
    private UUID nameId;
    @Column(name = "asked_at")
    private Instant askedAt;
    @Column(name = "agreed_at")
    private Instant agreedAt;
    @Column(name = "made_at")
    private Instant madeAt;
    @Column(name = "ended_at")
    private Instant endedAt;
    @Column(name = "waiting_since")
    private Instant waitingSince;
    @Column(name = "expires_at")
    private Instant expiresAt;
    @Column(name = "double_opt_in")
    private Boolean doubleOptIn;
    @Column(name = "declined_by_id")
    private UUID declinedById;
    @Enumerated(EnumType.STRING)
    @Column(name = "decline_reason")
    private DeclineReason declineReason;
    @Column(name = "interaction_id")
    private UUID interactionId;
    @Column(name = "outcome_count")
    private int outcomeCount;
    @Column(name = "owed_since")
    private Instant owedSince;
    @Column(name = "thanked_at")
    private Instant thankedAt;
    @Column(name = "made_from")
    private byte[] madeFrom;
    @Column(name = "created_at")
    private Instant createdAt;
    @Column(name = "updated_at")
    private Instant updatedAt;

    protected Introduction() {
    }

    /**
     * @param introducerId null: the owner
     * @param partyIds one or two; with one the owner is the other party
     * @param name what it comes of, or null
     * @param madeFrom fingerprint of what a client asked for together with an id of its own; else null
     */
    Introduction(UUID id, UUID introducerId, List<UUID> partyIds, AskedName name, IntroductionDetails details, byte[] madeFrom,
            Instant now) {
        this.id = id;
        this.introducerId = introducerId;
        this.partyId = partyIds.get(0);
        this.otherPartyId = partyIds.size() == 1 ? null : partyIds.get(1);
        this.askId = name == null ? null : name.askId();
        this.nameId = name == null ? null : name.id();
        this.madeFrom = madeFrom;
        this.createdAt = now;
        become(details, now);
    }

    void revise(IntroductionDetails details, Instant now) {
        if (!details.equals(details())) {
            become(details, now);
        }
    }

    private void become(IntroductionDetails details, Instant now) {
        reasonCode = details.reasonCode();
        reason = details.reason();
        method = details.method();
        place = details.place();
        notes = details.notes();
        updatedAt = now;
    }

    IntroductionDetails details() {
        return new IntroductionDetails(reasonCode, reason, method, place, notes);
    }

    // ---- moves

    /** Where it can go now; that all agreed is for the parties to say. */
    Set<IntroductionStatus> moves(Instant now) {
        var moves = new TreeSet<>(isDue(now) ? IntroductionStatus.EXPIRED.moves() : status.moves());
        moves.remove(IntroductionStatus.AGREED);
        return moves;
    }

    /** What is due has expired, whether a sweep has been by or not. */
    boolean isDue(Instant now) {
        return expiresAt != null && !expiresAt.isAfter(now);
    }

    /** @throws Conflict if it cannot go there; it lists where it can */
    void requireMove(String pointer, IntroductionStatus next, Instant now) {
        if (!moves(now).contains(next)) {
            throw cannot(pointer, "become " + next, now);
        }
    }

    /** @throws Conflict if nobody is asked at the moment */
    void requireAsking(Instant now) {
        if (isDue(now) || status != IntroductionStatus.ASKED && status != IntroductionStatus.AGREED) {
            throw cannot("", "take an answer", now);
        }
    }

    /** @throws Conflict if they were not introduced */
    void requireMade(String what, Instant now) {
        if (!status.isMade()) {
            throw cannot("", what, now);
        }
    }

    private Conflict cannot(String pointer, String what, Instant now) {
        var moves = moves(now).stream().map(Enum::name).collect(Collectors.joining(", "));
        return new Conflict(pointer, "An introduction that is %s cannot %s. Allowed from here: %s.".formatted(
                isDue(now) ? IntroductionStatus.EXPIRED : status, what, moves.isEmpty() ? "nothing" : moves));
    }

    /** @param expiry how long the parties have to answer */
    void ask(Instant at, Duration expiry, Instant now) {
        move(IntroductionStatus.ASKED, now);
        askedAt = at;
        await(expiry, now);
    }

    /** @param expiry how long the introducer has to make it */
    void agree(Instant at, Duration expiry, Instant now) {
        move(IntroductionStatus.AGREED, now);
        agreedAt = at;
        await(expiry, now);
    }

    /** From when it was recorded: what is written down long after would be over before the rest is. */
    private void await(Duration expiry, Instant now) {
        waitingSince = now;
        expiresAt = now.plus(expiry);
    }

    void make(Instant at, Instant now) {
        doubleOptIn = status == IntroductionStatus.AGREED;
        move(IntroductionStatus.MADE, now);
        madeAt = at;
    }

    void reopen(Instant now) {
        move(IntroductionStatus.MADE, now);
        endedAt = null;
    }

    void decline(Instant at, UUID byId, DeclineReason why, Instant now) {
        end(IntroductionStatus.DECLINED, at, now);
        declinedById = byId;
        declineReason = why;
    }

    /** To CLOSED, EXPIRED or WITHDRAWN. */
    void end(IntroductionStatus how, Instant at, Instant now) {
        move(how, now);
        endedAt = at;
        if (how == IntroductionStatus.WITHDRAWN) {
            interactionId = null;
            owedSince = null;
        }
    }

    private void move(IntroductionStatus next, Instant now) {
        if (!status.mayBecome(next)) {
            throw new IllegalStateException(status + " does not become " + next);
        }
        status = next;
        waitingSince = null;
        expiresAt = null;
        updatedAt = now;
    }

    /** Something kept beside it was changed, as a consent. */
    void touch(Instant now) {
        updatedAt = now;
    }

    void wasInteraction(UUID id) {
        interactionId = id;
    }

    /** The newest of the instants that its moves took place at; later ones cannot lie before it. */
    Instant lastMoveAt() {
        return Stream.of(askedAt, agreedAt, madeAt, endedAt).filter(Objects::nonNull).max(Instant::compareTo)
                .orElse(Instant.MIN);
    }

    // ---- what came of it

    void outcomeRecorded(Outcome outcome, Instant now) {
        outcomeCount++;
        if (introducerId != null && (owedSince == null || outcome.occurredAt().isBefore(owedSince))) {
            owedSince = outcome.occurredAt();
        }
        updatedAt = now;
    }

    /** @param outcomes all of them */
    void thanked(Instant at, List<Outcome> outcomes, Instant now) {
        thankedAt = at;
        owedSince = outcomes.stream().filter(Outcome::isOwed).map(Outcome::occurredAt).min(Instant::compareTo).orElse(null);
        updatedAt = now;
    }

    // ---- people

    List<UUID> partyIds() {
        return otherPartyId == null ? List.of(partyId) : List.of(partyId, otherPartyId);
    }

    /** The owner is the other party. */
    boolean concernsOwner() {
        return otherPartyId == null;
    }

    boolean isByOwner() {
        return introducerId == null && !introducerErased;
    }

    /** Everybody in it but the owner. */
    List<UUID> contactIds() {
        return Stream.concat(Stream.ofNullable(introducerId), partyIds().stream()).toList();
    }

    void forgetIntroducer(Instant now) {
        if (introducerId.equals(declinedById)) {
            declinedById = null;
        }
        introducerId = null;
        introducerErased = true;
        owedSince = null;
        updatedAt = now;
    }

    /** @return whether it is still between three different people, with what became one contact counted once */
    boolean repoint(UUID from, UUID into, Instant now) {
        var introducer = from.equals(introducerId) ? into : introducerId;
        var party = from.equals(partyId) ? into : partyId;
        var other = from.equals(otherPartyId) ? into : otherPartyId;
        if (party.equals(introducer) || party.equals(other) || introducer != null && introducer.equals(other)) {
            return false;
        }
        introducerId = introducer;
        partyId = party;
        otherPartyId = other;
        declinedById = from.equals(declinedById) ? into : declinedById;
        updatedAt = now;
        return true;
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

    UUID introducerId() {
        return introducerId;
    }

    boolean introducerErased() {
        return introducerErased;
    }

    IntroductionStatus status() {
        return status;
    }

    UUID askId() {
        return askId;
    }

    UUID nameId() {
        return nameId;
    }

    Instant askedAt() {
        return askedAt;
    }

    Instant agreedAt() {
        return agreedAt;
    }

    Instant madeAt() {
        return madeAt;
    }

    Instant endedAt() {
        return endedAt;
    }

    Instant expiresAt() {
        return expiresAt;
    }

    Boolean doubleOptIn() {
        return doubleOptIn;
    }

    UUID declinedById() {
        return declinedById;
    }

    DeclineReason declineReason() {
        return declineReason;
    }

    UUID interactionId() {
        return interactionId;
    }

    Instant owedSince() {
        return owedSince;
    }

    Instant thankedAt() {
        return thankedAt;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant updatedAt() {
        return updatedAt;
    }
}
