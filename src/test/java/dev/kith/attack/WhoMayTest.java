package dev.kith.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import dev.kith.owner.Scope;
import dev.kith.support.Contract;
import dev.kith.support.Contract.Operation;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/**
 * Who is challenged is not let in. {@code who-may.txt} is the whole truth about who may do what: no operation is missing in it,
 * and none decides otherwise.
 */
@QuarkusTest
@TestProfile(UnderAttack.class)
class WhoMayTest {

    private static final Contract CONTRACT = Contract.ofKith();

    /** The cells of a row by their columns, by operation. */
    private static final Map<String, Map<String, String>> TABLE = table();

    @Test
    void every_operation_has_its_line() {
        assertEquals(CONTRACT.operations().stream().map(Operation::id).collect(Collectors.toCollection(TreeSet::new)),
                new TreeSet<>(TABLE.keySet()), "the operations of openapi.yaml and of src/test/resources/who-may.txt");
    }

    @Test
    void the_contract_names_the_scope_that_is_let_in() {
        var named = new LinkedHashMap<String, List<String>>();
        var letIn = new LinkedHashMap<String, List<String>>();
        for (var operation : CONTRACT.operations()) {
            named.put(operation.id(), operation.scopes().isEmpty() ? Scope.KNOWN : List.copyOf(operation.scopes()));
            letIn.put(operation.id(), TABLE.get(operation.id()).entrySet().stream()
                    .filter(cell -> cell.getKey().startsWith("kith:") && cell.getValue().equals("let in"))
                    .map(Map.Entry::getKey).toList());
        }
        assertEquals(letIn, named);
    }

    @TestFactory
    Stream<DynamicTest> every_operation_decides_as_its_line_says() {
        return CONTRACT.operations().stream()
                .map(operation -> DynamicTest.dynamicTest(operation.toString(), () -> decides(operation)));
    }

    private static void decides(Operation operation) {
        var scene = Scene.fresh();
        var request = scene.request(operation);
        var decisions = new LinkedHashMap<String, String>();
        TABLE.get(operation.id()).keySet().forEach(column -> {
            var asked = switch (column) {
                case "no token" -> request.without("Authorization");
                case "no scope" -> request.bearing(scene.owner().with().token());
                case "all" ->
                    request.bearing(scene.owner().with(Scope.KNOWN.toArray(String[]::new)).token());
                default -> request.bearing(scene.owner().with(column).token());
            };
            var answer = Wire.send(asked);
            assertEquals(List.of(), answer.faults());
            decisions.put(column, answer.header("WWW-Authenticate").isEmpty() ? "let in" : Integer.toString(answer.status()));
        });
        assertEquals(TABLE.get(operation.id()), decisions);
    }

    private static Map<String, Map<String, String>> table() {
        try (var file = WhoMayTest.class.getResourceAsStream("/who-may.txt")) {
            var lines = new ArrayList<>(new String(file.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList()).toList());
            var columns = lines.remove(0);
            var table = new LinkedHashMap<String, Map<String, String>>();
            for (var line : lines) {
                var row = new LinkedHashMap<String, String>();
                for (var i = 1; i < columns.size(); i++) {
                    row.put(columns.get(i), line.get(i));
                }
                table.put(line.get(0), row);
            }
            return table;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
