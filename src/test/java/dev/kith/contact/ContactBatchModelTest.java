package dev.kith.contact;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kith.support.Json;
import dev.kith.support.Network;
import dev.kith.support.TestClock;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/**
 * Two owners are told the same: one thing at a time the one, in batches the other. They get the same results, have the same
 * contacts after each batch, and the same story of each in the log.
 */
@QuarkusTest
class ContactBatchModelTest {

    private static final int BATCHES = 12;
    private static final List<String> TAGS = List.of("Alpha", "alpha", "beta", "gamma");

    private final TestOwner single = TestOwner.fresh();
    private final TestOwner batched = TestOwner.fresh();
    private final List<String> ids = IntStream.range(0, 4).mapToObj(i -> UUID.randomUUID().toString()).toList();
    private final Random random = new Random(20_261_126);

    /** An operation of a batch, and the request that asks for the same. */
    private record Step(Map<String, Object> operation, String method, String path, Object body) {

        static Step of(String op, Map<String, Object> more, String method, String path, Object body) {
            var operation = new LinkedHashMap<String, Object>(Map.of("op", op));
            operation.putAll(more);
            return new Step(operation, method, path, body);
        }
    }

    @Test
    void a_batch_does_what_its_operations_do_one_by_one() {
        for (int i = 0; i < BATCHES; i++) {
            var steps = new ArrayList<Step>();
            var seen = new HashSet<String>();
            for (int n = 1 + random.nextInt(25); n > 0; n--) {
                steps.add(step(seen));
            }
            var told = steps.stream().map(this::alone).toList();
            var results = new ArrayList<List<String>>();
            Json.of(batched.api().body(Map.of("operations", steps.stream().map(Step::operation).toList()))
                    .post("/v1/contacts:batch").then().statusCode(207).extract().response()).path("results")
                    .forEach(result -> results.add(summary(result.path("status").asInt(), result.path("problem"))));
            for (int n = 0; n < steps.size(); n++) {
                assertEquals(told.get(n), results.get(n), "batch " + i + ", operation " + n + " of " + steps);
            }
            for (var id : ids) {
                assertEquals(contact(single, id), contact(batched, id), "after batch " + i + ": " + steps);
            }
        }
        assertEquals(stories(single), stories(batched));
    }

    private Step step(Set<String> seen) {
        var id = random.nextInt(12) == 0 ? UUID.randomUUID().toString() : ids.get(random.nextInt(ids.size()));
        var path = "/v1/contacts/" + id;
        var first = seen.add(id);
        return switch (random.nextInt(13)) {
            case 0, 1, 2 -> {
                var contact = Map.of("id", id, "name", Map.of("display", "Ada " + random.nextInt(2)), "cadence", "P1M",
                        "tags", some(TAGS), "howWeMet", met());
                yield Step.of("CREATE", Map.of("contact", contact), "POST", "/v1/contacts", contact);
            }
            case 3, 4, 5 -> {
                var patch = patch();
                var ifMatch = first && random.nextInt(3) == 0 ? "current" : random.nextInt(10) == 0 ? "\"999\"" : null;
                var more = new LinkedHashMap<String, Object>(Map.of("id", id, "patch", patch));
                if (ifMatch != null) {
                    more.put("ifMatch", ifMatch.equals("current") ? etag(batched, path) : ifMatch);
                }
                yield new Step(Step.of("PATCH", more, "", "", null).operation(), "PATCH", path,
                        ifMatch == null ? patch
                                : Map.of("If-Match", ifMatch.equals("current") ? etag(single, path) : ifMatch, "patch", patch));
            }
            case 6 -> {
                var tag = some(TAGS).stream().findFirst().orElse("delta");
                yield Step.of("TAG", Map.of("id", id, "tag", tag), "PUT", path + "/tags/" + tag, null);
            }
            case 7 -> {
                var tag = some(TAGS).stream().findFirst().orElse("delta");
                yield Step.of("UNTAG", Map.of("id", id, "tag", tag), "DELETE", path + "/tags/" + tag, null);
            }
            case 8, 11, 12 -> {
                Map<String, Object> rest = random.nextInt(3) > 0 ? Map.of("nextCadence", true)
                        : Map.of("until",
                                TestClock.now().plus(Duration.ofDays(random.nextInt(4) == 0 ? 700 : 30)).toString());
                var more = new LinkedHashMap<String, Object>(rest);
                more.put("id", id);
                yield Step.of("SNOOZE", more, "POST", path + "/snooze", rest);
            }
            case 9 -> random.nextBoolean() ? Step.of("BIN", Map.of("id", id), "DELETE", path, null)
                    : Step.of("RESTORE", Map.of("id", id), "POST", path + "/restore", null);
            default -> Step.of("END_SNOOZE", Map.of("id", id), "DELETE", path + "/snooze", null);
        };
    }

    private Map<String, Object> patch() {
        return switch (random.nextInt(8)) {
            case 0 -> Map.of("city", "City " + random.nextInt(3));
            case 1, 6 -> nothing("cadence");
            case 2 -> Map.of("cadence", "P" + (1 + random.nextInt(900)) + "D");
            case 3 -> Map.of("tags", some(TAGS), "city", "Rome");
            case 4 -> Map.of("howWeMet", met());
            case 5 -> Map.of("status", random.nextBoolean() ? "ACTIVE" : "MUTED");
            default -> Map.of("city", "Nowhere", "positions", List.of(Map.of("sector", "of a position without more")));
        };
    }

    private static Map<String, Object> nothing(String field) {
        var patch = new LinkedHashMap<String, Object>();
        patch.put(field, null);
        return patch;
    }

    /** Long ago, so that no clock runs from the moment at which a test writes. */
    private Map<String, Object> met() {
        var met = new LinkedHashMap<String, Object>();
        met.put("on", random.nextInt(5) == 0 ? "2999-01-01" : "2024-03-0" + (1 + random.nextInt(9)));
        if (random.nextBoolean()) {
            met.put("introducedById", ids.get(random.nextInt(ids.size())));
        }
        return met;
    }

    private List<String> some(List<String> all) {
        var some = all.stream().filter(one -> random.nextInt(3) == 0).collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(some, random);
        return some;
    }

    private List<String> alone(Step step) {
        var request = single.api();
        var body = step.body();
        if (body instanceof Map<?, ?> map && map.containsKey("If-Match")) {
            request.header("If-Match", map.get("If-Match"));
            body = map.get("patch");
        }
        var answer = (body == null ? request : request.body(body)).request(step.method(), step.path());
        var place = switch (step.operation().get("op").toString()) {
            case "CREATE" -> "/contact";
            case "PATCH" -> "/patch";
            default -> "";
        };
        return problem(answer, place);
    }

    private static List<String> problem(Response answer, String place) {
        if (answer.statusCode() < 300) {
            return List.of(String.valueOf(answer.statusCode()));
        }
        var problem = (ObjectNode) Json.of(answer);
        problem.path("errors")
                .forEach(error -> ((ObjectNode) error).put("pointer", place + error.path("pointer").asText()));
        return summary(answer.statusCode(), problem);
    }

    private static List<String> summary(int status, JsonNode problem) {
        var summary = new ArrayList<>(List.of(String.valueOf(status)));
        if (!problem.isNull()) {
            summary.addAll(List.of(problem.path("type").asText(), problem.path("detail").asText(),
                    problem.path("errors").toString()));
        }
        return summary;
    }

    /** Without what depends on the instant of the request, and on which way warmth took in between. */
    private static JsonNode contact(TestOwner owner, String id) {
        var contact = (ObjectNode) Json.of(owner.api().get("/v1/contacts/" + id));
        contact.remove(List.of("createdAt", "updatedAt"));
        contact.replace("binnedAt", contact.booleanNode(contact.path("binnedAt").isTextual()));
        if (contact.path("warmth") instanceof ObjectNode warmth) {
            warmth.replace("snoozedUntil", warmth.booleanNode(warmth.path("snoozedUntil").isTextual()));
            warmth.remove(List.of("spells", "coldSince"));
        }
        return contact;
    }

    private static String etag(TestOwner owner, String path) {
        var etag = owner.api().get(path).header("ETag");
        return etag == null ? "\"0\"" : etag;
    }

    /** What the log says of each contact, of warmth aside: of several changes that come at once it says what came of them. */
    private Map<String, List<String>> stories(TestOwner owner) {
        var network = new Network(owner);
        network.contact("The end");
        var created = (int) ids.stream().filter(id -> owner.api().get("/v1/contacts/" + id).statusCode() == 200).count() + 1;
        network.events(".created.v1", created);
        var stories = network.events(".v1", created).stream()
                .filter(event -> event.get("type").toString().startsWith("dev.kith.contact.")
                        && ids.contains(event.get("subject").toString())
                        && !event.get("type").toString().matches(".*(went-cold|warmed|spell-reopened).*"))
                .collect(Collectors.groupingBy(event -> event.get("subject").toString(),
                        Collectors.mapping(event -> event.get("type") + " " + event.get("data"), Collectors.toList())));
        return stories;
    }
}
