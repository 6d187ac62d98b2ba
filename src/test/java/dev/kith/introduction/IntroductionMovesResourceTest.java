package dev.kith.introduction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kith.support.Database;
import dev.kith.support.Json;
import dev.kith.support.Network;
import dev.kith.support.TestClock;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;

/** Every status with every move, and random histories compared step by step with the table of the contract. */
@QuarkusTest
class IntroductionMovesResourceTest {

    /** The table, written down once more. */
    private static final Map<String, Set<String>> MOVES = Map.of(
            "PROPOSED", Set.of("ASKED", "MADE", "WITHDRAWN"),
            "ASKED", Set.of("MADE", "DECLINED", "EXPIRED", "WITHDRAWN"),
            "AGREED", Set.of("MADE", "DECLINED", "EXPIRED", "WITHDRAWN"),
            "MADE", Set.of("CLOSED", "WITHDRAWN"),
            "CLOSED", Set.of("MADE"),
            "DECLINED", Set.of(),
            "EXPIRED", Set.of(),
            "WITHDRAWN", Set.of());
    private static final List<String> STATUSES = List.of("PROPOSED", "ASKED", "AGREED", "MADE", "CLOSED", "DECLINED", "EXPIRED",
            "WITHDRAWN");
    /** A way to each; {@code YES}: every party agrees. */
    private static final Map<String, List<String>> WAYS = Map.of(
            "PROPOSED", List.of(),
            "ASKED", List.of("ASKED"),
            "AGREED", List.of("ASKED", "YES"),
            "MADE", List.of("MADE"),
            "CLOSED", List.of("MADE", "CLOSED"),
            "DECLINED", List.of("ASKED", "DECLINED"),
            "EXPIRED", List.of("ASKED", "YES", "EXPIRED"),
            "WITHDRAWN", List.of("MADE", "WITHDRAWN"));
    private static final Set<String> MADE = Set.of("MADE", "CLOSED");

    private static final int HISTORIES = 25;
    private static final int STEPS = 12;

    @Inject
    ExpirySweep sweep;

    @Test
    void every_status_goes_where_the_table_says_and_nowhere_else() {
        var owner = TestOwner.fresh();
        var network = new Network(owner);
        var introductions = new Introductions(owner);
        var ana = network.contact("Ana");
        for (var from : STATUSES) {
            for (var to : STATUSES) {
                var party = network.contact("Somebody");
                var id = introductions.proposed("PROPOSED", ana, party);
                for (var step : WAYS.get(from)) {
                    (step.equals("YES") ? introductions.consent(id, party, "YES") : introductions.move(id, step))
                            .statusCode(200);
                }
                var before = introductions.view(id);
                assertEquals(from, before.path("status").asText());
                assertEquals(MOVES.get(from), allowed(before));
                var allowed = MOVES.get(from).contains(to);
                var answer = introductions.move(id, to).extract();
                assertEquals(allowed ? 200 : 409, answer.statusCode(), from + " to " + to);
                assertEquals(allowed ? to : from, introductions.view(id).path("status").asText());
                if (!allowed) {
                    var problem = Json.of(answer.response());
                    assertTrue(MOVES.get(from).stream().allMatch(problem.path("detail").asText()::contains), problem::toString);
                    assertEquals("/to", problem.at("/errors/0/pointer").asText());
                }
            }
        }
    }

    private static Set<String> allowed(JsonNode view) {
        var moves = new TreeSet<String>();
        view.path("allowedMoves").forEach(move -> moves.add(move.asText()));
        return moves;
    }

    @Test
    void whatever_is_tried_in_whatever_order_the_table_holds_and_the_events_tell_it() throws SQLException {
        var seed = Long.getLong("kith.introductions.seed", System.nanoTime());
        for (int i = 0; i < HISTORIES; i++) {
            try {
                new History(new Random(seed + i)).run();
            } catch (AssertionError e) {
                throw new AssertionError("to be repeated with -Dkith.introductions.seed=" + (seed + i), e);
            }
        }
    }

    /** One introduction, and what it should be. */
    private final class History {

        private final TestOwner owner = TestOwner.fresh();
        private final Network network = new Network(owner);
        private final Introductions introductions = new Introductions(owner);
        private final Random random;
        private final List<String> parties = new ArrayList<>();
        private final String introducer;
        private final String id;
        private final List<String> diary = new ArrayList<>();

        private String status = "PROPOSED";
        private final Map<String, String> answers = new HashMap<>();
        private boolean wasAgreed;
        private int made;
        private int moved = 1;
        private int outcomes;
        private int owed;

        History(Random random) {
            this.random = random;
            introducer = random.nextInt(3) == 0 ? null : network.contact("Introducer");
            parties.add(network.contact("One"));
            if (introducer == null || random.nextBoolean()) {
                parties.add(network.contact("Two"));
            }
            id = introductions.proposed("PROPOSED", introducer, parties.toArray(String[]::new));
        }

        void run() throws SQLException {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(8)) {
                    case 0, 1, 2 -> move(STATUSES.get(random.nextInt(STATUSES.size())));
                    case 3, 4 -> consent(parties.get(random.nextInt(parties.size())), random.nextInt(5) == 0 ? "NO" : "YES");
                    case 5 -> outcome();
                    case 6 -> thank();
                    default -> letTimePass();
                }
                compare();
            }
            compareEvents();
        }

        private void move(String to) {
            diary.add("to " + to);
            var allowed = MOVES.get(status).contains(to);
            assertEquals(allowed ? 200 : 409, introductions.move(id, to).extract().statusCode(), this::toString);
            if (allowed) {
                go(to);
            }
        }

        private void go(String to) {
            if (to.equals("MADE") && !status.equals("CLOSED")) {
                made++;
                wasAgreed = status.equals("AGREED");
            } else {
                moved++;
            }
            if (to.equals("WITHDRAWN")) {
                owed = 0;
            }
            status = to;
        }

        private void consent(String party, String answer) {
            diary.add(answer + " of " + parties.indexOf(party));
            var allowed = status.equals("ASKED") || status.equals("AGREED");
            assertEquals(allowed ? 200 : 409, introductions.consent(id, party, answer).extract().statusCode(), this::toString);
            if (!allowed) {
                return;
            }
            answers.put(party, answer);
            if (answer.equals("NO")) {
                go("DECLINED");
            } else if (status.equals("ASKED") && answers.size() == parties.size()) {
                go("AGREED");
            }
        }

        private void outcome() {
            diary.add("outcome");
            var allowed = MADE.contains(status);
            assertEquals(allowed ? 200 : 409, introductions.outcome(id, "CONVERSATION").extract().statusCode(), this::toString);
            if (allowed) {
                outcomes++;
                owed += introducer == null ? 0 : 1;
            }
        }

        private void thank() {
            diary.add("thanks");
            var allowed = MADE.contains(status) && introducer != null;
            assertEquals(allowed ? 200 : 409, introductions.post(id, "thanks").extract().statusCode(), this::toString);
            if (allowed) {
                owed = 0;
            }
        }

        private void letTimePass() throws SQLException {
            var days = random.nextBoolean() ? 1 : 22; // of the former there are never enough
            TestClock.ahead(Duration.ofDays(days));
            var swept = random.nextBoolean();
            diary.add(days + " days later" + (swept ? ", swept" : ""));
            var expires = days > 21 && (status.equals("ASKED") || status.equals("AGREED"));
            if (expires && !swept) {
                // no sweep has been by, and it is over all the same
                assertEquals(409, introductions.move(id, "MADE").extract().statusCode(), this::toString);
            }
            sweep.sweep();
            if (expires) {
                go("EXPIRED");
            }
        }

        private void compare() {
            var view = introductions.view(id);
            assertEquals(status, view.path("status").asText(), this::toString);
            assertEquals(MOVES.get(status), allowed(view), this::toString);
            assertEquals(made == 0 ? "null" : String.valueOf(wasAgreed), view.path("doubleOptIn").asText(), this::toString);
            assertEquals(outcomes, view.path("outcomes").size(), this::toString);
            assertEquals(owed > 0, !view.path("owedSince").isNull(), this::toString);
            assertEquals(answers.size(), view.path("consents").size(), this::toString);
            var interaction = MADE.contains(status) && (introducer == null || parties.size() == 1);
            assertEquals(interaction, !view.path("interactionId").isNull(), this::toString);
        }

        private void compareEvents() {
            Database.awaitLog(owner.id());
            String told = null;
            var count = new HashMap<String, Integer>();
            for (var event : network.events(".v1", 0)) {
                var type = event.get("type").toString();
                if (!id.equals(event.get("subject"))) {
                    continue;
                }
                @SuppressWarnings("unchecked")
                var data = (Map<String, Object>) event.get("data");
                if (type.endsWith("introduction.made.v1")) {
                    count.merge("made", 1, Integer::sum);
                    assertEquals(told, data.get("from"), this::toString);
                    told = "MADE";
                } else if (type.endsWith("introduction.moved.v1")) {
                    count.merge("moved", 1, Integer::sum);
                    assertEquals(told, data.get("from"), this::toString);
                    told = (String) data.get("to");
                }
            }
            assertEquals(status, told, () -> "by the events in order: " + this);
            assertEquals(made, count.getOrDefault("made", 0), this::toString);
            assertTrue(made <= 1, this::toString);
            assertEquals(moved, count.getOrDefault("moved", 0), this::toString);
        }

        @Override
        public String toString() {
            return status + " after " + diary;
        }
    }
}
