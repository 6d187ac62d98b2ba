package dev.kith.introduction;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/** What is known of somebody whose name was given, and can be changed. @param dismissed not to be followed up */
record NameDetails(
        @NotBlank @Size(max = 200) String name,
        @Size(max = 200) String organization,
        @Size(max = 200) String title,
        @Size(max = 254) @Pattern(regexp = "[^\\s@]+@[^\\s@]+", message = "This is no e-mail address.") String email,
        @Size(max = 2000) String link,
        @Size(max = 20_000) String notes,
        boolean dismissed) {
}
