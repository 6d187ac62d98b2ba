package dev.kith.idempotency;

/**
 * What a request was answered: what it made or did, or why it was refused.
 *
 * @param request fingerprint of the request; null when the answer was erased, and so is the rest
 * @param etag with its quotes; null when the view has none
 * @param body JSON; null when there is none
 */
record StoredAnswer(byte[] request, int status, String location, String etag, String body) {

    boolean isRefusal() {
        return status >= 400;
    }
}
