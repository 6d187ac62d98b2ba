package dev.kith.introduction;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import dev.kith.http.Tagged;
import dev.kith.introduction.Consent.ConsentView;

/**
 * An introduction, as the API says it.
 *
 * @param introducerId null: the owner, or, with {@code introducerErased}, a contact who was erased
 * @param partyIds one or two; with one the owner is the other party
 * @param allowedMoves to which status it can be moved, by the clock of {@code updatedAt}
 * @param doubleOptIn every party had said yes before it was made; null until it is made
 * @param expiresAt when it expires unless something happens, or null
 * @param endedAt when it was closed, declined, withdrawn, or expired
 * @param owedSince the oldest outcome the introducer was not thanked for, or null
 * @param warnings of asking one contact too often; in the answer to a POST only
 */
record IntroductionView(UUID id, UUID introducerId, boolean introducerErased, List<UUID> partyIds,
        IntroductionStatus status, Collection<IntroductionStatus> allowedMoves, IntroductionReason reasonCode, String reason,
        IntroductionMethod method, String place, String notes, UUID askId, UUID nameId, List<ConsentView> consents,
        Instant askedAt, Instant agreedAt, Instant madeAt, Boolean doubleOptIn, Instant endedAt, Instant expiresAt,
        UUID declinedById, DeclineReason declineReason, UUID interactionId, List<OutcomeView> outcomes, Instant owedSince,
        Instant thankedAt, List<Warning> warnings, Instant createdAt, Instant updatedAt, String etag) implements Tagged {

    static IntroductionView of(Introduction introduction, List<Consent> consents, List<Outcome> outcomes,
            List<Warning> warnings) {
        var details = introduction.details();
        return new IntroductionView(introduction.id(), introduction.introducerId(), introduction.introducerErased(),
                introduction.partyIds(), introduction.status(), introduction.moves(introduction.updatedAt()),
                details.reasonCode(), details.reason(), details.method(), details.place(), details.notes(),
                introduction.askId(), introduction.nameId(), consents.stream().map(Consent::view).toList(),
                introduction.askedAt(), introduction.agreedAt(), introduction.madeAt(), introduction.doubleOptIn(),
                introduction.endedAt(), introduction.expiresAt(), introduction.declinedById(), introduction.declineReason(),
                introduction.interactionId(), outcomes.stream().map(Outcome::view).toList(), introduction.owedSince(),
                introduction.thankedAt(), warnings, introduction.createdAt(), introduction.updatedAt(),
                introduction.version() + "."
                        + Besides.digest(introduction.askId(), introduction.nameId(), introduction.interactionId()));
    }
}
