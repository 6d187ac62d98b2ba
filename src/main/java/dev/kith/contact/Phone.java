package dev.kith.contact;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** @param number as the owner writes it */
public record Phone(@NotBlank @Size(max = 60) String number, @Size(max = 60) String label) {
}
