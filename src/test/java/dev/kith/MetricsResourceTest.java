package dev.kith;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;

/** What operators look at is there: a query for a metric that is not, is empty for ever, and looks like peace. */
@QuarkusTest
class MetricsResourceTest {

    private static final Path OBSERVABILITY = Path.of("k8s", "observability");
    private static final Pattern METRIC = Pattern.compile("\\b([a-z]+_[a-z0-9_]+)(?:\\{([^}]*)})?");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+) *(?:=~|!~|!=|=)");
    /** What is no metric of ours in the queries: functions, what others measure, and labels. */
    private static final Set<String> FOREIGN = Set.of("histogram_quantile", "kube_pod_container_status_restarts_total");
    private static final Set<String> OF_PROMETHEUS = Set.of("job", "pod", "namespace", "le");

    @Test
    void every_metric_and_label_that_dashboard_and_alerts_ask_for_is_there() throws IOException {
        var owner = TestOwner.fresh();
        owner.api().body("{\"name\": {\"display\": \"Ada\"}}").post("/v1/contacts").then().statusCode(201);
        var metrics = TestOwner.dev().get("/q/metrics").asString().lines().filter(line -> !line.startsWith("#")).toList();
        var names = metrics.stream().map(line -> line.split("[{ ]")[0]).collect(toSet());

        var missing = new TreeSet<String>();
        var asked = asked();
        for (var metric : asked) {
            var name = metric.group(1);
            if (!names.contains(name)) {
                missing.add(name);
            } else if (metric.group(2) != null) {
                LABEL.matcher(metric.group(2)).results().map(label -> label.group(1))
                        .filter(label -> !OF_PROMETHEUS.contains(label))
                        .filter(label -> metrics.stream()
                                .noneMatch(line -> line.startsWith(name + "{") && line.contains(label + "=\"")))
                        .forEach(label -> missing.add(name + " " + label));
            }
        }
        assertEquals(Set.of(), missing);
        assertTrue(asked.size() > 60, asked::toString);
    }

    @Test
    void every_metric_of_ours_is_in_the_documentation_and_the_other_way_round() throws IOException {
        var there = TestOwner.dev().get("/q/metrics").asString().lines().filter(line -> line.startsWith("# TYPE kith_"))
                .map(line -> line.split(" ")[2]) // without _total
                .filter(name -> !name.endsWith("_max")).collect(toCollection(TreeSet::new));
        var documented = Pattern.compile("^\\| `(kith_[a-z_]+?)(?:_total)?`", Pattern.MULTILINE)
                .matcher(Files.readString(Path.of("docs", "metrics.md"))).results().map(found -> found.group(1))
                .collect(toCollection(TreeSet::new));
        assertEquals(there, documented);
    }

    private static List<MatchResult> asked() throws IOException {
        var yaml = new YAMLMapper();
        var queries = new ArrayList<String>();
        yaml.readTree(OBSERVABILITY.resolve("prometheusrule.yaml").toFile()).findValuesAsText("expr").forEach(queries::add);
        yaml.readTree(OBSERVABILITY.resolve("kith-dashboard.json").toFile()).findValuesAsText("expr").forEach(queries::add);
        return queries.stream().flatMap(MetricsResourceTest::metrics).toList();
    }

    private static Stream<MatchResult> metrics(String query) {
        // names of labels in lists, and names of rules that have a colon, are no metrics
        return METRIC.matcher(query.replaceAll("\\b(by|without) *\\([^)]*\\)", "").replaceAll("\\bkith:[a-z0-9_:]+", ""))
                .results().filter(found -> !FOREIGN.contains(found.group(1)));
    }
}
