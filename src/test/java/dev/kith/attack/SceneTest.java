package dev.kith.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import dev.kith.support.Contract;
import dev.kith.support.Contract.Operation;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** What attacks start from would succeed: a refusal is then owed to the attack, and to nothing else. */
@QuarkusTest
@TestProfile(UnderAttack.class)
class SceneTest {

    @TestFactory
    Stream<DynamicTest> every_operation_has_a_valid_request() {
        return Contract.ofKith().operations().stream()
                .map(operation -> DynamicTest.dynamicTest(operation.toString(), () -> succeeds(operation)));
    }

    private static void succeeds(Operation operation) {
        var answer = Wire.send(Scene.fresh().request(operation));
        assertTrue(answer.successful(), () -> operation + " answered " + answer);
        assertEquals(List.of(), answer.faults());
    }
}
