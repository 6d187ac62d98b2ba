package dev.kith.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

import dev.kith.insight.ReferralForest.Edge;
import dev.kith.insight.ReferralForest.Result;
import dev.kith.introduction.OutcomeKind;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Networks in which anybody may have been introduced by anybody else, in circles as well. */
class ReferralForestPropertyTest {

    private static final int PEOPLE = 12;

    /** For each person who introduced them: a number, their own or one of nobody for no one. */
    @Provide
    Arbitrary<List<Integer>> networks() {
        return Arbitraries.integers().between(0, PEOPLE + 3).list().ofSize(PEOPLE);
    }

    @Property
    void everybody_on_the_way_up_is_credited_once_and_every_walk_ends(@ForAll("networks") List<Integer> introducers,
            @ForAll("networks") List<Integer> results) {
        var edges = edges(introducers);
        var outcomes = new ArrayList<Result>();
        for (int i = 0; i < PEOPLE; i++) {
            if (results.get(i) < PEOPLE) {
                outcomes.add(
                        new Result(person(results.get(i)), i % 2 == 0 ? OutcomeKind.JOB_OFFER : OutcomeKind.ADVICE, 1 + i));
            }
        }
        var credit = new HashMap<UUID, Map<OutcomeKind, Integer>>();
        for (var outcome : outcomes) {
            for (var hop : above(edges, outcome.introducerId())) {
                credit.computeIfAbsent(hop, id -> new EnumMap<>(OutcomeKind.class)).merge(outcome.kind(), outcome.times(),
                        Integer::sum);
            }
        }
        var forest = new ReferralForest(edges, outcomes);
        for (var connector : forest.connectors()) {
            var id = connector.contactId();
            assertEquals(edges.stream().filter(edge -> edge.introducedById().equals(id)).count(), connector.opened());
            assertEquals(edges.stream().map(Edge::contactId)
                    .filter(one -> !one.equals(id) && above(edges, one).contains(id)).count(), connector.reached());
            assertEquals(credit.getOrDefault(id, Map.of()), connector.credit());
        }
        assertTrue(forest.connectors().stream().map(ReferralForest.Connector::contactId).toList().containsAll(credit.keySet()));
        assertEquals(edges.size(), forest.byDepth().values().stream().mapToInt(Integer::intValue).sum());
    }

    @Property
    void people_and_roots_are_those_in_a_chain_and_those_nobody_introduced(@ForAll("networks") List<Integer> introducers) {
        var edges = edges(introducers);
        Set<UUID> introduced = new HashSet<>();
        Set<UUID> introducing = new HashSet<>();
        for (var edge : edges) {
            introduced.add(edge.contactId());
            introducing.add(edge.introducedById());
        }
        var forest = new ReferralForest(edges, List.of());
        var roots = new HashSet<>(introducing);
        roots.removeAll(introduced);
        assertEquals(roots.size(), forest.roots());
        introduced.addAll(introducing);
        assertEquals(introduced.size(), forest.people());
    }

    @Example
    void the_depth_of_somebody_is_the_number_of_introductions_that_led_there() {
        // 0 knew 1, who introduced 2 and 3; 3 introduced 4
        var forest = new ReferralForest(List.of(new Edge(person(2), person(1)), new Edge(person(3), person(1)),
                new Edge(person(4), person(3))), List.of(new Result(person(3), OutcomeKind.JOB_OFFER, 1)));
        assertEquals(Map.of(1, 2, 2, 1), forest.byDepth());
        var first = forest.connectors().stream().filter(one -> one.contactId().equals(person(1))).findFirst().orElseThrow();
        assertEquals(2, first.opened());
        assertEquals(3, first.reached());
        assertEquals(Map.of(OutcomeKind.JOB_OFFER, 1), first.credit());
    }

    @Example
    void a_chain_of_a_hundred_thousand_is_cut_and_not_walked_again_and_again() {
        var edges = IntStream.range(1, 100_000).mapToObj(i -> new Edge(person(i), person(i - 1))).toList();
        var forest = new ReferralForest(edges, List.of());
        assertEquals(ReferralForest.LONGEST_CHAIN, forest.byDepth().keySet().stream().max(Integer::compare).orElseThrow());
    }

    private static List<Edge> edges(List<Integer> introducers) {
        return IntStream.range(0, PEOPLE).filter(i -> introducers.get(i) < PEOPLE && introducers.get(i) != i)
                .mapToObj(i -> new Edge(person(i), person(introducers.get(i)))).toList();
    }

    /** Somebody and everybody on the way up from them. */
    private static Set<UUID> above(List<Edge> edges, UUID from) {
        var seen = new LinkedHashSet<UUID>();
        var next = from;
        while (next != null && seen.add(next)) {
            var hop = next;
            next = edges.stream().filter(edge -> edge.contactId().equals(hop)).map(Edge::introducedById).findFirst()
                    .orElse(null);
        }
        return seen;
    }

    private static UUID person(int number) {
        return new UUID(0, number);
    }
}
