package dev.kith.contact;

import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;

import jakarta.validation.constraints.Size;

/**
 * @param on the day, in the owner's time zone
 * @param introductionId through which introduction; the introduction itself sets it
 */
public record HowWeMet(LocalDate on, @Size(max = 200) String where, UUID introducedById, UUID introductionId) {

    static final HowWeMet UNKNOWN = new HowWeMet(null, null, null, null);

    /**
     * After an introduction was made, unless it is known that the owner met them before or otherwise.
     *
     * @param day on which it was made
     */
    Optional<HowWeMet> through(UUID introduction, UUID introducer, LocalDate day) {
        var otherwise = introductionId != null || on != null && on.isBefore(day)
                || introducedById != null && !introducedById.equals(introducer);
        return otherwise ? Optional.empty()
                : Optional.of(new HowWeMet(on == null ? day : on, where, introducer, introduction));
    }

    /** After the introduction turned out to be a mistake. @param day on which it was made */
    Optional<HowWeMet> notThrough(UUID introduction, LocalDate day) {
        return introduction.equals(introductionId)
                ? Optional.of(new HowWeMet(day.equals(on) ? null : on, where, null, null))
                : Optional.empty();
    }
}
