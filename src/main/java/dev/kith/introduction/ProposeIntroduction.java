package dev.kith.introduction;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import dev.kith.contact.NewPerson;

/**
 * Asks for an introduction to be kept: one that is only thought of, one whose parties were asked, or one that took place.
 *
 * @param id made by the client, or null
 * @param introducerId null: the owner, or who gave the name
 * @param partyIds known contacts
 * @param newParty somebody who becomes a contact
 * @param nameId a name given in answer to an ask, which is a party
 * @param status PROPOSED (also when null), ASKED or MADE
 * @param at when it was asked or made; null: now
 */
record ProposeIntroduction(
        UUID id,
        UUID introducerId,
        @Size(max = 2) List<@NotNull UUID> partyIds,
        @Valid NewPerson newParty,
        UUID nameId,
        IntroductionStatus status,
        Instant at,
        IntroductionReason reasonCode,
        @Size(max = 2000) String reason,
        IntroductionMethod method,
        @Size(max = 200) String place,
        @Size(max = 20_000) String notes) {

    ProposeIntroduction {
        partyIds = partyIds == null ? List.of() : partyIds;
        status = status == null ? IntroductionStatus.PROPOSED : status;
    }

    IntroductionDetails details() {
        return new IntroductionDetails(reasonCode, reason, method, place, notes);
    }
}
