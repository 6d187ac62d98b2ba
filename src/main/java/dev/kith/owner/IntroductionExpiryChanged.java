package dev.kith.owner;

import java.time.Duration;

/** Introductions that are waiting expire after another time from now on. Fired in the transaction that says so. */
public record IntroductionExpiryChanged(Duration expiry) {
}
