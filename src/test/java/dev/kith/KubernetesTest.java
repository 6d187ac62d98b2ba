package dev.kith;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * What {@code k8s} has, as far as it can be known without a cluster: by kubectl or kustomize where one of them is there, file
 * by
 * file where none is; against the API's own model, and against the definitions of custom resources where they lie beside the
 * project.
 */
class KubernetesTest {

    private static final Path OVERLAYS = Path.of("k8s", "overlays");
    /** Copies of what the operators define; other machines do without. */
    private static final Path DEFINITIONS = Path.of("..", "shared", "crds");
    private static final YAMLMapper YAML = YAMLMapper.shared();
    private static final Pattern DOCUMENT = Pattern.compile("^---.*$", Pattern.MULTILINE);
    private static final List<List<String>> KUSTOMIZE = List.of(List.of("kubectl", "kustomize"), List.of("kustomize", "build"));

    private static final Map<Path, List<JsonNode>> RENDERED = new HashMap<>();

    static Stream<Path> overlays() throws IOException {
        try (var all = Files.list(OVERLAYS)) {
            return all.filter(Files::isDirectory).sorted().toList().stream();
        }
    }

    /** The objects of an overlay. */
    private static synchronized List<JsonNode> objects(Path overlay) {
        return RENDERED.computeIfAbsent(overlay, KubernetesTest::render);
    }

    private static List<JsonNode> render(Path overlay) {
        for (var command : KUSTOMIZE) {
            try {
                var process = new ProcessBuilder(Stream.concat(command.stream(), Stream.of(overlay.toString())).toList())
                        .redirectError(ProcessBuilder.Redirect.INHERIT).start();
                var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertTrue(process.waitFor(60, TimeUnit.SECONDS));
                assertEquals(0, process.exitValue(), overlay + " cannot be built");
                return documents(output);
            } catch (IOException e) {
                continue; // it is not there
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        System.out
                .println("Neither kubectl nor kustomize is here: " + overlay + " is looked at file by file, as it is written");
        return resources(overlay);
    }

    private static boolean isRendered() {
        return KUSTOMIZE.stream().anyMatch(command -> Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, command.get(0)))));
    }

    private static List<JsonNode> resources(Path directory) {
        var found = new ArrayList<JsonNode>();
        for (var resource : read(directory.resolve("kustomization.yaml")).get(0).path("resources")) {
            var path = directory.resolve(resource.asString()).normalize();
            found.addAll(Files.isDirectory(path) ? resources(path) : read(path));
        }
        return found;
    }

    private static List<JsonNode> read(Path file) {
        try {
            return documents(Files.readString(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<JsonNode> documents(String yaml) {
        return Stream.of(DOCUMENT.split(yaml)).filter(text -> !text.isBlank()).map(YAML::readTree)
                .filter(JsonNode::isObject).toList();
    }

    private static String name(JsonNode object) {
        return object.path("kind").asString() + " " + object.at("/metadata/name").asString();
    }

    private static List<JsonNode> pods(Path overlay) {
        return objects(overlay).stream().filter(object -> object.at("/spec/template/spec/containers").isArray()
                && !object.path("apiVersion").asString().contains("cnpg")).toList();
    }

    private static List<JsonNode> containers(JsonNode workload) {
        var containers = new ArrayList<JsonNode>();
        workload.at("/spec/template/spec/initContainers").forEach(containers::add);
        workload.at("/spec/template/spec/containers").forEach(containers::add);
        return containers;
    }

    private static JsonNode workload(Path overlay, String name) {
        return pods(overlay).stream().filter(workload -> name(workload).startsWith(name)).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void objects_of_the_cluster_are_what_its_API_takes(Path overlay) throws Exception {
        var known = 0;
        for (var object : objects(overlay)) {
            var version = object.path("apiVersion").asString().replaceAll("^.*/", "");
            if (object.path("apiVersion").asString().matches("v1|(apps|batch|autoscaling|policy|networking\\.k8s\\.io)/.*")) {
                known++;
                try {
                    Class.forName(
                            "io.kubernetes.client.openapi.models.V" + version.substring(1) + object.path("kind").asString())
                            .getMethod("validateJsonElement", JsonElement.class)
                            .invoke(null, JsonParser.parseString(object.toString()));
                } catch (InvocationTargetException e) {
                    throw new AssertionError(name(object) + ": " + e.getCause().getMessage(), e);
                }
            }
        }
        assertTrue(known > 10, "looked at something");
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void custom_objects_are_what_their_operators_take(Path overlay) throws IOException {
        assumeTrue(Files.isDirectory(DEFINITIONS), "no definitions of custom resources in " + DEFINITIONS);
        var definitions = definitions();
        var faults = new ArrayList<String>();
        for (var object : objects(overlay)) {
            var schema = definitions.get(object.path("apiVersion").asString() + " " + object.path("kind").asString());
            if (schema != null) {
                schema.validate(object.toString(), InputFormat.JSON).forEach(fault -> faults.add(name(object) + ": " + fault));
            } else {
                assertFalse(object.path("apiVersion").asString().matches(".*(strimzi|cnpg|coreos).*"),
                        () -> "nothing defines " + name(object));
            }
        }
        assertEquals(List.of(), faults);
    }

    private static Map<String, Schema> definitions() throws IOException {
        var definitions = new HashMap<String, Schema>();
        var registry = SchemaRegistry.withDialect(Dialects.getDraft7());
        try (var files = Files.list(DEFINITIONS)) {
            for (var file : files.filter(one -> one.toString().endsWith(".yaml")).toList()) {
                for (var definition : read(file)) {
                    for (var version : definition.at("/spec/versions")) {
                        var schema = version.at("/schema/openAPIV3Schema");
                        ((ObjectNode) schema.path("properties")).set("metadata", YAML.readTree("type: object"));
                        close(schema);
                        definitions.put(definition.at("/spec/group").asString() + "/" + version.path("name").asString() + " "
                                + definition.at("/spec/names/kind").asString(), registry.getSchema(schema));
                    }
                }
            }
        }
        return definitions;
    }

    /** What is not declared is a mistake, though the API server would only drop it. */
    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object && object.path("properties").isObject()
                && !object.path("x-kubernetes-preserve-unknown-fields").asBoolean(false)
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        schema.forEach(KubernetesTest::close);
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void pods_may_do_as_little_as_possible(Path overlay) {
        for (var workload : pods(overlay)) {
            var pod = workload.at("/spec/template/spec");
            assertFalse(pod.path("automountServiceAccountToken").asBoolean(true), () -> name(workload) + ": token");
            assertFalse(pod.path("enableServiceLinks").asBoolean(true), () -> name(workload) + ": variables of services");
            for (var host : Set.of("hostNetwork", "hostPID", "hostIPC")) {
                assertFalse(pod.path(host).asBoolean(false), host);
            }
            for (var container : containers(workload)) {
                var name = name(workload) + " " + container.path("name").asString();
                var security = container.path("securityContext");
                assertTrue(security.path("readOnlyRootFilesystem").asBoolean(false), name);
                assertTrue(security.path("runAsNonRoot").asBoolean(false), name);
                assertTrue(security.path("runAsUser").asInt(0) > 10_000, name);
                assertTrue(security.path("runAsGroup").asInt(0) > 10_000, name);
                assertFalse(security.path("allowPrivilegeEscalation").asBoolean(true), name);
                assertEquals("[\"ALL\"]", security.at("/capabilities/drop").toString(), name);
                assertEquals("RuntimeDefault", security.at("/seccompProfile/type").asString(), name);
                for (var limit : List.of("/requests/cpu", "/requests/memory", "/limits/memory")) {
                    assertFalse(container.path("resources").at(limit).isMissingNode(), name + limit);
                }
                for (var variable : container.path("env")) {
                    assertFalse(variable.has("value") && variable.path("name").asString().contains("PASSWORD"),
                            () -> name + " has a password in the clear");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void who_serves_requests_knows_one_password_and_nothing_of_Kafka(Path overlay) {
        assertEquals(Set.of("KITH_DATABASE_API_PASSWORD"), secrets(workload(overlay, "Deployment kith-api"), "KITH_DATABASE"));
        assertEquals(Set.of(), secrets(workload(overlay, "Deployment kith-api"), "KAFKA"));
        assertEquals(Set.of("KITH_DATABASE_OWNER_PASSWORD"), secrets(workload(overlay, "Job kith-migrate"), ""));
        assertTrue(secrets(workload(overlay, "Deployment kith-worker"), "").contains("KITH_DATABASE_SYSTEM_PASSWORD"));
    }

    private static Set<String> secrets(JsonNode workload, String prefix) {
        var secrets = new TreeSet<String>();
        for (var container : containers(workload)) {
            for (var variable : container.path("env")) {
                if (variable.has("valueFrom") && variable.path("name").asString().startsWith(prefix)) {
                    secrets.add(variable.path("name").asString());
                }
            }
        }
        return secrets;
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void a_rollout_waits_for_the_schema(Path overlay) {
        for (var name : List.of("Deployment kith-api", "Deployment kith-worker")) {
            assertEquals("[\"await-schema\"]", containers(workload(overlay, name)).get(0).path("args").toString(), name);
        }
        var job = workload(overlay, "Job kith-migrate");
        assertEquals("[\"migrate\"]", containers(job).get(0).path("args").toString());
        if (isRendered()) {
            assertEquals("Job kith-migrate-" + containers(job).get(0).path("image").asString().split(":")[1], name(job),
                    "each version has a job of its own");
        }
    }

    /** Every setting is one that Kith knows, and the roles start with theirs. */
    @ParameterizedTest
    @MethodSource("overlays")
    void what_is_configured_is_known_to_Kith(Path overlay) {
        assumeTrue(isRendered(), "neither kubectl nor kustomize is here");
        for (var role : List.of("api", "worker")) {
            var environment = new TreeMap<String, String>();
            objects(overlay).stream().filter(object -> name(object).matches("ConfigMap kith-\\w+"))
                    .forEach(map -> map.path("data").properties()
                            .forEach(one -> environment.put(one.getKey(), one.getValue().asString())));
            for (var variable : containers(workload(overlay, "Deployment kith-" + role)).get(1).path("env")) {
                environment.put(variable.path("name").asString(), variable.path("value").asString("x"));
            }
            environment.remove("KITH_WEBHOOKS_KEYS");
            var configured = new HashMap<String, String>();
            environment.forEach((name, value) -> Configuration.keys().stream().filter(key -> key.variable().equals(name))
                    .forEach(key -> configured.put(key.name(), value)));
            assertEquals(role, configured.get("kith.roles"));
            assertEquals(List.of(), Configuration.problems(new SmallRyeConfigBuilder().addDiscoveredConverters()
                    .withSources(new PropertiesConfigSource(configured, "the cluster", 500)).build(), environment));
        }
    }

    @Test
    void the_database_to_try_things_out_has_the_roles_of_every_other() throws IOException {
        assertEquals(Files.readString(Path.of("src", "main", "resources", "db", "roles.sql")),
                Files.readString(OVERLAYS.resolve("dev").resolve("roles.sql")));
    }

    @Test
    void topics_and_rights_are_those_of_the_relay() {
        var objects = objects(OVERLAYS.resolve("production"));
        var relay = objects.stream().filter(object -> name(object).equals("KafkaUser kith")).findFirst().orElseThrow();
        var defaults = new HashMap<String, String>();
        Configuration.keys().forEach(key -> defaults.put(key.name(), key.otherwise()));
        var allowed = new TreeMap<String, String>();
        relay.at("/spec/authorization/acls").forEach(
                acl -> allowed.put(acl.at("/resource/type").asString() + " " + acl.at("/resource/name").asString(),
                        acl.path("operations").toString()));
        assertEquals(new TreeSet<>(Set.of("topic " + defaults.get("kith.events.topic"),
                "topic " + defaults.get("kith.events.relay.cursor-topic"),
                "group " + defaults.get("kith.events.relay.cursor-group"),
                "transactionalId " + defaults.get("kith.events.relay.transactional-id"))), allowed.keySet());
        var topics = new TreeMap<String, Integer>();
        objects.stream().filter(object -> name(object).startsWith("KafkaTopic"))
                .forEach(topic -> topics.put(topic.at("/metadata/name").asString(), topic.at("/spec/partitions").asInt()));
        assertEquals(Map.of(defaults.get("kith.events.topic"), 12, defaults.get("kith.events.relay.cursor-topic"), 1), topics);
    }
}
