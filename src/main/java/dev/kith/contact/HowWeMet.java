package dev.kith.contact;

import java.time.LocalDate;
import java.util.UUID;

import jakarta.validation.constraints.Size;

/**
 * @param on the day, in the owner's time zone
 * @param introductionId through which introduction; the introduction itself sets it
 */
public record HowWeMet(LocalDate on, @Size(max = 200) String where, UUID introducedById, UUID introductionId) {

    static final HowWeMet UNKNOWN = new HowWeMet(null, null, null, null);
}
