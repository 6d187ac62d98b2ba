package dev.kith.contact;

import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** @param display how the contact is shown; made of prefix, given, family and suffix when it is not given */
public record Name(
        @NotBlank(message = "A name needs display, given or family.") @Size(max = 400) String display,
        @Size(max = 200) String given,
        @Size(max = 200) String family,
        @Size(max = 200) String prefix,
        @Size(max = 200) String suffix,
        @Size(max = 200) String nickname) {

    public Name {
        if (display == null || display.isBlank()) {
            display = Stream.of(prefix, given, family, suffix).filter(Objects::nonNull).map(String::strip)
                    .filter(part -> !part.isEmpty()).collect(Collectors.joining(" "));
        }
    }

    /** A person of whom no more than this is known. */
    public static Name shown(String display) {
        return new Name(display, null, null, null, null, null);
    }
}
