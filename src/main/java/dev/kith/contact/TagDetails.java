package dev.kith.contact;

import jakarta.validation.constraints.Pattern;

import dev.kith.warmth.Cadence;

/** @param cadence for all who have the tag and no cadence of their own; null for none */
record TagDetails(@Pattern(regexp = Cadence.PATTERN) String cadence) {
}
