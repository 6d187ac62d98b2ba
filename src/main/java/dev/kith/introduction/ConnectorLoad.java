package dev.kith.introduction;

import java.time.Instant;
import java.util.UUID;

/**
 * How often a contact was asked for something. Who is asked more than once a month tires of it.
 *
 * @param askedLast30Days 30 times 24 hours, as {@code askedLast90Days} is 90 times
 */
record ConnectorLoad(UUID contactId, int askedLast30Days, int askedLast90Days, Instant lastAskedAt, boolean askedTooOften) {

    static final int OFTEN = 1;
}
