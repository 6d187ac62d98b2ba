package dev.kith.introduction;

import jakarta.validation.constraints.Size;

/**
 * What can be changed of an introduction whatever its status.
 *
 * @param reason what each can do for the other
 */
record IntroductionDetails(
        IntroductionReason reasonCode,
        @Size(max = 2000) String reason,
        IntroductionMethod method,
        @Size(max = 200) String place,
        @Size(max = 20_000) String notes) {
}
