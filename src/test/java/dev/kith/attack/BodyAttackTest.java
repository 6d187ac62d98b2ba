package dev.kith.attack;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.AfterAll;

import dev.kith.support.Contract.Operation;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/**
 * Bodies that are not what the contract allows, are no JSON at all, or do not end: they are refused and leave nothing behind.
 */
@QuarkusTest
@TestProfile(UnderAttack.class)
class BodyAttackTest extends AttackTest {

    private static final Set<Integer> REFUSALS = Set.of(400, 413, 415, 422);
    private static final Set<Integer> HUNG_UP = Set.of(0, 400, 413, 431, 501);
    private static final int DAMAGED = 150;
    private static final long MEBIBYTE = 1 << 20;
    private static final long MOST_GROWTH = 50 * MEBIBYTE;

    /** Megabytes of a body that is read. */
    private static final Map<String, Integer> LIMITS = Map.of("changeContacts", 8, "importContacts", 64);

    private long heapBefore;
    private Scene scene;
    private Map<String, String> rowsBefore;

    BodyAttackTest() {
        super("bodies", 200 + 12, 16);
    }

    @Override
    boolean concerns(Operation operation) {
        return !operation.consumes().isEmpty();
    }

    @Override
    List<Attempt> attempts(Operation operation) {
        if (heapBefore == 0) {
            weighBefore();
        }
        scene = Scene.fresh();
        var valid = scene.request(operation);
        rowsBefore = Rows.of(scene.owner().id());
        var attempts = new ArrayList<Attempt>();
        var csv = operation.consumes().contains("text/csv");
        for (var i = 0; i < DAMAGED; i++) {
            var random = new Random(random(operation).nextLong() + i);
            attempts.add(refused("damaged, no. " + i, operation, csv ? () -> valid.sending(MalformedBodies.csv(random))
                    : () -> valid.sending(Shapes.malformed(schema(operation), random).toString())));
        }
        MalformedBodies.of(valid, csv).forEach((name, request) -> attempts.add(refused(name, operation, request)));
        MalformedBodies.unframed(valid).forEach((name, request) -> attempts.add(Attempt.answered(name, HUNG_UP, request)));
        OversizedBodies.of(valid, LIMITS.getOrDefault(operation.id(), 1))
                .forEach((name, request) -> attempts.add(refused(name, operation, request)));
        return attempts;
    }

    private static String schema(Operation operation) {
        return CONTRACT.resolved(operation.pointer() + "/requestBody") + "/content/application~1json/schema";
    }

    /** A batch has its refusals in its results. */
    private static Attempt refused(String name, Operation operation, Supplier<Request> request) {
        return new Attempt(name, request, answer -> REFUSALS.contains(answer.status())
                || operation.id().equals("changeContacts") && answer.status() == 207 && refusesOne(answer)
                        ? List.of()
                        : List.of("not one of " + REFUSALS));
    }

    private static boolean refusesOne(Answer batch) {
        return StreamSupport.stream(batch.json().path("results").spliterator(), false)
                .anyMatch(result -> REFUSALS.contains(result.path("status").asInt()));
    }

    @Override
    List<String> aftermath(Operation operation) {
        return operation.id().equals("changeContacts") || rowsBefore.equals(Rows.of(scene.owner().id())) ? List.of()
                : List.of("something was written: before " + rowsBefore + ", after " + Rows.of(scene.owner().id()));
    }

    /** What an operation leaves in the heap when it is asked for the first time, is no growth. */
    private void weighBefore() {
        CONTRACT.operations().stream().filter(this::concerns).forEach(operation -> {
            Wire.send(Scene.fresh().request(operation));
            if (!operation.consumes().contains("text/csv")) {
                Shapes.malformed(schema(operation), random(operation));
            }
        });
        heapBefore = heap();
    }

    @AfterAll
    void weighAfter() {
        var growth = heap() - heapBefore;
        System.out.printf("bodies: the heap grew by %d KiB%n", growth / 1024);
        assertTrue(growth < MOST_GROWTH, () -> "the heap grew by " + growth);
    }

    /** What is still in use. */
    private static long heap() {
        for (var i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
