package dev.kith.introduction;

import java.time.Instant;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/** A name given in answer to an ask. @param givenAt null: now */
record GiveName(
        @NotBlank @Size(max = 200) String name,
        @Size(max = 200) String organization,
        @Size(max = 200) String title,
        @Size(max = 254) @Pattern(regexp = "[^\\s@]+@[^\\s@]+", message = "This is no e-mail address.") String email,
        @Size(max = 2000) String link,
        @Size(max = 20_000) String notes,
        Instant givenAt) {

    NameDetails details() {
        return new NameDetails(name, organization, title, email, link, notes, false);
    }
}
