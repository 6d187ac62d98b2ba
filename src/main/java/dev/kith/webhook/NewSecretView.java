package dev.kith.webhook;

import java.time.Instant;

import dev.kith.idempotency.ShownOnce;

/**
 * A secret that was just made, which is never to be seen again.
 *
 * @param secret null in an answer that is repeated
 * @param oldOnesSignUntil until when what is sent is signed by the one before, too
 */
record NewSecretView(String secret, Instant oldOnesSignUntil) implements ShownOnce {

    @Override
    public NewSecretView withoutSecrets() {
        return new NewSecretView(null, oldOnesSignUntil);
    }
}
