package dev.kith.insight;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

import dev.kith.introduction.OutcomeView;

/**
 * How the owner came to know somebody, from this contact back to the first.
 *
 * @param hops the contact itself, who introduced it, who introduced that one, and so on; the last is one the owner knew, or
 *        one the walk ended at
 * @param depth how many introductions that were: one less than there are hops
 * @param complete whether the last hop is one that nobody introduced; false when the walk came round in a circle, or was
 *        longer than 100 hops
 */
record Chain(UUID contactId, List<Hop> hops, int depth, boolean complete) {

    /**
     * One person of a chain.
     *
     * @param introducedById the contact of the next hop; null for somebody the owner knew
     * @param introductionId through which introduction, or null when only the introducer is known
     * @param askId the ask that the introduction came of, or null
     * @param metOn the day, in the owner's time zone, or null
     * @param outcomes what came of the introduction, in the order in which it happened
     */
    record Hop(UUID contactId, String name, UUID introducedById, UUID introductionId, UUID askId, LocalDate metOn,
            Instant madeAt, List<OutcomeView> outcomes) {
    }
}
