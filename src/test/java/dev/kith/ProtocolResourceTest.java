package dev.kith;

import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import dev.kith.owner.Scope;
import dev.kith.support.Contract;
import dev.kith.support.Contract.Operation;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;

/**
 * HTTP, as every address of the contract speaks it, those included that will be added. What needs something that is there is
 * seen
 * by {@link dev.kith.support.ProtocolFilter}.
 */
@QuarkusTest
class ProtocolResourceTest {

    private static final Contract CONTRACT = Contract.ofKith();
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");
    private static final String PROBLEM = "application/problem+json";

    private final TestOwner owner = TestOwner.fresh().with(Scope.READ, Scope.WRITE, Scope.EVENTS, Scope.ADMIN);

    @TestFactory
    Stream<DynamicTest> every_address_knows_its_methods() {
        return CONTRACT.operations().stream().collect(Collectors.groupingBy(Operation::path, TreeMap::new, Collectors.toList()))
                .entrySet().stream()
                .map(path -> DynamicTest.dynamicTest(path.getKey(), () -> knowsItsMethods(path.getValue())));
    }

    private void knowsItsMethods(List<Operation> operations) {
        var methods = operations.stream().map(Operation::method).collect(Collectors.toCollection(TreeSet::new));
        var allowed = new TreeSet<>(methods);
        allowed.add("OPTIONS");
        if (methods.contains("GET")) {
            allowed.add("HEAD");
        }
        var address = CONTRACT.sampleAddress(operations.get(0));
        for (var method : METHODS) {
            if (!methods.contains(method)) {
                asked(owner, method, address).statusCode(405).contentType(startsWith(PROBLEM))
                        .header("Allow", equalTo(String.join(", ", allowed)));
            }
        }
        var options = RestAssured.given().header("Authorization", "Bearer " + owner.token()).urlEncodingEnabled(false)
                .header("Origin", "https://app.example").header("Access-Control-Request-Method", operations.get(0).method())
                .options(address).then().header("Access-Control-Allow-Origin", nullValue()).extract();
        assertEquals(2, options.statusCode() / 100, options.asString());
        assertEquals(allowed, new TreeSet<>(List.of(options.header("Allow").split(", *"))));
    }

    @TestFactory
    Stream<DynamicTest> every_operation_refuses_whom_and_what_it_does_not_know() {
        return CONTRACT.operations().stream()
                .map(operation -> DynamicTest.dynamicTest(operation.toString(), () -> refuses(operation)));
    }

    private void refuses(Operation operation) {
        var address = CONTRACT.sampleAddress(operation);
        TestOwner.dev().header("Authorization", "Bearer nonsense").urlEncodingEnabled(false)
                .request(operation.method(), address).then().statusCode(401).contentType(startsWith(PROBLEM))
                .header("WWW-Authenticate", startsWith("Bearer"))
                .header("RateLimit", startsWith("\"address\";"));
        if (!operation.produces().isEmpty()) {
            owner.api().contentType(operation.consumes().stream().findFirst().orElse("application/json"))
                    .accept("application/x-nothing").urlEncodingEnabled(false).request(operation.method(), address).then()
                    .statusCode(406).contentType(startsWith(PROBLEM));
        }
        if (!operation.consumes().isEmpty()) {
            owner.api().contentType("application/x-nothing").body("x".getBytes()).urlEncodingEnabled(false)
                    .request(operation.method(), address).then().statusCode(415).contentType(startsWith(PROBLEM));
        }
        if (operation.produces().contains("text/event-stream")) { // a GET has no end
            asked(owner, "HEAD", address).statusCode(200).contentType(startsWith("text/event-stream")).body(emptyString());
        } else if (operation.method().equals("GET")) {
            var got = asked(owner, "GET", address).extract();
            asked(owner, "HEAD", address).statusCode(got.statusCode()).contentType(got.contentType()).body(emptyString());
        }
    }

    private static ValidatableResponse asked(TestOwner owner, String method, String address) {
        return owner.api().urlEncodingEnabled(false).request(method, address).then()
                .header("RateLimit", matchesPattern("\"owner\";r=[0-9]+;t=[0-9]+"))
                .header("RateLimit-Policy", matchesPattern("\"owner\";q=[0-9]+;w=[0-9]+"));
    }
}
