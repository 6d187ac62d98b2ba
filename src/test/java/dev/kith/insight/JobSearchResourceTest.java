package dev.kith.insight;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

import dev.kith.support.Database;
import dev.kith.support.Json;
import dev.kith.support.Network;
import dev.kith.support.TestClock;
import dev.kith.support.TestOwner;
import dev.kith.support.Topic;
import io.quarkus.test.junit.QuarkusTest;

/**
 * The story Kith was made for. Laid off, somebody asks his closest friends whom he should meet, meets those, asks them the
 * same, and after 125 interviews within twelve weeks a job is made for him. Each friend names three people, whoever is met
 * names one or two; one name in ten is never followed up, and one introduction in ten is declined.
 */
@QuarkusTest
class JobSearchResourceTest {

    private static final int INTERVIEWS = 125;
    private static final Duration BETWEEN = Duration.ofHours(15);

    private final TestOwner owner = TestOwner.fresh();
    private final Network network = new Network(owner);

    private Instant now = TestClock.now().minus(BETWEEN.multipliedBy(INTERVIEWS + 1));
    private final List<String> friends = new ArrayList<>();
    private final Queue<String> toAsk = new ArrayDeque<>();
    private final Map<String, String> introducers = new HashMap<>();
    private final Set<String> made = new LinkedHashSet<>();
    private int asks;
    private int names;
    private int introductions;
    private String lastIntroduction;
    private String lastPerson;

    @Test
    void after_125_interviews_a_job_is_made_for_him_and_the_chain_names_the_first_friend() {
        for (var friend : List.of("Maren", "Jonas", "Aylin", "Piet", "Sofia")) {
            friends.add(network.contact(friend));
        }
        toAsk.addAll(friends);
        while (made.size() < INTERVIEWS) {
            ask(toAsk.remove());
        }
        outcome(lastIntroduction, "JOB_OFFER");

        var chain = chain(lastPerson);
        var firstFriend = chain.get(chain.size() - 1);
        assertTrue(friends.contains(firstFriend));
        owner.api().get("/v1/contacts/" + lastPerson + "/chain").then().statusCode(200)
                .body("hops.contactId", equalTo(chain)).body("depth", equalTo(chain.size() - 1))
                .body("complete", equalTo(true)).body("hops[0].outcomes.kind", contains("INTERVIEW", "JOB_OFFER"))
                .body("hops[-1].name", equalTo(network.get(firstFriend).getString("name.display")));
        theFunnelIsRight();
        theForestIsRight(chain);
        assertEquals(made, introductionsOnKafka());
    }

    private void ask(String contactId) {
        asks++;
        var given = friends.contains(contactId) ? 3 : 1 + asks % 2;
        var people = IntStream.range(0, given).mapToObj(i -> Map.of("name", "Person " + (names + i), "organization", "Halden",
                "givenAt", now.toString())).toList();
        var ask = Json.of(owner.api().body(Map.of("contactId", contactId, "askedAt", now.toString(), "names", people))
                .post("/v1/asks"));
        assertEquals(given, ask.path("names").size(), ask::toString);
        for (var name : ask.path("names")) {
            names++;
            if (names % 10 != 0 && made.size() < INTERVIEWS) {
                followUp(name.path("id").asText(), contactId);
            }
        }
    }

    private void followUp(String name, String introducerId) {
        introductions++;
        var introduction = post("/v1/introductions", Map.of("nameId", name, "status", "ASKED", "at", now.toString()));
        if (introductions % 10 == 0) {
            post("/v1/introductions/" + introduction + "/transitions", Map.of("to", "DECLINED", "at", now.toString()));
            return;
        }
        now = now.plus(BETWEEN);
        lastIntroduction = introduction;
        lastPerson = owner.api().body(Map.of("to", "MADE", "at", now.toString()))
                .post("/v1/introductions/" + introduction + "/transitions").then().statusCode(200).extract()
                .path("partyIds[0]");
        made.add(introduction);
        introducers.put(lastPerson, introducerId);
        network.interaction("INTERVIEW", null, now.plusSeconds(3600), lastPerson);
        outcome(introduction, "INTERVIEW");
        toAsk.add(lastPerson);
    }

    private void outcome(String introduction, String kind) {
        post("/v1/introductions/" + introduction + "/outcomes", Map.of("kind", kind, "occurredAt", now.toString()));
    }

    private String post(String path, Map<String, String> body) {
        var response = owner.api().body(body).post(path);
        assertEquals(2, response.statusCode() / 100, response::asString);
        return Json.of(response).path("id").asText();
    }

    private List<String> chain(String from) {
        var chain = new ArrayList<String>();
        for (var hop = from; hop != null; hop = introducers.get(hop)) {
            chain.add(hop);
        }
        return chain;
    }

    private void theFunnelIsRight() {
        var funnel = owner.api().get("/v1/insights/referrals").then().statusCode(200).extract().jsonPath();
        var counted = List.of("asks", "answeredAsks", "names", "introductions", "conversations", "results").stream()
                .map(stage -> funnel.getInt("conversions." + stage)).toList();
        assertEquals(List.of(asks, asks, names, INTERVIEWS, INTERVIEWS, INTERVIEWS), counted);
        assertEquals((double) names / asks, funnel.getDouble("conversions.namesPerAsk"), 1e-6);
        assertEquals((double) INTERVIEWS / names, funnel.getDouble("conversions.introductionsPerName"), 1e-6);
        // each conversation was with somebody new, all within twelve weeks
        assertEquals(List.of(4, 12), funnel.getList("branching.weeks"));
        assertEquals(INTERVIEWS, funnel.getInt("branching[1].newContacts"));
        assertEquals(1.0, funnel.getDouble("branching[1].factor"), 1e-6);
        // of the last four weeks: those since then, the last of them a moment ago
        var lastWeeks = (int) (Duration.ofDays(28).toHours() / BETWEEN.toHours());
        assertEquals(lastWeeks, funnel.getInt("branching[0].newContacts"), 1);
    }

    private void theForestIsRight(List<String> offer) {
        var forest = owner.api().get("/v1/insights/referrals?limit=200").then().statusCode(200).extract().jsonPath();
        assertEquals(INTERVIEWS + friends.size(), forest.getInt("people"));
        assertEquals(friends.size(), forest.getInt("roots"));
        var depths = introducers.keySet().stream()
                .collect(Collectors.groupingBy(person -> chain(person).size() - 1, Collectors.counting()));
        assertEquals(depths.keySet().stream().max(Integer::compare).orElseThrow(), forest.getInt("maxDepth"));
        forest.<Map<String, Integer>> getList("byDepth").forEach(
                depth -> assertEquals(depths.get(depth.get("introductions")).intValue(), depth.get("people")));
        assertEquals(new HashSet<>(offer.subList(1, offer.size())),
                new HashSet<>(forest.<String> getList("connectors.findAll { it.credit.JOB_OFFER == 1 }.contactId")));
        for (var connector : forest.<Map<String, Object>> getList("connectors")) {
            var id = connector.get("contactId");
            var opened = introducers.values().stream().filter(id::equals).count();
            var reached = introducers.keySet().stream().filter(one -> !one.equals(id) && chain(one).contains(id)).count();
            assertEquals(List.of(opened, reached),
                    List.of(((Number) connector.get("opened")).longValue(), ((Number) connector.get("reached")).longValue()));
        }
    }

    /** All the owner's, once everything is there: those made, and no others. */
    private Set<String> introductionsOnKafka() {
        Database.awaitLog(owner.id());
        var published = Topic.await("kith.events", record -> isMade(record, owner.id()), INTERVIEWS);
        assertEquals(INTERVIEWS, published.size());
        return published.stream().map(record -> header(record, "ce_subject"))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static boolean isMade(ConsumerRecord<String, byte[]> record, UUID ownerId) {
        return ownerId.toString().equals(record.key()) && header(record, "ce_type").equals("dev.kith.introduction.made.v1");
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
