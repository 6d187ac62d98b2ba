package dev.kith.attack;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import dev.kith.support.Contract;
import dev.kith.support.Contract.Operation;
import dev.kith.support.PostgresTap;

/**
 * A category of attacks on every operation of the contract. Usually each operation meets some of its attempts, and each attempt
 * some operations; with {@code -Dkith.attacks=all}, all of them. What is random follows {@code -Dkith.attacks.seed}, and
 * {@code -Dkith.attacks.on} is a pattern of the operations that are attacked.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class AttackTest {

    static final Contract CONTRACT = Contract.ofKith();
    static final boolean ALL = System.getProperty("kith.attacks", "").equals("all");
    static final long SEED = Long.getLong("kith.attacks.seed", 5);

    private static final Pattern ON = Pattern.compile(System.getProperty("kith.attacks.on", ".*"));
    private static final int SHOWN = 20;

    private final String category;
    private final int fewest;
    private final int oneOf;
    private Tally tally;
    private PostgresTap tap; // set by the tap itself, where there is one

    /**
     * @param category for the table
     * @param fewest how many attempts there have to be on each operation that is attacked
     * @param oneOf of how many attempts the fast selection takes one
     */
    AttackTest(String category, int fewest, int oneOf) {
        this.category = category;
        this.fewest = fewest;
        this.oneOf = oneOf;
    }

    /** Everything that is tried on an operation. */
    abstract List<Attempt> attempts(Operation operation);

    /** Whether there is anything to attack: most categories find something everywhere. */
    boolean concerns(Operation operation) {
        return true;
    }

    /** What is wrong after all attempts on an operation. */
    List<String> aftermath(Operation operation) {
        return List.of();
    }

    @BeforeAll
    void begin() {
        tally = new Tally(category);
        System.out.printf("%s: seed %d, %s%n", category, SEED, ALL ? "all attempts" : "one attempt in " + oneOf);
    }

    @AfterAll
    void end() {
        tally.close();
    }

    @TestFactory
    Stream<DynamicTest> on_every_operation() {
        var operations = CONTRACT.operations().stream().filter(this::concerns)
                .filter(operation -> ON.matcher(operation.id()).matches()).toList();
        return IntStream.range(0, operations.size()).mapToObj(number -> DynamicTest.dynamicTest(
                operations.get(number).toString(), () -> attack(operations.get(number), number)));
    }

    private void attack(Operation operation, int number) {
        var attempts = attempts(operation);
        assertTrue(attempts.size() >= fewest, () -> "only " + attempts.size() + " attempts on " + operation);
        var selected = IntStream.range(0, attempts.size()).filter(attempt -> ALL || (attempt + number) % oneOf == 0)
                .mapToObj(attempts::get).toList();
        var failed = selected.stream().map(Attempt::faultsFound).filter(faults -> !faults.isEmpty())
                .collect(Collectors.toCollection(ArrayList::new));
        var left = aftermath(operation);
        if (!left.isEmpty()) {
            failed.add(left);
        }
        if (tap != null) {
            tap.taken();
        }
        tally.add(selected.size(), failed.size());
        assertTrue(failed.isEmpty(), () -> failed.size() + " of " + selected.size() + " attempts:\n"
                + String.join("\n", failed.stream().limit(SHOWN).map(faults -> String.join("\n", faults)).toList()));
    }

    /** The same numbers in every run with the same seed. */
    static Random random(Operation operation) {
        return new Random(SEED ^ operation.id().hashCode());
    }
}
