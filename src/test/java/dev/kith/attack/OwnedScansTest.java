package dev.kith.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import dev.kith.support.Contract;
import dev.kith.support.Contract.Operation;
import dev.kith.support.Database;
import dev.kith.support.ExplainedStatements;
import dev.kith.support.Guard;
import dev.kith.support.PostgresTap;
import dev.kith.support.Victim;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import tools.jackson.databind.JsonNode;

/**
 * Where the policies of the tables do not help, every statement names the owner itself: each of its plans narrows each scan of
 * a
 * table that has one down to it. So a query that forgets it is seen whether or not another owner has something to be found.
 */
@QuarkusTest
@TestProfile(OwnedScansTest.WithoutPolicies.class)
class OwnedScansTest {

    private static final Contract CONTRACT = Contract.ofKith();
    private static final Pattern SCAN = Pattern
            .compile(" *(?:-> +)?[A-Za-z ]*Scan [a-z_ ]*\\bon ([a-z_]+?)(?:_\\d+)?(?: ([a-z_0-9]+))?  \\(cost=.*");
    private static final Pattern QUERY = Pattern.compile("(?s)Query Text: (.*?)\n(?:Query Parameters|[A-Za-z ]+\\(cost)");

    private PostgresTap tap; // set by the tap itself

    /** Plans are told for statements that run as if there were no policy. */
    public static class WithoutPolicies implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.datasource.jdbc.max-size", "2");
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(PostgresTap.class), new TestResourceEntry(ExplainedStatements.class),
                    new TestResourceEntry(PoliciesOff.class));
        }
    }

    /** For as long as the test runs. */
    public static class PoliciesOff implements QuarkusTestResourceLifecycleManager {

        @Override
        public Map<String, String> start() {
            alter("bypassrls");
            return Map.of();
        }

        @Override
        public void stop() {
            if (Guard.inForce() != Guard.HIBERNATE) {
                alter("nobypassrls");
            }
        }

        private static void alter(String attribute) {
            try (var superuser = Database.asSuperuser(); var statement = superuser.createStatement()) {
                statement.execute("alter role kith_api " + attribute);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void every_scan_is_narrowed_down_to_the_owner() throws SQLException {
        var owned = Victim.rows().keySet();
        tap.noticed();
        for (var operation : CONTRACT.operations()) {
            Wire.send(Scene.fresh().request(operation));
            variants(operation);
        }
        var seen = new TreeSet<String>();
        var wide = new TreeMap<String, String>();
        for (var plan : tap.noticed()) {
            scans(plan, owned, seen, wide);
        }
        assertEquals(Map.of(), wide);
        assertTrue(seen.size() > owned.size() / 2, () -> "scans were seen of these only: " + seen);
    }

    /** A list asked for by each of its parameters. */
    private static void variants(Operation operation) {
        if (!operation.method().equals("GET")) {
            return;
        }
        for (var parameter : CONTRACT.parameters(operation)) {
            if (parameter.path("in").asString().equals("query")) {
                var scene = Scene.fresh();
                for (var value : samples(parameter)) {
                    var name = parameter.path("name").asString();
                    Wire.send(scene.request(operation)
                            .to(target -> target + (target.contains("?") ? '&' : '?') + name + "=" + scene.own(value)));
                }
            }
        }
    }

    private static List<String> samples(JsonNode parameter) {
        var schema = CONTRACT.resolved(parameter.path("schema"));
        var values = new ArrayList<String>();
        for (var one : List.of(parameter.path("example"), schema.path("example"), schema.path("default"))) {
            if (one.isValueNode() && !one.isMissingNode() && !one.isNull()) {
                values.add(one.asString());
            }
        }
        for (var kind : List.of(schema, CONTRACT.resolved(schema.path("items")))) {
            kind.path("enum").forEach(value -> values.add(value.asString()));
        }
        return values;
    }

    /** @param wide takes the scans that no owner is named in, and the statements that they are of, with a plan */
    private static void scans(String plan, Set<String> owned, Set<String> seen, Map<String, String> wide) {
        var lines = plan.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            var scan = SCAN.matcher(lines.get(i));
            if (scan.matches() && owned.contains(scan.group(1))) {
                seen.add(scan.group(1));
                var name = scan.group(2) == null ? scan.group(1) : scan.group(2);
                if (!narrow(lines, i) && !joined(lines, name)) {
                    var query = QUERY.matcher(plan);
                    wide.putIfAbsent(name + " in " + (query.find() ? query.group(1).strip() : "some statement"), plan);
                }
            }
        }
    }

    private static boolean narrow(List<String> plan, int scan) {
        for (int i = scan + 1; i < plan.size() && !plan.get(i).contains("(cost="); i++) {
            if (plan.get(i).matches(".*(Cond|Filter): .*\\bowner_id\\b.*")) {
                return true;
            }
        }
        return false;
    }

    /** With something that has the owner; or it is a table of answers, which are looked up by owner. */
    private static boolean joined(List<String> plan, String name) {
        return plan.stream()
                .anyMatch(line -> line.matches(" *(Hash Cond|Merge Cond|Join Filter): .*\\b" + name + "\\.owner_id = .*")
                        || line.contains("owner_id = (hashed SubPlan"));
    }
}
