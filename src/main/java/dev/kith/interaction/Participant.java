package dev.kith.interaction;

import java.time.Instant;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.annotation.JsonProperty;

import dev.kith.contact.NewPerson;

/**
 * Somebody who took part, told in one of three ways: by the contact's id, by an e-mail address (a contact is made if nobody
 * has it), or as somebody new.
 */
record Participant(
        UUID contactId,
        @Size(max = 254) @Pattern(regexp = "[^\\s@]+@[^\\s@]+", message = "This is no e-mail address.") String email,
        @JsonProperty("new") @Valid NewPerson unknown,
        Instant answeredAt) {

    static Participant of(Participation participation) {
        return new Participant(participation.contactId(), null, null, participation.answeredAt());
    }

    int waysTold() {
        return (contactId == null ? 0 : 1) + (email == null ? 0 : 1) + (unknown == null ? 0 : 1);
    }
}
