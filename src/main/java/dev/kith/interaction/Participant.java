package dev.kith.interaction;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.annotation.JsonProperty;

import dev.kith.contact.ContactDetails;
import dev.kith.contact.Email;
import dev.kith.contact.Link;
import dev.kith.contact.Name;
import dev.kith.contact.Phone;
import dev.kith.contact.Position;

/**
 * Somebody who took part, told in one of three ways: by the contact's id, by an e-mail address (a contact is made if nobody
 * has it), or as somebody new.
 */
record Participant(
        UUID contactId,
        @Size(max = 254) @Pattern(regexp = "[^\\s@]+@[^\\s@]+", message = "This is no e-mail address.") String email,
        @JsonProperty("new") @Valid NewPerson unknown,
        Instant answeredAt) {

    record NewPerson(
            @NotNull @Valid Name name,
            @Size(max = 20) List<@NotNull @Valid Email> emails,
            @Size(max = 20) List<@NotNull @Valid Phone> phones,
            @Size(max = 20) List<@NotNull @Valid Link> links,
            @Size(max = 50) List<@NotNull @Valid Position> positions) {

        ContactDetails details() {
            return ContactDetails.of(name, emails, phones, links, positions);
        }
    }

    static Participant of(Participation participation) {
        return new Participant(participation.contactId(), null, null, participation.answeredAt());
    }

    int waysTold() {
        return (contactId == null ? 0 : 1) + (email == null ? 0 : 1) + (unknown == null ? 0 : 1);
    }
}
