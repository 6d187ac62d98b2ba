package dev.kith.contact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kith.support.Json;
import dev.kith.support.Network;
import dev.kith.support.TestClock;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class ContactListResourceTest {

    private static final List<String> SORTS = List.of("name", "createdAt", "goesColdAt", "lastContactAt");
    private static final Set<String> SHOWN = Set.of("ACTIVE", "MUTED", "DO_NOT_CONTACT");

    private final TestOwner owner = TestOwner.fresh();
    private final Network network = new Network(owner);
    private String haldenId;

    /** Against the whole network, filtered and sorted by the test itself. */
    @Test
    void every_filter_combines_with_every_other_and_every_sort() {
        var random = new Random(4711);
        people(random, 60);
        var everybody = new ArrayList<JsonNode>();
        for (var status : List.of("ACTIVE", "MUTED", "ARCHIVED", "DECEASED", "DO_NOT_CONTACT")) {
            everybody.addAll(walk("?limit=200&status=" + status));
        }
        walk("?limit=200&status=BINNED").forEach(everybody::add);
        haldenId = organization("halden");
        owner.api().body("{\"sector\": \"Energie\"}").patch("/v1/organizations/" + organization("bright")).then()
                .statusCode(200);
        for (int i = 0; i < 150; i++) {
            var query = new StringBuilder("?limit=" + (1 + random.nextInt(25)));
            Predicate<JsonNode> wanted = filters(random, query);
            var sort = SORTS.get(random.nextInt(SORTS.size()));
            var descending = random.nextBoolean();
            query.append("&sort=").append(descending ? "-" : "").append(sort);
            var expected = everybody.stream().filter(wanted).sorted(order(sort, descending)).map(ContactListResourceTest::id)
                    .toList();
            assertEquals(expected, walk(query.toString()).stream().map(ContactListResourceTest::id).toList(),
                    query.toString());
        }
    }

    private void people(Random random, int count) {
        for (int i = 0; i < count; i++) {
            var tags = List.of("one", "two", "three").stream().filter(tag -> random.nextInt(3) == 0)
                    .collect(Collectors.joining("\", \"", "\"", "\"")).replace("\"\"", "");
            var id = Json.of(owner.api().body("""
                    {"name": {"display": "%s"}, "cadence": %s, "tags": [%s], "city": %s, "positions": [%s], "status": "%s",
                     "howWeMet": {"on": "%s"}}
                    """.formatted(pick(random, "Ada", "Bo", "Chidi", "Dora", "Emeka") + (random.nextBoolean() ? " X" : ""),
                    pick(random, "null", "\"P1M\"", "\"P1Y\"", "\"P2W\""), tags,
                    pick(random, "null", "\"Zürich\"", "\"Lagos\""), positions(random),
                    pick(random, "ACTIVE", "ACTIVE", "ACTIVE", "MUTED", "ARCHIVED", "DECEASED"),
                    TestClock.now().minus(Duration.ofDays(random.nextInt(60))).toString().substring(0, 10)))
                    .post("/v1/contacts").then().statusCode(201).extract().response()).path("id").asText();
            if (random.nextInt(3) > 0) {
                network.meal(TestClock.now().minus(Duration.ofHours(1 + random.nextInt(900))), id);
            }
            if (random.nextInt(8) == 0) {
                owner.api().body("{\"until\": \"" + TestClock.now().plus(Duration.ofDays(9)) + "\"}")
                        .post("/v1/contacts/" + id + "/snooze").then().statusCode(200);
            }
            if (random.nextInt(10) == 0) {
                owner.api().delete("/v1/contacts/" + id).then().statusCode(204);
            }
        }
    }

    private String organization(String beginning) {
        return Json.of(owner.api().get("/v1/organizations?q=" + beginning)).at("/items/0/id").asText();
    }

    private static String positions(Random random) {
        return Stream.generate(() -> "{\"organization\": %s, \"title\": \"Clerk\", \"sector\": %s, \"to\": %s}".formatted(
                pick(random, "null", "\"Halden\"", "\"HALDEN Inc.\"", "\"Brightwater\""),
                pick(random, "null", "\"Énergie\"", "\"Water\""), pick(random, "null", "\"2020\"")))
                .limit(random.nextInt(3)).collect(Collectors.joining(", "));
    }

    private Predicate<JsonNode> filters(Random random, StringBuilder query) {
        var binned = false;
        Predicate<JsonNode> ofStatus = contact -> SHOWN.contains(contact.path("status").asText());
        if (random.nextInt(3) == 0) {
            var status = pick(random, "ACTIVE", "ARCHIVED", "DECEASED");
            binned = random.nextBoolean();
            query.append("&status=").append(status).append(binned ? "&status=BINNED" : "");
            ofStatus = contact -> contact.path("status").asText().equals(status);
        }
        Predicate<JsonNode> inBin = contact -> !contact.path("binnedAt").isNull();
        var wanted = binned ? ofStatus.or(inBin) : ofStatus.and(inBin.negate());
        for (int i = random.nextInt(3); i > 0; i--) {
            var tag = pick(random, "one", "two", "three");
            query.append("&tag=").append(tag.toUpperCase());
            wanted = wanted.and(contact -> contact.path("tags").toString().contains('"' + tag + '"'));
        }
        if (random.nextInt(3) == 0) {
            query.append("&city=zurich");
            wanted = wanted.and(contact -> contact.path("city").asText().equals("Zürich"));
        }
        if (random.nextInt(3) == 0) {
            query.append("&organization=").append(pick(random, "halden", "The Halden Company", haldenId));
            wanted = wanted.and(contact -> contact.path("positions").findValuesAsText("organizationId").contains(haldenId));
        }
        if (random.nextInt(3) == 0) {
            query.append("&sector=").append(pick(random, "energie", "ENERGIE"));
            wanted = wanted.and(contact -> contact.path("positions").findValuesAsText("sector").contains("Énergie")
                    || contact.path("positions").findValuesAsText("organization").contains("Brightwater"));
        }
        if (random.nextInt(2) == 0) {
            var states = random.ints(1 + random.nextInt(2), 0, 6)
                    .mapToObj(n -> List.of("WARM", "COLD", "COOLING", "NONE", "PAUSED", "SNOOZED").get(n)).toList();
            states.forEach(state -> query.append("&state=").append(state));
            wanted = wanted.and(contact -> states.contains(contact.at("/warmth/state").asText()));
        }
        if (random.nextInt(3) == 0) {
            var before = TestClock.now().minus(Duration.ofHours(random.nextInt(900)));
            query.append("&lastContactBefore=").append(before);
            wanted = wanted.and(contact -> contact.at("/warmth/lastContactAt").isNull()
                    || Instant.parse(contact.at("/warmth/lastContactAt").asText()).isBefore(before));
        }
        return wanted;
    }

    /** Those that have no value come last either way, by id like all that are equal. */
    private static Comparator<JsonNode> order(String sort, boolean descending) {
        Function<JsonNode, Comparable<?>> key = switch (sort) {
            case "name" -> contact -> contact.at("/name/display").asText().toLowerCase();
            case "createdAt" -> contact -> instant(contact.path(sort));
            default -> contact -> instant(contact.path("warmth").path(sort));
        };
        Comparator<JsonNode> byKey = (one, other) -> compare(key.apply(one), key.apply(other), descending);
        return byKey.thenComparing((one, other) -> (descending ? -1 : 1) * id(one).compareTo(id(other)));
    }

    @SuppressWarnings("unchecked") // both are keys of one sort
    private static int compare(Comparable<?> one, Comparable<?> other, boolean descending) {
        if (one == null || other == null) {
            return one == other ? 0 : one == null ? 1 : -1;
        }
        return (descending ? -1 : 1) * ((Comparable<Object>) one).compareTo(other);
    }

    private static Instant instant(JsonNode value) {
        return value.isNull() ? null : Instant.parse(value.asText());
    }

    @Test
    void a_walk_sees_everybody_once_whom_nobody_changes_while_others_come_go_and_change() throws Exception {
        var steady = new ArrayList<String>();
        for (int i = 0; i < 60; i++) {
            var id = network.contact("Steady " + (char) ('A' + i % 26) + i, i % 3 == 0 ? null : "P1M");
            if (i % 2 == 0) {
                network.meal(TestClock.now().minus(Duration.ofHours(i)), id);
            }
            owner.api().put("/v1/contacts/" + id + "/tags/steady").then().statusCode(200);
            steady.add(id);
        }
        var over = new AtomicBoolean();
        var busy = Executors.newFixedThreadPool(2);
        try {
            var writers = List.of(busy.submit(writer(over, 1)), busy.submit(writer(over, 2)));
            for (var sort : SORTS) {
                for (var direction : List.of("", "-")) {
                    for (var filter : List.of("", "&tag=steady", "&q=stead")) {
                        var seen = walk("?limit=9&sort=" + direction + sort + filter).stream().map(ContactListResourceTest::id)
                                .filter(steady::contains).collect(Collectors.groupingBy(id -> id, Collectors.counting()));
                        assertEquals(steady.stream().collect(Collectors.toMap(id -> id, id -> 1L)), seen,
                                direction + sort + filter);
                    }
                }
            }
            over.set(true);
            for (var writer : writers) {
                assertTrue(writer.get() > 0, "nobody wrote anything meanwhile");
            }
        } finally {
            over.set(true);
            busy.shutdownNow();
        }
    }

    @Test
    void a_contact_that_is_erased_while_it_is_read_is_there_or_is_not() throws Exception {
        var reader = Executors.newSingleThreadExecutor();
        try {
            for (int i = 0; i < 40; i++) {
                var id = network.contact("Ada");
                var reading = reader.submit(() -> {
                    var status = 200;
                    while (status == 200) {
                        status = owner.api().get("/v1/contacts/" + id).statusCode();
                    }
                    return status;
                });
                owner.api().delete("/v1/contacts/" + id + "?erase=true").then().statusCode(204);
                assertEquals(404, reading.get());
            }
        } finally {
            reader.shutdownNow();
        }
    }

    private Callable<Integer> writer(AtomicBoolean over, int seed) {
        return () -> {
            var random = new Random(seed);
            var mine = new ArrayList<String>();
            var writes = 0;
            for (; !over.get(); writes++) {
                if (mine.size() < 5 || random.nextInt(3) == 0) {
                    mine.add(network.contact("Steady " + (char) ('A' + random.nextInt(26)) + UUID.randomUUID(), "P1M"));
                } else {
                    var id = mine.get(random.nextInt(mine.size()));
                    switch (random.nextInt(4)) {
                        case 0 -> network.patch(id,
                                "{\"name\": {\"display\": \"Steady " + (char) ('A' + random.nextInt(26)) + "\"}}");
                        case 1 -> network.meal(TestClock.now().minus(Duration.ofHours(random.nextInt(60))), id);
                        case 2 -> network.patch(id, "{\"cadence\": " + pick(random, "null", "\"P1Y\"", "\"P1D\"") + "}");
                        default -> {
                            owner.api().delete("/v1/contacts/" + id + "?erase=true").then().statusCode(204);
                            mine.remove(id);
                        }
                    }
                }
            }
            return writes;
        };
    }

    private List<JsonNode> walk(String query) {
        var seen = new ArrayList<JsonNode>();
        String cursor = null;
        do {
            Map<String, Object> more = new HashMap<>();
            if (cursor != null) {
                more.put("cursor", cursor);
            }
            var page = Json
                    .of(owner.api().queryParams(more).get("/v1/contacts" + query).then().statusCode(200).extract().response());
            page.path("items").forEach(seen::add);
            cursor = page.path("nextCursor").textValue();
        } while (cursor != null);
        return seen;
    }

    private static String id(JsonNode contact) {
        return contact.path("id").asText();
    }

    private static String pick(Random random, String... words) {
        return words[random.nextInt(words.length)];
    }
}
