package dev.kith.contact;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/** @param url http or https */
public record Link(
        @NotNull @Size(max = 2048) @Pattern(regexp = "https?://[^\\s]+", message = "A link starts with http:// or https://.") String url,
        @Size(max = 60) String label) {
}
