package dev.kith.owner;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * What an owner can set.
 *
 * @param timeZone an IANA name; taken away, it is UTC again
 * @param defaultCadence for contacts that have none of their own and none by a tag
 * @param weeklyCapacity contacts a week the owner has time for
 * @param region ISO 3166-1 alpha-2, for reading telephone numbers
 * @param introductionExpiryDays after how many days of 24 hours an introduction that waits for an answer, or to be made,
 *        expires; taken away, it is 21 again
 */
record SettingsDetails(@Size(max = 60) String timeZone, @Size(max = 30) String defaultCadence,
        @Min(1) @Max(1000) Integer weeklyCapacity, @Pattern(regexp = "[A-Z]{2}") String region,
        @Min(1) @Max(365) Integer introductionExpiryDays) {

    static final int EXPIRY_DAYS = 21;

    SettingsDetails {
        introductionExpiryDays = introductionExpiryDays == null ? EXPIRY_DAYS : introductionExpiryDays;
    }
}
