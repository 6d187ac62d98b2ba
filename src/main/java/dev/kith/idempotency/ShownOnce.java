package dev.kith.idempotency;

/** A view that holds a secret: it is answered once, and kept without. */
public interface ShownOnce {

    /** The same, as a repeat of the request is answered. */
    Object withoutSecrets();
}
