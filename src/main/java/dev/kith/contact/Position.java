package dev.kith.contact;

import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * What somebody does or did, and where; at least one of organization and title.
 *
 * @param from a year, a month or a day, as {@code 2021}, {@code 2021-04}, {@code 2021-04-01}; so is {@code to}, null while it
 *        lasts
 */
@JsonIgnoreProperties("organizationId") // what was read may be sent back; it follows from the name
public record Position(
        @Size(max = 200) String organization,
        @Size(max = 200) String title,
        @Size(max = 100) String sector,
        @Pattern(regexp = Position.DATE) String from,
        @Pattern(regexp = Position.DATE) String to) {

    static final String DATE = "[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?";

    Position called(String name) {
        return new Position(name, title, sector, from, to);
    }
}
