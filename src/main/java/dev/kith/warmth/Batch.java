package dev.kith.warmth;

import java.util.UUID;

/**
 * What a change of many contacts has in common.
 *
 * @param id stands in each of its events; null when it is no bulk change
 * @param cause why contacts are cold by it; null: seen from the change itself
 */
record Batch(UUID id, Cause cause) {

    static final Batch NONE = new Batch(null, null);
}
