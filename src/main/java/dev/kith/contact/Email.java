package dev.kith.contact;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/** @param preferred left out, it is false */
public record Email(
        @NotNull @Size(max = 254) @Pattern(regexp = "[^\\s@]+@[^\\s@]+", message = "This is no e-mail address.") String address,
        @Size(max = 60) String label,
        Boolean preferred) {

    public Email {
        preferred = preferred != null && preferred; // a primitive that is missing is refused
    }
}
