package dev.kith.introduction;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.github.f4b6a3.uuid.UuidCreator;

import dev.kith.eventlog.DomainEvent;

/** What happens to introductions: ids, codes and instants only. */
sealed interface IntroductionEvents extends DomainEvent {

    UUID introductionId();

    Instant recordedAt();

    @Override
    default UUID subject() {
        return introductionId();
    }

    @Override
    default Instant time() {
        return recordedAt();
    }

    /**
     * Two people were introduced to each other: once for each introduction.
     *
     * @param introducerId null: the owner
     * @param partyIds one or two; with one the owner is the other party
     * @param from what it was before; null when it was recorded after it had taken place
     * @param chainDepth how many introductions led here, this one included
     * @param interactionId the interaction it was for the owner, or null
     */
    record IntroductionMade(UUID introductionId, UUID introducerId, List<UUID> partyIds, IntroductionStatus from,
            IntroductionReason reasonCode, IntroductionMethod method, boolean doubleOptIn, UUID askId, UUID nameId,
            int chainDepth, UUID interactionId, Instant madeAt, @JsonIgnore Instant recordedAt) implements IntroductionEvents {

        /** RFC 9562 version 5 of the owner and {@code introductionId/made}: whoever computes it, it is the same. */
        static UUID id(UUID ownerId, UUID introductionId) {
            return UuidCreator.getNameBasedSha1(ownerId, introductionId + "/made");
        }

        @Override
        public String type() {
            return "dev.kith.introduction.made.v1";
        }

        @Override
        public UUID id(UUID ownerId) {
            return id(ownerId, introductionId);
        }
    }

    /**
     * Every other move.
     *
     * @param from null for a new one
     * @param byId for DECLINED, who said no; null: the owner
     * @param compensates the id of the {@code made} event that was a mistake, or null
     * @param at when the move took place
     */
    record Moved(UUID introductionId, UUID introducerId, List<UUID> partyIds, IntroductionStatus from, IntroductionStatus to,
            UUID byId, DeclineReason reasonCode, UUID compensates, Instant at,
            @JsonIgnore Instant recordedAt) implements IntroductionEvents {

        /** The move an introduction has just made. */
        static Moved of(UUID ownerId, Introduction introduction, IntroductionStatus from, Instant at, Instant now) {
            var unmade = from == IntroductionStatus.MADE && introduction.status() == IntroductionStatus.WITHDRAWN;
            return new Moved(introduction.id(), introduction.introducerId(), introduction.partyIds(), from,
                    introduction.status(), introduction.declinedById(), introduction.declineReason(),
                    unmade ? IntroductionMade.id(ownerId, introduction.id()) : null, at, now);
        }

        @Override
        public String type() {
            return "dev.kith.introduction.moved.v1";
        }
    }

    record OutcomeRecorded(UUID introductionId, UUID introducerId, List<UUID> partyIds, UUID outcomeId, OutcomeKind kind,
            Instant occurredAt, @JsonIgnore Instant recordedAt) implements IntroductionEvents {

        @Override
        public String type() {
            return "dev.kith.introduction.outcome-recorded.v1";
        }
    }

    /** @param outcomeIds what the introducer was thanked for; @param interactionId by which interaction */
    record Thanked(UUID introductionId, UUID introducerId, List<UUID> outcomeIds, UUID interactionId, Instant thankedAt,
            @JsonIgnore Instant recordedAt) implements IntroductionEvents {

        @Override
        public String type() {
            return "dev.kith.introduction.thanked.v1";
        }
    }

    /** It went with a party that was erased, or that turned out to be the same person as another one. */
    record Removed(UUID introductionId, @JsonIgnore Instant recordedAt) implements IntroductionEvents {

        @Override
        public String type() {
            return "dev.kith.introduction.removed.v1";
        }
    }
}
