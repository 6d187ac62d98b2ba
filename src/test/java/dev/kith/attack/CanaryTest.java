package dev.kith.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import dev.kith.support.Contract;
import dev.kith.support.Contract.Operation;
import dev.kith.support.Database;
import dev.kith.support.LogOutput;
import dev.kith.support.Spans;
import dev.kith.support.TestOwner;
import dev.kith.support.Topic;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What people write stays theirs: a word that is in every text they send, in requests that succeed and in all that do not, is
 * afterwards in no log, metric, span, event or problem. An operation of the contract that does not succeed with it fails the
 * test.
 */
@QuarkusTest
@TestProfile(UnderAttack.class)
class CanaryTest {

    private static final String CANARY = "Zilpzalp";
    private static final String RECORDED = "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01";
    private static final Contract CONTRACT = Contract.ofKith();
    private static final JsonMapper JSON = new JsonMapper();

    /** Texts that the contract leaves open and that are names of something nevertheless. */
    private static final Set<String> NAMES_OF_SOMETHING = Set.of("timeZone", "region", "country", "ifMatch");

    private static final String FILE = """
            First Name,Last Name,URL,Email Address,Company,Position,Connected On
            %1$s,%1$s,https://www.linkedin.example/in/%1$s,%1$s@example.org,%1$s,%1$s,05 Mar 2024
            ,,,,%1$s,%1$s,%1$s
            """.formatted(CANARY);

    @Inject
    Spans spans;

    private final Set<String> owners = new LinkedHashSet<>();
    private final List<String> leaks = new ArrayList<>();

    @Test
    void what_people_write_is_in_no_log_no_metric_no_event_and_no_problem() throws Throwable {
        var ours = Logger.getLogger("dev.kith");
        var level = ours.getLevel();
        ours.setLevel(Level.ALL);
        LogOutput log;
        try {
            log = LogOutput.during(() -> {
                for (var operation : CONTRACT.operations()) {
                    everythingOf(operation);
                }
                aDatabaseThatRefuses();
            });
        } finally {
            ours.setLevel(level);
        }
        assertEquals(List.of(), leaks);
        assertFalse(log.from(Level.SEVERE).isEmpty(), "the refusal of the database is logged");
        assertClean("log", log.toString());
        assertClean("metrics", TestOwner.dev().get("/q/metrics").asString());
        assertTrue(spans.all().size() > CONTRACT.operations().size(), "requests are recorded");
        assertClean("spans", spans.all().toString());
        assertClean("event log", eventLog());
        var published = Topic.await("kith.events", record -> owners.contains(record.key()), owners.size());
        published
                .forEach(record -> assertClean("topic", record.headers() + new String(record.value(), StandardCharsets.UTF_8)));
    }

    private void everythingOf(Operation operation) {
        var scene = Scene.fresh();
        owners.add(scene.owner().id().toString());
        // an event of everybody, so that there is something to find
        send(Request.of("POST", "/v1/contacts").bearing(scene.owner().token()).with("Content-Type", "application/json")
                .sending(person()));
        var plain = scene.request(operation);
        var marked = marked(operation, plain).and("User-Agent", CANARY).and("X-Request-Id", CANARY);
        var done = send(operation.method().equals("POST") ? marked.and("Idempotency-Key", CANARY) : marked);
        assertTrue(done.successful(), () -> operation + " with " + text(marked) + " answered " + done);
        for (var failing : failing(operation, marked).entrySet()) {
            var answer = send(failing.getValue());
            if (answer.status() >= 400 && tellsOf(answer)) {
                leaks.add(failing.getKey() + ": " + failing.getValue() + " answered " + answer);
            }
        }
    }

    private static Answer send(Request request) {
        return Wire.send(request.with("traceparent", RECORDED));
    }

    /** Every text of the body that may be another one. */
    private static Request marked(Operation operation, Request request) {
        if (request.body() == null) {
            return request;
        }
        if (!isJson(operation)) {
            return request.sending(FILE);
        }
        var body = JSON.readTree(request.body());
        var schema = schema(operation);
        texts(body).forEach(text -> {
            var before = text.value();
            text.set(before.contains("@") ? CANARY + before
                    : before.startsWith("https://") ? before + "/" + CANARY : before + " " + CANARY);
            if (NAMES_OF_SOMETHING.contains(text.name()) || !CONTRACT.faults(schema, body).isEmpty()) {
                text.set(before);
            }
        });
        return request.sending(body.toString());
    }

    /** The same request, wrong in every way in which something of it could be quoted. */
    private static Map<String, Request> failing(Operation operation, Request request) {
        var failing = new LinkedHashMap<String, Request>();
        failing.put("once more", request.without("Idempotency-Key"));
        failing.put("not signed in", request.bearing(CANARY));
        failing.put("with a token that is none", request.bearing("kith_" + CANARY + "_" + CANARY));
        failing.put("with another scheme", request.with("Authorization", CANARY + " " + CANARY));
        failing.put("for a type that there is not", request.with("Accept", CANARY + "/" + CANARY));
        failing.put("with a bad key", request.with("Idempotency-Key", CANARY + " \u00e9"));
        failing.put("for another version", request.with("If-Match", "\"" + CANARY + "\""));
        failing.put("for no version", request.with("If-Match", CANARY).with("If-None-Match", CANARY));
        failing.put("by a method that is none", request.by(CANARY.toUpperCase(Locale.ROOT)));
        for (var parameter : CONTRACT.parameters(operation)) {
            if (parameter.path("in").asString().equals("query")) {
                failing.put("with " + parameter.path("name").asString(),
                        request.to(request.path() + "?" + parameter.path("name").asString() + "=" + CANARY));
            }
        }
        failing.put("with a parameter that is none", request.to(request.path() + "?x=%00" + CANARY));
        if (request.body() != null) {
            failing.put("as another type", request.with("Content-Type", "text/" + CANARY));
            failing.put("as something unfolded", request.with("Content-Encoding", CANARY));
            failing.put("with the same key and another body", request.with("Idempotency-Key", CANARY)
                    .sending(text(request).replace(CANARY, CANARY + CANARY)));
            failing.put("cut off", request.sending(text(request).substring(0, text(request).length() / 2) + CANARY));
            failing.put("without quotes", request.sending("{\"name\": " + CANARY + "}"));
            failing.put("with a text alone", request.sending('"' + CANARY + '"'));
            if (isJson(operation)) {
                for (var index = 0; index < texts(JSON.readTree(request.body())).size(); index++) {
                    failing.put("with text " + index + " too long", changed(request, index, CANARY.repeat(10_000)));
                    failing.put("with text " + index + " that is none", changed(request, index, CANARY + "\0"));
                    failing.put("with text " + index + " of another form", changed(request, index, CANARY));
                }
            }
        }
        return failing;
    }

    private static Request changed(Request request, int index, String text) {
        var body = JSON.readTree(request.body());
        texts(body).get(index).set(text);
        return request.sending(body.toString());
    }

    /** PostgreSQL tells which row it does not like, and what is in it. */
    private static void aDatabaseThatRefuses() throws SQLException {
        try (var connection = Database.asOwner(); var statement = connection.createStatement()) {
            statement.execute("alter table contact add constraint no_canary check (notes not like '%refused%') not valid");
            try {
                var refused = send(Request.of("POST", "/v1/contacts").bearing(TestOwner.fresh().token())
                        .with("Content-Type", "application/json")
                        .sending(person().replace("notes\": \"", "notes\": \"refused ")));
                assertEquals(500, refused.status(), refused::toString);
                assertFalse(tellsOf(refused), refused::toString);
            } finally {
                statement.execute("alter table contact drop constraint no_canary");
            }
        }
    }

    private static String person() {
        return """
                {"name": {"display": "%1$s", "given": "%1$s", "family": "%1$s", "nickname": "%1$s"}, "notes": "%1$s",
                 "emails": [{"address": "%1$s@example.org", "label": "%1$s"}], "links": [{"url": "https://example.org/%1$s"}],
                 "positions": [{"organization": "%1$s", "title": "%1$s", "sector": "%1$s"}], "city": "%1$s", "tags": ["%1$s"],
                 "howWeMet": {"where": "%1$s"}, "needs": ["%1$s"], "offers": ["%1$s"]}""".formatted(CANARY);
    }

    private static boolean isJson(Operation operation) {
        return operation.consumes().contains("application/json");
    }

    private static String schema(Operation operation) {
        return CONTRACT.resolved(operation.pointer() + "/requestBody") + "/content/application~1json/schema";
    }

    private static String text(Request request) {
        return request.body() == null ? "" : new String(request.body(), StandardCharsets.UTF_8);
    }

    /** Where it was asked is known to who asked, and which field or header is meant may be said. */
    private static boolean tellsOf(Answer problem) {
        var said = problem.json();
        return found(said.path("title") + " " + said.path("detail") + said.path("errors"))
                || found(problem.headers().toString());
    }

    private static boolean found(String text) {
        return text.toLowerCase(Locale.ROOT).contains(CANARY.toLowerCase(Locale.ROOT));
    }

    private static void assertClean(String place, String text) {
        var at = text.toLowerCase(Locale.ROOT).indexOf(CANARY.toLowerCase(Locale.ROOT));
        assertTrue(at < 0, () -> place + ": " + text.substring(Math.max(0, at - 300), Math.min(text.length(), at + 300)));
    }

    private String eventLog() throws SQLException {
        try (var connection = Database.asSuperuser();
                var select = connection.prepareStatement("""
                        select string_agg(type || coalesce(traceparent, '') || convert_from(data, 'UTF8'), ' ')
                        from (select owner_id, type, traceparent, data from event_log
                              union all select owner_id, type, traceparent, data from outbox) as all_events
                        where owner_id = any (?::uuid[])""")) {
            select.setArray(1, connection.createArrayOf("text", owners.toArray()));
            try (var row = select.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    /** One text of a body, in its place. */
    private record Text(JsonNode parent, String name, int index) {

        String value() {
            return (parent instanceof ObjectNode object ? object.get(name) : parent.get(index)).asString();
        }

        void set(String text) {
            if (parent instanceof ObjectNode object) {
                object.put(name, text);
            } else {
                ((ArrayNode) parent).set(index, text);
            }
        }
    }

    private static List<Text> texts(JsonNode body) {
        var texts = new ArrayList<Text>();
        collect(body, texts);
        return texts;
    }

    private static void collect(JsonNode node, List<Text> into) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> {
                if (field.getValue().isString()) {
                    into.add(new Text(object, field.getKey(), -1));
                }
                collect(field.getValue(), into);
            });
        } else if (node instanceof ArrayNode array) {
            for (var index = 0; index < array.size(); index++) {
                if (array.get(index).isString()) {
                    into.add(new Text(array, "", index));
                }
                collect(array.get(index), into);
            }
        }
    }
}
