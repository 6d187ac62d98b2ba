package dev.kith.insight;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import dev.kith.introduction.OutcomeKind;

/**
 * Who was met through whom, as a graph in which everybody has at most one introducer: trees, and perhaps circles, for the
 * owner may write down that two people introduced each other. Every walk ends: it goes to nobody twice.
 *
 * <p>
 * Credit follows the rule that every hop of a chain that ended in a result counts it in full, as in attribution models that
 * give each touch the whole conversion; a split by distance, as in Pickard et al., "Time-Critical Social Mobilization"
 * (Science 334, 2011), would hide the first friend behind the last.
 */
final class ReferralForest {

    /** Longer chains are cut: nobody follows one that far. */
    static final int LONGEST_CHAIN = 100;

    /** Somebody was introduced to the owner by somebody. */
    record Edge(UUID contactId, UUID introducedById) {
    }

    /** What came of the introductions somebody made to the owner. */
    record Result(UUID introducerId, OutcomeKind kind, int times) {
    }

    /**
     * What one person opened.
     *
     * @param opened whom they introduced
     * @param reached whom the owner knows because of them, over any number of hops
     * @param credit results of chains they are in, by kind
     */
    record Connector(UUID contactId, int opened, int reached, Map<OutcomeKind, Integer> credit) {

        int results() {
            return credit.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    private final Map<UUID, UUID> introducers = new HashMap<>();
    private final Map<UUID, Integer> opened = new HashMap<>();
    private final Map<UUID, Integer> reached = new HashMap<>();
    private final Map<UUID, Map<OutcomeKind, Integer>> credit = new HashMap<>();
    private final Map<UUID, Integer> depths = new HashMap<>();

    ReferralForest(List<Edge> edges, List<Result> results) {
        edges.forEach(edge -> introducers.put(edge.contactId(), edge.introducedById()));
        for (var edge : edges) {
            opened.merge(edge.introducedById(), 1, Integer::sum);
            up(edge.introducedById()).stream().filter(above -> !above.equals(edge.contactId()))
                    .forEach(above -> reached.merge(above, 1, Integer::sum));
        }
        for (var result : results) {
            for (var hop : up(result.introducerId())) {
                credit.computeIfAbsent(hop, id -> new EnumMap<>(OutcomeKind.class)).merge(result.kind(), result.times(),
                        Integer::sum);
            }
        }
        edges.forEach(edge -> depths.put(edge.contactId(), up(edge.introducedById()).size()));
    }

    /** Somebody, who introduced them, who introduced those, until nobody did, or somebody comes again. */
    private List<UUID> up(UUID from) {
        var path = new ArrayList<UUID>();
        var seen = new HashSet<UUID>();
        for (var hop = from; hop != null && path.size() < LONGEST_CHAIN && seen.add(hop); hop = introducers.get(hop)) {
            path.add(hop);
        }
        return path;
    }

    /** Everybody in a chain: who was introduced, and who introduced somebody. */
    int people() {
        var people = new HashSet<>(introducers.keySet());
        people.addAll(introducers.values());
        return people.size();
    }

    /** Those who introduced somebody, and were introduced by nobody: the owner's own. */
    int roots() {
        return (int) opened.keySet().stream().filter(id -> !introducers.containsKey(id)).count();
    }

    /** How many people were met over how many introductions. */
    Map<Integer, Integer> byDepth() {
        var byDepth = new TreeMap<Integer, Integer>();
        depths.values().forEach(depth -> byDepth.merge(depth, 1, Integer::sum));
        return byDepth;
    }

    List<Connector> connectors() {
        var everybody = new HashSet<>(opened.keySet());
        everybody.addAll(credit.keySet());
        return everybody.stream().map(id -> new Connector(id, opened.getOrDefault(id, 0), reached.getOrDefault(id, 0),
                credit.getOrDefault(id, Map.of()))).toList();
    }
}
