package dev.kith.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One thing that is tried, and what must come of it.
 *
 * @param request made when it is its turn
 * @param faults of the answer, beside those of any answer; none if the attempt came to nothing
 */
record Attempt(String name, Supplier<Request> request, Function<Answer, List<String>> faults) {

    /** One that has to be answered with one of these. */
    static Attempt answered(String name, Set<Integer> statuses, Supplier<Request> request) {
        return new Attempt(name, request,
                answer -> statuses.contains(answer.status()) ? List.of() : List.of("not one of " + statuses));
    }

    /** Tries it. */
    List<String> faultsFound() {
        var sent = request.get();
        var answer = Wire.send(sent);
        var found = new ArrayList<>(answer.faults());
        found.addAll(faults.apply(answer));
        return found.stream().map(fault -> name + ": " + fault + " (" + sent + " answered " + answer + ")").toList();
    }
}
