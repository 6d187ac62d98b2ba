package dev.kith.attack;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

import dev.kith.support.Contract.Operation;
import dev.kith.support.PostgresTap;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Texts that mean something to a database, a template, a log, a spreadsheet or a browser, in every place of a request that
 * holds
 * one: they come back as they were sent, or are refused, and PostgreSQL sees no statement that a harmless text would not cause.
 * The fast selection looks for the payloads
 * in the statements.
 */
@QuarkusTest
@TestProfile(UnderAttack.class)
class InjectionAttackTest extends AttackTest {

    /** In every payload, and nowhere else. */
    private static final String MARK = "zq7x";

    private static final List<String> PAYLOADS = List.of(
            // SQL, and what looks like its parameters
            "' or 'zq7x'='zq7x", "zq7x'; drop table contact; --", "zq7x' union select null, null --", "\" or 1=1 -- zq7x",
            "zq7x\\'; select pg_sleep(5); --", "$$zq7x$$", "zq7x) or (1=1", "zq7x' || pg_sleep(5) || '", "zq7x/**/or/**/1=1",
            "0; zq7x", "zq7x::text", "E'\\x27 zq7x", "?zq7x", "?1 zq7x", ":zq7x", "zq7x; reset kith.owner_id",
            "zq7x' || current_setting('kith.owner_id') || '", "zq7x" + "'".repeat(50),
            // its patterns, searches, JSON paths and regular expressions
            "%zq7x%", "_zq7x_", "zq7x\\", "zq7x\\%", "zq7x & !", "zq7x:*", "zq7x <-> b", "!!zq7x", "zq7x | a", "$.zq7x",
            "$..* zq7x",
            "zq7x'->>'a", "zq7x\": 1, \"x\": \"", "{zq7x,a}", "(zq7x+)+$", "zq7x[", "(?=zq7x)", "zq7x{1,99999}", ".*zq7x",
            // HQL
            "from Contact zq7x", "zq7x' and substring(name, 1, 1) = 'a", "{ts '2020-01-01'} zq7x",
            // headers and logs
            "zq7x\r\nX-Injected: 1", "zq7x\nERROR forged", "zq7x\r", "zq7x%0d%0aX-Injected: 1", "zq7x\u001b[31m", "zq7x\b\b\b",
            // templates and expressions
            "${zq7x}", "#{zq7x}", "{zq7x}", "{{zq7x*7}}", "<%= zq7x %>", "${jndi:ldap://zq7x.example/a}", "%{zq7x}",
            "%s%n zq7x",
            // spreadsheets
            "=zq7x()", "+zq7x", "-zq7x", "@zq7x", "\tzq7x", "=cmd|'/c calc'!zq7x",
            // markup and addresses
            "<script>zq7x</script>", "<img src=x onerror=zq7x>", "javascript:zq7x", "]]>zq7x", "&zq7x;", "../../zq7x",
            "zq7x%00",
            "file:///zq7x",
            // text that is not what it seems
            "zq7x\u202e", "\u200bzq7x", "zq7x\ufeff", "\uff07zq7x", "zq7x\ud83d\ude00", "zq7x\u0130", "zq7x\u00df",
            "e\u0301zq7x",
            "zq7x\ufffd", "zq7x\u2028", "\u0085zq7x", "zq7x\u00a0");

    private static final List<String> HARMLESS = List.of("Ines", "Ines Okafor", "12", "...", "\u00e9t\u00e9", "");
    private static final Set<Integer> DECISIONS = Set.of(200, 201, 202, 204, 207, 304, 400, 404, 405, 409, 410, 412, 422);

    private static final Pattern AROUND = Pattern.compile("^[\\s\\p{Z}]+|[\\s\\p{Z}]+$");

    private final Set<String> harmless = new TreeSet<>();
    private Scene scene;
    private PostgresTap tap; // set by the tap itself

    InjectionAttackTest() {
        super("injection", 60, 97);
    }

    @Override
    boolean concerns(Operation operation) {
        return !operation.consumes().isEmpty() || CONTRACT.parameters(operation).stream().anyMatch(InjectionAttackTest::isText);
    }

    @Override
    List<Attempt> attempts(Operation operation) {
        scene = Scene.fresh();
        var valid = scene.request(operation);
        var attempts = new ArrayList<Attempt>();
        var places = places(operation, valid);
        tap.taken();
        if (ALL) {
            Wire.send(valid);
            places.values().forEach(place -> HARMLESS.forEach(text -> Wire.send(place.with(text))));
            settle();
            harmless.addAll(statements(tap));
        }
        places.forEach((name, place) -> PAYLOADS.forEach(payload -> attempts.add(new Attempt(payload + " as " + name,
                () -> place.with(payload), answer -> faults(name, payload, answer)))));
        return attempts;
    }

    private List<String> faults(String place, String payload, Answer answer) {
        var faults = new ArrayList<String>();
        if (!DECISIONS.contains(answer.status())) {
            faults.add("not one of " + DECISIONS);
        }
        if (answer.headers().containsKey("X-Injected")) {
            faults.add("a header that was sent as a text");
        }
        if (answer.successful() && place.startsWith("/") && !isReturned(place, payload, answer)) {
            faults.add("not returned as it was sent");
        }
        if (answer.successful() && place.startsWith("?") && !answer.json().path("items").isEmpty()) {
            faults.add("something is like it");
        }
        return faults;
    }

    /** Tags are kept in an order of their own, and without blanks around them. */
    private static boolean isReturned(String place, String payload, Answer answer) {
        var slash = place.lastIndexOf('/');
        var parent = answer.json().at(place.substring(0, slash));
        if (parent.isArray()) {
            return StreamSupport.stream(parent.spliterator(), false).map(one -> one.asText())
                    .anyMatch(text -> text.equals(payload) || text.equals(AROUND.matcher(payload).replaceAll("")));
        }
        var returned = parent.path(place.substring(slash + 1));
        return !returned.isTextual() || returned.asText().equals(payload);
    }

    @Override
    List<String> aftermath(Operation operation) {
        settle();
        var unknown = statements(tap);
        unknown.remove(""); // by which a pool asks whether a connection still lives
        unknown.removeIf(statement -> ALL ? harmless.contains(statement) : !statement.contains(MARK));
        return unknown.stream().map(statement -> "other SQL: " + statement).toList();
    }

    /** Until no import is at work in the owner's name. */
    private void settle() {
        var imports = Request.of("GET", "/v1/imports?limit=200").bearing(scene.owner().token());
        while (Wire.send(imports).body().contains("\"finishedAt\":null")) {
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** But for those by which the driver looks up what it has found. */
    private static Set<String> statements(PostgresTap tap) {
        return tap.taken().stream().map(PostgresTap.RoundTrip::statements).flatMap(Collection::stream)
                .filter(statement -> !statement.contains("pg_catalog."))
                .collect(TreeSet::new, Set::add, Set::addAll);
    }

    private interface Place {
        Request with(String text);
    }

    /** By JSON pointer into the body, by {@code ?name} in the query, by name in headers, or by {@code {name}} in the path. */
    private static Map<String, Place> places(Operation operation, Request valid) {
        var places = new LinkedHashMap<String, Place>();
        for (var parameter : CONTRACT.parameters(operation)) {
            if (isText(parameter)) {
                var name = parameter.path("name").asString();
                switch (parameter.path("in").asString()) {
                    case "query" ->
                        places.put('?' + name, text -> valid.to(target -> target + (target.contains("?") ? '&' : '?')
                                + name + '=' + escaped(text)));
                    case "path" -> places.put('{' + name + '}', text -> valid.to(inPath(operation, name, valid.path(), text)));
                    default -> places.put(name, text -> valid.with(name, text.replaceAll("\\p{Cntrl}|[^\\x00-\\xff]", "?")));
                }
            }
        }
        if (operation.consumes().contains("text/csv")) {
            places.put("a name in the file", text -> valid.sending(new String(valid.body(), StandardCharsets.UTF_8)
                    .replace("Ines,", '"' + text.replace("\"", "\"\"") + "\",")));
        } else if (!operation.consumes().isEmpty()) {
            var body = Shapes.parsed(valid.body());
            var whole = Shapes
                    .whole(CONTRACT.resolved(operation.pointer() + "/requestBody") + "/content/application~1json/schema");
            pointers(whole, "").forEach(pointer -> places.put(pointer,
                    text -> valid.sending(replaced(body, whole, pointer, text).toString())));
        }
        return places;
    }

    private static boolean isText(JsonNode parameter) {
        var schema = CONTRACT.resolved(parameter.path("schema"));
        var value = schema.has("items") ? CONTRACT.resolved(schema.get("items")) : schema;
        return value.path("type").asString("").equals("string") && !(value.path("format").asString("").equals("uuid")
                && parameter.path("in").asString().equals("path"));
    }

    private static String inPath(Operation operation, String name, String path, String text) {
        var segments = path.split("/");
        segments[List.of(operation.path().split("/")).indexOf('{' + name + '}')] = escaped(text);
        return String.join("/", segments);
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static List<String> pointers(JsonNode value, String here) {
        var found = new ArrayList<String>();
        if (value.isString() || value.isNumber()) {
            found.add(here);
        }
        for (var property : value.properties()) {
            found.addAll(pointers(property.getValue(), here + '/' + property.getKey()));
        }
        for (var i = 0; value.isArray() && i < value.size(); i++) {
            found.addAll(pointers(value.get(i), here + '/' + i));
        }
        return found;
    }

    /** The body with a text at a place; what is not in it up to there is taken from the whole. */
    private static JsonNode replaced(JsonNode body, JsonNode whole, String pointer, String text) {
        var copy = (ObjectNode) body.deepCopy();
        if (copy.at(pointer).isMissingNode()) {
            var top = pointer.split("/")[1];
            copy.set(top, whole.get(top).deepCopy());
        }
        var slash = pointer.lastIndexOf('/');
        var parent = copy.at(pointer.substring(0, slash));
        var last = pointer.substring(slash + 1);
        if (parent instanceof ArrayNode list) {
            list.set(Integer.parseInt(last), StringNode.valueOf(text));
        } else {
            ((ObjectNode) parent).set(last, StringNode.valueOf(text));
        }
        return copy;
    }
}
