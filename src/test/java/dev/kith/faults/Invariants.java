package dev.kith.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What was promised, held against what was seen. Each rule is a function of lists, and knows no server. */
final class Invariants {

    static final String DENSE = "positions are dense";
    static final String EVERY_EVENT = "every event of the log is on the topic";
    static final String NOTHING_ELSE = "nothing is on the topic that is not in the log";
    static final String EXACTLY_ONCE = "every event is on the topic once";
    static final String SAME_ORDER = "the order is the log's everywhere";
    static final String SAME_BYTES = "an event is the same everywhere";
    static final String ONE_PARTITION = "one owner's events are in one partition";
    static final String ACKNOWLEDGED = "what was acknowledged took place";
    static final String ONE_EFFECT = "one effect per request, however often it was sent";
    static final String WHOLE = "what nobody answered took place as a whole, or not at all";
    static final String NOTHING_REFUSED = "what was refused left nothing";
    static final String FOLD = "the fold of the events is the state of the API";
    static final String LATE = "60 seconds after the last fault all is told";
    static final String ANSWERS = "no 5xx but 503 with Retry-After";
    static final String LEAKS = "no connection and no thread is leaked";

    private Invariants() {
    }

    /** @param positions of the log, ascending */
    static List<Violation> dense(List<Long> positions, List<Epoch> epochs) {
        var violations = new ArrayList<Violation>();
        long before = 0;
        for (long position : positions) {
            for (var missing = before + 1; missing < position; missing++) {
                var gap = missing;
                var epoch = epochs.stream().filter(one -> gap > one.previousEnd() && gap <= one.base()).findFirst();
                if (epoch.isEmpty()) {
                    violations.add(new Violation(DENSE, "nothing is at position " + missing + ", and something behind it"));
                    break;
                }
                missing = epoch.get().base();
            }
            before = position;
        }
        return violations;
    }

    /**
     * @param log by position
     * @param partitions of the topic, each in the order of its offsets
     * @param epochs of the log; what was lost between two of them may be on the topic still
     */
    static List<Violation> topic(Map<Long, Seen> log, List<List<Seen>> partitions, List<Epoch> epochs) {
        var violations = new ArrayList<Violation>();
        var partitionOf = new HashMap<UUID, Integer>();
        var seen = new HashSet<Long>();
        for (var partition = 0; partition < partitions.size(); partition++) {
            var last = new HashMap<UUID, Long>();
            for (var event : partitions.get(partition)) {
                var elsewhere = partitionOf.putIfAbsent(event.owner(), partition);
                if (elsewhere != null && elsewhere != partition) {
                    violations.add(new Violation(ONE_PARTITION, event + " is in partition " + partition + " and others in "
                            + elsewhere));
                }
                var logged = log.get(event.position());
                if (logged == null || !logged.id().equals(event.id())) {
                    if (!Epoch.isLost(epochs, event.position())) {
                        violations.add(new Violation(NOTHING_ELSE, event + " is on the topic; in the log is " + logged));
                    }
                    continue;
                }
                if (!seen.add(event.position())) {
                    violations.add(new Violation(EXACTLY_ONCE, event + " is there again"));
                    continue;
                }
                if (logged.digest() != event.digest()) {
                    violations.add(new Violation(SAME_BYTES, event + " is not the same on the topic"));
                }
                var before = last.put(event.owner(), event.position());
                if (before != null && before > event.position()) {
                    violations.add(new Violation(SAME_ORDER, event + " comes behind position " + before + " on the topic"));
                }
            }
        }
        log.keySet().stream().filter(position -> !seen.contains(position)).sorted()
                .forEach(position -> violations.add(new Violation(EVERY_EVENT, log.get(position) + " never came")));
        return violations;
    }

    /** What a reader got of one owner is the log's, from its beginning to its end. */
    static List<Violation> followed(String reader, List<Seen> log, List<Seen> seen) {
        for (var i = 0; i < Math.max(log.size(), seen.size()); i++) {
            var logged = i < log.size() ? log.get(i) : null;
            var got = i < seen.size() ? seen.get(i) : null;
            if (!Objects.equals(logged, got)) {
                var sameEvent = logged != null && got != null && logged.id().equals(got.id());
                return List.of(new Violation(sameEvent ? SAME_BYTES : SAME_ORDER,
                        "event %d in %s is %s, in the log %s".formatted(i + 1, reader, got, logged)));
            }
        }
        return List.of();
    }

    /**
     * @param ids of what is there in the database
     * @param keys with which something was asked and done
     * @param forgotten those whose answer named somebody who was erased since: that they were used is all that is kept
     * @param refused keys with which something was asked and refused
     */
    record Rows(Set<UUID> ids, Set<String> keys, Set<String> forgotten, Set<String> refused) {
    }

    /**
     * What an owner asked for, against the log and the tables.
     *
     * @param operations all of them; the anonymous ones among those that nobody answered found by their markers, or left as
     *        they are
     */
    static List<Violation> effects(List<Operation> operations, Network network, Rows rows) {
        var violations = new ArrayList<Violation>();
        var sure = new HashMap<Effect, List<Operation>>();
        var perhaps = new HashMap<Effect, List<Operation>>();
        var forgotten = new HashMap<Effect, Integer>();
        for (var operation : operations) {
            if (operation.outcome() == Outcome.OK && operation.effect() != null) {
                sure.computeIfAbsent(operation.effect(), effect -> new ArrayList<>()).add(operation);
            } else if (operation.outcome() == Outcome.UNKNOWN && operation.effect() != null && !operation.isAnonymous()) {
                perhaps.computeIfAbsent(operation.effect(), effect -> new ArrayList<>()).add(operation);
            }
            if (isForgotten(operation, rows)) {
                forgotten.merge(operation.effect(), 1, Integer::sum);
            }
            key(operation, rows).ifPresent(violations::add);
        }
        sure.forEach((effect, asked) -> {
            var times = times(effect, network);
            if (times < asked.size()) {
                violations.add(new Violation(ACKNOWLEDGED,
                        "%s has %d events of %s".formatted(asked.get(asked.size() - 1).line(), times, effect)));
            }
        });
        perhaps.forEach((effect, asked) -> {
            var took = times(effect, network) - sure.getOrDefault(effect, List.of()).size();
            var stored = asked.stream().filter(operation -> isStored(operation, rows)).count();
            // what comes with something else may have, and then nobody was answered
            var isHalf = follows(effect, network) ? stored > took : stored != took;
            if (took >= 0 && isHalf && asked.stream().allMatch(operation -> operation.key() != null)) {
                violations.add(new Violation(WHOLE, "%s, and %d like it, left %d stored answers and %d events"
                        .formatted(asked.get(0).line(), asked.size() - 1, stored, took)));
            }
        });
        network.effects().forEach((effect, times) -> {
            var asked = sure.getOrDefault(effect, List.of()).size() + perhaps.getOrDefault(effect, List.of()).size();
            if (times > asked && !follows(effect, network)
                    && forgotten.merge(effect.on(null), asked - times, Integer::sum) < 0) {
                violations.add(new Violation(ONE_EFFECT, "%s was asked for %d times, and took place %d times"
                        .formatted(effect, asked, times)));
            }
        });
        forgotten.forEach((effect, left) -> {
            if (left > 0) {
                violations.add(new Violation(WHOLE, "%d have a stored answer, and did not make %s".formatted(left, effect)));
            }
        });
        violations.addAll(rows(operations, network, rows));
        return violations;
    }

    private static int times(Effect effect, Network network) {
        return network.effects().getOrDefault(effect, 0);
    }

    private static boolean isStored(Operation operation, Rows rows) {
        return operation.key() != null && rows.keys().contains(operation.key());
    }

    /** It took place, and nothing tells what it made but that nobody else did. */
    private static boolean isForgotten(Operation operation, Rows rows) {
        return operation.outcome() == Outcome.UNKNOWN && operation.isAnonymous() && operation.key() != null
                && rows.forgotten().contains(operation.key());
    }

    /** Nobody asks for it: it comes with something else. */
    private static boolean follows(Effect effect, Network network) {
        return switch (effect.type()) {
            case Effect.LOGGED -> network.ofIntroductions().contains(effect.subject());
            case Effect.REMOVED -> true;
            default -> "WITHDRAWN".equals(effect.to());
        };
    }

    private static Optional<Violation> key(Operation operation, Rows rows) {
        if (operation.key() == null) {
            return Optional.empty();
        }
        var stored = isStored(operation, rows);
        if (operation.outcome() == Outcome.OK && !stored) {
            return Optional.of(new Violation(ACKNOWLEDGED, operation.line() + " has no stored answer"));
        }
        if (operation.outcome() == Outcome.FAILED && stored) {
            return Optional.of(new Violation(NOTHING_REFUSED, operation.line() + " has a stored answer"));
        }
        if (operation.outcome() == Outcome.FAILED && !rows.refused().contains(operation.key())) {
            return Optional.of(new Violation(NOTHING_REFUSED, operation.line() + " may be done after all: no refusal is kept"));
        }
        return operation.outcome() == Outcome.UNKNOWN && operation.isAnonymous() && stored && !isForgotten(operation, rows)
                ? Optional.of(new Violation(WHOLE, operation.line() + " has a stored answer, and made nothing"))
                : Optional.empty();
    }

    /** What is made is in the tables, unless it was taken away since; and what is not made is not. */
    private static List<Violation> rows(List<Operation> operations, Network network, Rows rows) {
        var violations = new ArrayList<Violation>();
        for (var operation : operations) {
            if (operation.marker() == null || operation.isAnonymous() || operation.outcome() == Outcome.FAILED) {
                continue;
            }
            var id = operation.effect().subject();
            var known = network.contacts().containsKey(id) || network.interactions().contains(id)
                    || network.introductions().containsKey(id);
            if (known != rows.ids().contains(id)) {
                violations.add(new Violation(operation.outcome() == Outcome.UNKNOWN ? WHOLE : FOLD,
                        operation.line() + (known ? " is in the log and has no row" : " has a row and is not in the log")));
            }
        }
        return violations;
    }

    /** What the API says of somebody's network, in the terms of the fold. */
    record State(Map<UUID, Network.Contact> contacts, Map<UUID, String> introductions, Set<UUID> interactions) {
    }

    static List<Violation> fold(UUID owner, Network network, State state) {
        var violations = new ArrayList<Violation>();
        differences(network.contacts(), state.contacts()).forEach(difference -> violations
                .add(new Violation(FOLD, "of %s, contact %s".formatted(owner, difference))));
        differences(network.introductions(), state.introductions()).forEach(difference -> violations
                .add(new Violation(FOLD, "of %s, introduction %s".formatted(owner, difference))));
        var there = new HashMap<UUID, String>();
        state.interactions().forEach(id -> there.put(id, "there"));
        var told = new HashMap<UUID, String>();
        network.interactions().forEach(id -> told.put(id, "there"));
        differences(told, there).forEach(difference -> violations
                .add(new Violation(FOLD, "of %s, interaction %s".formatted(owner, difference))));
        return violations;
    }

    private static <T> List<String> differences(Map<UUID, T> told, Map<UUID, T> there) {
        var ids = new HashSet<>(told.keySet());
        ids.addAll(there.keySet());
        return ids.stream().filter(id -> !Objects.equals(told.get(id), there.get(id)))
                .map(id -> "%s is %s by the events, and %s by the API".formatted(id, told.get(id), there.get(id))).toList();
    }
}
