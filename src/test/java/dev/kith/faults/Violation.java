package dev.kith.faults;

/**
 * A promise that was not kept.
 *
 * @param promise the invariant, in a few words, the same for all of its violations
 */
record Violation(String promise, String what) {

    @Override
    public String toString() {
        return promise + ": " + what;
    }
}
