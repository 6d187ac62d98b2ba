package dev.kith;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

/** What can be configured is on one page, and a mistake in it is told in one line before anything starts. */
class ConfigurationTest {

    private static final Path PAGE = Path.of("docs", "configuration.md");
    private static final Pattern ROW = Pattern.compile("^\\| `(kith\\.[^`]+)` \\| ([^|]+) \\| (?:`([^`]*)`)? *\\| ([^|]+) \\|$",
            Pattern.MULTILINE);
    /** How a key is read without an interface: in the code, by an annotation, or in the properties. */
    private static final Pattern READ = Pattern.compile("(?:\"|\\$\\{)(kith\\.[a-z-]+(?:\\.[a-z-]+)*)[\":}]");

    private static List<String> problems(Map<String, String> configured, Map<String, String> environment) {
        return Configuration.problems(new SmallRyeConfigBuilder().addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(configured, "test", 500)).build(), environment);
    }

    @Test
    void every_key_is_on_the_page_with_its_default_and_what_it_may_be_and_no_other_is() throws IOException {
        var described = new TreeMap<String, String>();
        var rows = ROW.matcher(Files.readString(PAGE));
        while (rows.find()) {
            described.put(rows.group(1), rows.group(2).strip() + " | " + rows.group(3));
        }
        assertEquals(Configuration.keys().stream().collect(
                Collectors.toMap(Configuration.Key::name, key -> key.kind() + " | " + key.otherwise(), (one, other) -> one,
                        TreeMap::new)),
                described);
    }

    @Test
    void every_interface_that_reads_the_configuration_is_known() {
        assertEquals(new TreeSet<>(Configuration.MAPPINGS), new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.kith").stream()
                .filter(type -> type.isAnnotatedWith(ConfigMapping.class)).map(JavaClass::getName)
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void every_key_that_is_read_without_one_is_known() throws IOException {
        var known = Configuration.keys().stream().map(Configuration.Key::name).collect(Collectors.toSet());
        var unknown = new TreeSet<String>();
        var properties = Files.readString(Path.of("src", "main", "resources", "application.properties"));
        var read = READ.matcher(properties);
        while (read.find()) {
            unknown.add(read.group(1));
        }
        try (var sources = Files.walk(Path.of("src", "main", "java"))) {
            for (var source : sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                Pattern.compile("(?:@ConfigProperty\\(name = \"|every = \"\\$\\{)(kith\\.[a-z.-]+)")
                        .matcher(Files.readString(source))
                        .results().forEach(found -> unknown.add(found.group(1)));
            }
        }
        assertTrue(unknown.size() > 5, "looked at something");
        unknown.removeAll(known);
        assertEquals(new TreeSet<>(), unknown);
    }

    @Test
    void defaults_are_no_mistakes() {
        var defaults = new TreeMap<String, String>();
        Configuration.keys().stream().filter(key -> key.otherwise() != null && !key.otherwise().contains("$"))
                .forEach(key -> defaults.put(key.name(), key.otherwise()));
        assertEquals(List.of(), problems(defaults, Map.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            kith.events.sample             | fortnight     | is no duration, as 500ms, 30s, 10m or P1D: fortnight
            kith.events.sample             | -5s           | must be at least 100ms: -5s
            kith.transaction.lock-timeout  | -1s           | must not be negative: -1s
            kith.events.relay.election     | 1h            | must be at most 5s: 1h
            kith.events.retention          | 5m            | must be at least 1h: 5m
            kith.imports.batch-size        | -1            | must be at least 1: -1
            kith.imports.batch-size        | many          | is no whole number: many
            kith.imports.batch-size        | 6000          | must be at most 5000: 6000
            kith.events.replication        | three         | is no whole number: three
            kith.limits.body.per-second    | 32 parsecs    | is no size, as 64K or 16M: 32 parsecs
            kith.webhooks.allow-http       | maybe         | is neither true nor false: maybe
            kith.events.timelines          | trust         | is not one of guarded, trusted: trust
            kith.roles                     | api,wroker    | is not one of api, worker: api,wroker
            kith.webhooks.retries          | 5s,soon       | is no duration, as 500ms, 30s, 10m or P1D: 5s,soon
            kith.webhooks.allowed-networks | home          | is no network, as 10.1.0.0/16: home
            kith.webhooks.keys             | c2VjcmV0      | is no key of 32 bytes in Base64
            kith.events.topic              | ''            | is empty:
            """)
    void a_value_that_will_not_do_is_told_in_one_line(String key, String value, String complaint) {
        assertEquals(List.of(key + " " + complaint.strip() + (complaint.strip().endsWith(":") ? " " : "") + " (environment: "
                + key.replaceAll("[.-]", "_").toUpperCase() + ")"), problems(Map.of(key, value), Map.of()));
    }

    @Test
    void a_key_that_there_is_not_is_told_with_the_one_that_was_meant() {
        assertEquals(List.of("kith.events.topik is not known, kith.events.topic is"),
                problems(Map.of("kith.events.topik", "x"), Map.of()));
        assertEquals(List.of("KITH_EVENTS_TOPIK is not known, KITH_EVENTS_TOPIC is"),
                problems(Map.of(), Map.of("KITH_EVENTS_TOPIK", "x")));
        assertEquals(List.of("kith.colour is not known"), problems(Map.of("kith.colour", "green"), Map.of()));
    }

    @Test
    void all_mistakes_are_told_at_once() {
        assertEquals(3, problems(Map.of("kith.events.topik", "x", "kith.events.sample", "-1s", "kith.imports.batch-size", "0"),
                Map.of()).size());
    }

    @Test
    void what_Kubernetes_says_of_a_service_is_no_setting() {
        assertEquals(List.of(), problems(Map.of(), Map.of("KITH_SERVICE_HOST", "10.0.0.1", "KITH_SERVICE_PORT_HTTP", "80",
                "KITH_PORT", "tcp://10.0.0.1:80", "KITH_PORT_80_TCP_ADDR", "10.0.0.1", "KITH_API_PORT_80_TCP", "x")));
    }
}
