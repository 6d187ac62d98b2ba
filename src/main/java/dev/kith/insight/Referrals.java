package dev.kith.insight;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.kith.introduction.OutcomeKind;

/**
 * How far a network reaches by introductions, and what came of them.
 *
 * @param people everybody in a chain
 * @param roots those of the owner's own who introduced somebody
 * @param maxDepth the longest chain, in introductions
 * @param byDepth how many people were met over one introduction, over two, and so on
 * @param connectors who opened most doors, over any number of hops
 * @param branching over the last 4 and the last 12 weeks
 */
record Referrals(int people, int roots, int maxDepth, List<Depth> byDepth, List<Connector> connectors, Funnel conversions,
        List<Branching> branching) {

    record Depth(int introductions, int people) {
    }

    /**
     * @param opened contacts met through them directly
     * @param reached contacts met through them over any number of hops
     * @param results results of chains they are part of, each counted in full; {@code credit} has them by kind
     */
    record Connector(UUID contactId, String name, int opened, int reached, int results, Map<OutcomeKind, Integer> credit) {
    }

    /**
     * From an ask to a result. Each stage counts only what came out of the one before; each rate is a stage divided by the
     * one before, null when that is 0.
     *
     * @param asks put to contacts; of them {@code answeredAsks} brought a name
     * @param names given
     * @param introductions names whom the owner was introduced to
     * @param conversations of those, with whom the owner has talked since: an outcome other than NOTHING, or a meeting, meal,
     *        call or interview after the introduction
     * @param results of those, that brought a referral, interview, job offer, project or advice
     */
    record Funnel(int asks, int answeredAsks, int names, int introductions, int conversations, int results, Double namesPerAsk,
            Double introductionsPerName, Double conversationsPerIntroduction, Double resultsPerConversation) {

        static Funnel of(int asks, int answered, int names, int introductions, int conversations, int results) {
            return new Funnel(asks, answered, names, introductions, conversations, results, rate(names, asks),
                    rate(introductions, names), rate(conversations, introductions), rate(results, conversations));
        }
    }

    /**
     * The mean number of offspring of a conversation, as in the process of Galton and Watson ("On the Probability of the
     * Extinction of Families", 1875): new contacts divided by conversations. Under 1 each conversation brings less than one
     * other, and the search dies out. Other conversations than those of introduced people are in it: they were held to be
     * introduced.
     *
     * @param weeks of 7 times 24 hours, up to now
     * @param newContacts contacts met through somebody in that time
     * @param conversations meetings, meals, calls, video calls and interviews that count as contact
     * @param factor null without a conversation
     */
    record Branching(int weeks, int newContacts, int conversations, Double factor) {

        static Branching of(int weeks, int newContacts, int conversations) {
            return new Branching(weeks, newContacts, conversations, rate(newContacts, conversations));
        }
    }

    private static Double rate(int part, int whole) {
        return whole == 0 ? null : (double) part / whole;
    }
}
