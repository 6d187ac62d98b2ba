package dev.kith.webhook;

/** An attempt ended before there was an answer. */
final class Undeliverable extends Exception {

    private final Failure failure;

    Undeliverable(Failure failure) {
        super(failure.words());
        this.failure = failure;
    }

    Failure failure() {
        return failure;
    }
}
