package dev.kith.introduction;

import java.time.Instant;

import jakarta.validation.constraints.Size;

/** What can be changed of an ask. @param answeredAt set by the first name, and by hand when the answer was "nobody" */
record AskDetails(@Size(max = 500) String question, @Size(max = 20_000) String notes, Instant answeredAt) {
}
