package dev.kith;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;

/** Whoever is woken by an alert finds its page; and the alerts are what Prometheus takes them for. */
class AlertsTest {

    private static final YAMLMapper YAML = new YAMLMapper();
    /** Copies of what the operator defines; other machines do without. */
    private static final Path DEFINITIONS = Path.of("..", "shared", "crds");
    private static final Path RULES = Path.of("k8s", "observability", "prometheusrule.yaml");

    @Test
    void every_alert_says_what_is_wrong_and_has_its_page_in_the_runbook_and_every_page_an_alert() throws IOException {
        var alerts = new ArrayList<String>();
        for (var rule : rules()) {
            if (rule.has("alert")) {
                var name = rule.path("alert").asText();
                alerts.add(name);
                assertEquals("https://kith.dev/docs/runbook#" + name.toLowerCase(Locale.ROOT),
                        rule.at("/annotations/runbook_url").asText());
                assertTrue(rule.at("/annotations/summary").isTextual(), name);
                assertTrue(List.of("critical", "warning").contains(rule.at("/labels/severity").asText()), name);
            }
        }
        var pages = Files.readAllLines(Path.of("docs", "runbook.md")).stream().filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3)).toList();
        assertEquals(alerts, pages);
    }

    /** promtool is Prometheus's own; Debian's package prometheus has it. */
    @Test
    void promtool_takes_the_rules_and_the_queries_of_the_dashboard_and_alerts_fire_when_they_have_to()
            throws IOException, InterruptedException {
        var promtool = Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                .map(directory -> Path.of(directory, "promtool")).filter(Files::isExecutable).findFirst();
        assumeTrue(promtool.isPresent(), "promtool is not here, and the rules are not checked by it");
        var directory = Files.createDirectories(Path.of("target", "promtool"));
        YAML.writeValue(directory.resolve("rules.yaml").toFile(), YAML.readTree(RULES.toFile()).path("spec"));
        var cases = directory.resolve("alerts.yaml");
        Files.writeString(cases, Files.readString(Path.of("src", "test", "resources", "alerts-promtool.yaml")));
        YAML.writeValue(directory.resolve("queries.yaml").toFile(), Map.of("groups", List.of(queries())));
        run(promtool.get().toString(), "check", "rules", directory.resolve("rules.yaml").toString(),
                directory.resolve("queries.yaml").toString());
        run(promtool.get().toString(), "test", "rules", cases.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = { "prometheusrule", "podmonitor" })
    void the_operator_of_Prometheus_takes_it(String object) throws IOException {
        assumeTrue(Files.isDirectory(DEFINITIONS), "no definitions of custom resources in " + DEFINITIONS);
        var schema = YAML.readTree(DEFINITIONS.resolve("prometheus-" + object + "s.yaml").toFile())
                .at("/spec/versions/0/schema/openAPIV3Schema");
        ((ObjectNode) schema.path("properties")).remove("metadata");
        close(schema.at("/properties/spec"));
        var faults = SchemaRegistry.withDialect(Dialects.getDraft7()).getSchema(schema.toString(), InputFormat.JSON)
                .validate(YAML.readTree(RULES.resolveSibling(object + ".yaml").toFile()).toString(), InputFormat.JSON);
        assertEquals(List.of(), faults);
    }

    /** What is not declared would be dropped without a word. */
    private static void close(JsonNode schema) {
        if (schema.path("properties").isObject() && !schema.has("additionalProperties")) {
            ((ObjectNode) schema).put("additionalProperties", false);
        }
        schema.forEach(AlertsTest::close);
    }

    /** The dashboard's, as rules, for promtool has no other way to look at a query. */
    private static Map<String, Object> queries() throws IOException {
        var queries = YAML.readTree(RULES.resolveSibling("kith-dashboard.json").toFile()).findValuesAsText("expr");
        return Map.of("name", "dashboard", "rules", queries.stream().distinct()
                .map(query -> Map.of("record", "query", "expr", query.replace("$__rate_interval", "5m"),
                        "labels", Map.of("number", "" + queries.indexOf(query))))
                .toList());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), said);
    }

    private static List<JsonNode> rules() throws IOException {
        var rules = new ArrayList<JsonNode>();
        for (var group : YAML.readTree(RULES.toFile()).at("/spec/groups")) {
            group.path("rules").forEach(rules::add);
        }
        return rules;
    }
}
