package dev.kith.contact;

import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** What is known on the spot of somebody who becomes a contact; the rest can follow. */
public record NewPerson(
        @NotNull @Valid Name name,
        @Size(max = 20) List<@NotNull @Valid Email> emails,
        @Size(max = 20) List<@NotNull @Valid Phone> phones,
        @Size(max = 20) List<@NotNull @Valid Link> links,
        @Size(max = 50) List<@NotNull @Valid Position> positions) {

    public ContactDetails details() {
        return ContactDetails.of(name, emails, phones, links, positions);
    }
}
