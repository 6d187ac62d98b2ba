package dev.kith.contact;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import dev.kith.warmth.Cadence;

/**
 * What a client says of a contact: all that is asked for when it is made, and what a patch is applied to.
 *
 * @param id made by the client, or null
 * @param birthday {@code 1980-05-12}, or {@code --05-12} when the year is not known
 * @param country ISO 3166-1 alpha-2
 * @param cadence the contact's own, or null
 */
public record ContactDetails(
        UUID id,
        @NotNull @Valid Name name,
        @Size(max = 20) List<@NotNull @Valid Email> emails,
        @Size(max = 20) List<@NotNull @Valid Phone> phones,
        @Size(max = 20) List<@NotNull @Valid Link> links,
        @Size(max = 50) List<@NotNull @Valid Position> positions,
        @Size(max = 100) String city,
        @Pattern(regexp = "[A-Z]{2}") String country,
        @Pattern(regexp = "([0-9]{4}|-)-[0-9]{2}-[0-9]{2}") String birthday,
        @Size(max = 50) List<@NotBlank @Size(max = 60) String> tags,
        @Size(max = 20_000) String notes,
        @Valid HowWeMet howWeMet,
        @Size(max = 20) List<@NotBlank @Size(max = 200) String> needs,
        @Size(max = 20) List<@NotBlank @Size(max = 200) String> offers,
        @Pattern(regexp = Cadence.PATTERN) String cadence,
        ContactStatus status) {

    public ContactDetails {
        emails = orNone(emails);
        phones = orNone(phones);
        links = orNone(links);
        positions = orNone(positions);
        tags = orNone(tags);
        needs = orNone(needs);
        offers = orNone(offers);
        howWeMet = howWeMet == null ? HowWeMet.UNKNOWN : howWeMet;
        status = status == null ? ContactStatus.ACTIVE : status;
    }

    /** Somebody of whom little is known yet. */
    public static ContactDetails of(Name name, List<Email> emails, List<Phone> phones, List<Link> links,
            List<Position> positions) {
        return new ContactDetails(null, name, emails, phones, links, positions, null, null, null, null, null, null, null, null,
                null, null);
    }

    ContactDetails withPositions(List<Position> others) {
        return new ContactDetails(id, name, emails, phones, links, others, city, country, birthday, tags, notes, howWeMet,
                needs,
                offers, cadence, status);
    }

    /** By what the contact is known again for certain. */
    Set<String> keys() {
        Set<String> keys = new HashSet<>();
        emails.forEach(email -> EmailAddress.keyOf(email.address()).ifPresent(keys::add));
        links.forEach(link -> ProfileAddress.keyOf(link.url()).ifPresent(keys::add));
        return keys;
    }

    private static <T> List<T> orNone(List<T> list) {
        return list == null ? List.of() : list;
    }
}
