package dev.kith.webhook;

import java.time.Duration;

/**
 * What came of an attempt.
 *
 * @param failure null when it was delivered
 * @param status of the answer; null when there was none
 * @param retryAfter how long the other side asks to be left alone; null when it does not
 */
record Outcome(Failure failure, Integer status, Duration took, Duration retryAfter) {

    static Outcome failed(Failure failure, Duration took) {
        return new Outcome(failure, null, took, null);
    }

    static Outcome answered(int status, Duration took, Duration retryAfter) {
        return new Outcome(failure(status), status, took, retryAfter);
    }

    private static Failure failure(int status) {
        return switch (status / 100) {
            case 2 -> null;
            case 3 -> Failure.REDIRECT;
            default -> status == 410 ? Failure.GONE : Failure.REFUSED;
        };
    }

    boolean isDelivered() {
        return failure == null;
    }
}
