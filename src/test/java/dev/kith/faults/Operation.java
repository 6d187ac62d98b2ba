package dev.kith.faults;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Something a writer wanted, however often it had to ask.
 *
 * @param key the Idempotency-Key; null for none
 * @param clientMade whether the id of what is made is the client's
 * @param marker a text that nothing else has, in what is made; null if nothing is
 * @param effect null if the log says nothing of it, or need not
 * @param statuses of the answers, in their order; 0 for none
 * @param answer the last one's body, or what came instead of one
 */
record Operation(long number, UUID owner, String what, String key, boolean clientMade, String marker, Effect effect,
        Instant start, Instant end, Outcome outcome, List<Integer> statuses, String answer) {

    Operation on(UUID made) {
        return new Operation(number, owner, what, key, clientMade, marker, effect.on(made), start, end, outcome, statuses,
                answer);
    }

    /** What is made has an id that only the answer tells. */
    boolean isAnonymous() {
        return effect != null && effect.subject() == null;
    }

    /** An attempt of which nobody has heard may be carried out when something else has been done since. */
    boolean mayComeLate() {
        return key == null && !clientMade && statuses.contains(0);
    }

    String line() {
        return "operation %d of %s at %s (%s): %s, %s".formatted(number, owner, start, what, outcome, statuses);
    }
}
