package dev.kith.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.StringNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** An OpenAPI document as tests need it: its operations, its examples, and how an exchange departs from it. */
public final class Contract {

    private static final String HOME = "https://kith.dev/openapi.yaml";
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options", "trace");

    /** Not of the contract, and never checked: Quarkus's own, the contracts themselves, and resources of tests. */
    private static final List<String> ELSEWHERE = List.of("/q/", "/openapi.yaml", "/asyncapi.yaml", "/schemas/", "/test/");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode document;
    private final SchemaRegistry registry;
    private final Map<String, Schema> compiled = new ConcurrentHashMap<>();
    private final List<Operation> operations;

    private Contract(String yaml) {
        document = YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build().readTree(yaml);
        var json = document.toString();
        registry = SchemaRegistry.withDialect(Dialects.getDraft202012(), builder -> builder
                .schemaRegistryConfig(SchemaRegistryConfig.builder()
                        .formatAssertionsEnabled(true)
                        .locale(Locale.ROOT)
                        .build())
                .schemas(Map.of(HOME, json)));
        operations = readOperations();
    }

    /** The contract of Kith, as it is packaged; read once. */
    public static Contract ofKith() {
        return OfKith.CONTRACT;
    }

    static Contract of(String yaml) {
        return new Contract(yaml);
    }

    private static final class OfKith {
        static final Contract CONTRACT = new Contract(packaged());

        private static String packaged() {
            try (var file = Contract.class.getResourceAsStream("/META-INF/contract/openapi.yaml")) {
                return new String(file.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * What can be asked.
     *
     * @param method in capitals
     * @param path template, as {@code /v1/contacts/{id}}
     * @param consumes types its request body may have; empty without one
     * @param produces types its successful answers may have; empty without a body
     * @param statuses of its answers
     * @param scopes of which a token needs one
     * @param pointer where it stands in the document
     */
    public record Operation(String id, String method, String path, Set<String> consumes, Set<String> produces,
            Set<String> statuses, Set<String> scopes, String pointer) {

        @Override
        public String toString() {
            return method + " " + path + " (" + id + ")";
        }
    }

    /**
     * Something the document shows as a sample.
     *
     * @param schema pointer to what it has to be valid against
     */
    public record Example(String pointer, String schema, JsonNode value) {
    }

    /**
     * One request and its answer.
     *
     * @param requestType its media type, or null
     * @param requestBody null or empty without one
     * @param headers of the answer; their names in any letter case
     */
    record Exchange(String method, URI uri, String requestType, String requestBody, int status,
            Map<String, String> headers, String body) {

        Exchange {
            var anyCase = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
            anyCase.putAll(headers);
            headers = anyCase;
        }

        boolean successful() {
            return status >= 200 && status < 300;
        }
    }

    public List<Operation> operations() {
        return operations;
    }

    public JsonNode document() {
        return document;
    }

    /** What is at a pointer, and if that is a reference, what it refers to. */
    public JsonNode at(String pointer) {
        return document.at(resolved(pointer));
    }

    /** A node, and if that is a reference, what it refers to. */
    public JsonNode resolved(JsonNode node) {
        return node.path("$ref").isString() ? at(node.path("$ref").asString().substring(1)) : node;
    }

    /** What is wrong with a value, place by place; empty if it is valid. */
    public List<String> faults(String schemaPointer, JsonNode value) {
        return schema(schemaPointer).validate(value).stream()
                .map(error -> "at \"" + error.getInstanceLocation() + "\": " + error.getMessage())
                .distinct()
                .toList();
    }

    public List<Example> examples() {
        var examples = new ArrayList<Example>();
        collectExamples("", document, examples);
        return examples;
    }

    /** How an exchange departs from the contract, each a sentence; empty if it keeps to it. */
    List<String> deviations(Exchange exchange) {
        var path = exchange.uri().getRawPath();
        if (ELSEWHERE.stream().anyMatch(path::startsWith)) {
            return List.of();
        }
        var operation = operation(exchange.method(), path);
        var found = new ArrayList<String>();
        if (operation.isEmpty()) {
            checkRefusalOutside(exchange, found);
        } else {
            checkAnswer(operation.get(), exchange, found);
            if (exchange.successful()) {
                checkQuery(operation.get(), exchange, found);
                checkRequestBody(operation.get(), exchange, found);
            }
        }
        return found.stream().map(fault -> exchange.method() + " " + exchange.uri().getRawPath()
                + operation.map(o -> " (" + o.id() + ")").orElse("") + " answered " + exchange.status() + ": " + fault)
                .toList();
    }

    /** The address of an operation, its parameters replaced by their examples. */
    public String sampleAddress(Operation operation) {
        var address = operation.path();
        for (var parameter : parameters(operation)) {
            if (parameter.path("in").asString().equals("path")) {
                var name = parameter.path("name").asString();
                if (!parameter.has("example")) {
                    throw new AssertionError("give the parameter " + name + " of " + operation + " an example");
                }
                address = address.replace("{" + name + "}",
                        URLEncoder.encode(parameter.path("example").asString(), StandardCharsets.UTF_8).replace("+", "%20"));
            }
        }
        if (address.contains("{")) {
            throw new AssertionError("declare every parameter of " + operation + ": " + address);
        }
        return address;
    }

    /** Names of the headers that the contract says something can be asked by. */
    public Set<String> headers(Operation operation) {
        return parameters(operation).stream().filter(parameter -> parameter.path("in").asString().equals("header"))
                .map(parameter -> parameter.path("name").asString()).collect(Collectors.toSet());
    }

    /** Where it is in the path, query and headers that something can be said. */
    public List<JsonNode> parameters(Operation operation) {
        var parameters = new ArrayList<JsonNode>();
        for (var owner : List.of(operation.pointer().substring(0, operation.pointer().lastIndexOf('/')), operation.pointer())) {
            for (int i = 0; i < document.at(owner + "/parameters").size(); i++) {
                parameters.add(at(owner + "/parameters/" + i));
            }
        }
        return parameters;
    }

    /** Of several templates that match, that with a literal where the others have a parameter, whatever methods they have. */
    public Optional<Operation> operation(String method, String path) {
        var asked = method.equals("HEAD") ? "GET" : method;
        var segments = path.replaceAll("(?i)%3A", ":").split("/", -1); // as REST Assured sends it
        var template = operations.stream().map(Operation::path).filter(one -> matches(one.split("/", -1), segments))
                .min(Comparator.comparing(one -> one.replaceAll("\\{[^}]*}", "\uffff")));
        return operations.stream()
                .filter(operation -> operation.method().equals(asked) && operation.path().equals(template.orElse(null)))
                .findFirst();
    }

    private static boolean matches(String[] template, String[] segments) {
        if (template.length != segments.length) {
            return false;
        }
        for (int i = 0; i < template.length; i++) {
            if (template[i].startsWith("{") ? segments[i].isEmpty() : !template[i].equals(segments[i])) {
                return false;
            }
        }
        return true;
    }

    private void checkRefusalOutside(Exchange exchange, List<String> found) {
        if (exchange.status() != 404 && exchange.status() != 405) {
            found.add("the contract has no such operation, so only 404 or 405 will do");
            return;
        }
        if (exchange.status() == 405 && !exchange.headers().containsKey("Allow")) {
            found.add("header Allow is missing");
        }
        if (!"application/problem+json".equals(mediaType(exchange.headers().get("Content-Type")))) {
            found.add("not a problem but " + exchange.headers().get("Content-Type"));
        } else if (!exchange.method().equals("HEAD")) {
            checkBody("body", "/components/schemas/Problem", "application/problem+json", exchange.body(), found);
            checkProblemStatus(exchange, found);
        }
    }

    private void checkAnswer(Operation operation, Exchange exchange, List<String> found) {
        var pointer = resolved(operation.pointer() + "/responses/" + exchange.status());
        var response = document.at(pointer);
        if (response.isMissingNode()) {
            found.add("this status is not declared, only " + String.join(", ", operation.statuses()));
            return;
        }
        for (var header : response.path("headers").propertyNames()) {
            checkHeader(header, resolved(pointer + "/headers/" + escaped(header)), exchange, found);
        }
        var content = response.path("content");
        var empty = exchange.body() == null || exchange.body().isEmpty();
        if (exchange.method().equals("HEAD")) {
            return;
        }
        if (content.isEmpty()) {
            if (!empty) {
                found.add("no body is declared, but there is one");
            }
            return;
        }
        var type = mediaType(exchange.headers().get("Content-Type"));
        if (type == null || !content.has(type)) {
            found.add("content type " + type + " is not declared, only " + String.join(", ", content.propertyNames()));
            return;
        }
        checkBody("body", pointer + "/content/" + escaped(type) + "/schema", type, exchange.body(), found);
        if (type.equals("application/problem+json")) {
            checkProblemStatus(exchange, found);
        }
    }

    private void checkHeader(String name, String pointer, Exchange exchange, List<String> found) {
        var value = exchange.headers().get(name);
        if (value != null) {
            faults(pointer + "/schema", typed(pointer + "/schema", value))
                    .forEach(fault -> found.add("header " + name + " " + fault));
        } else if (document.at(pointer).path("required").asBoolean(false)) {
            found.add("header " + name + " is missing");
        }
    }

    private static void checkProblemStatus(Exchange exchange, List<String> found) {
        try {
            var status = JSON.readTree(exchange.body()).path("status");
            if (status.isInt() && status.intValue() != exchange.status()) {
                found.add("body at \"/status\": says " + status);
            }
        } catch (JacksonException e) {
            // that it is no JSON was found before
        }
    }

    private void checkQuery(Operation operation, Exchange exchange, List<String> found) {
        var query = exchange.uri().getRawQuery();
        if (query == null || query.isEmpty()) {
            return;
        }
        var declared = queryParameters(operation);
        for (var pair : query.split("&")) {
            var equals = pair.indexOf('=');
            var name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            var value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
            var schema = declared.get(name);
            if (schema == null) {
                found.add("query parameter " + name + " is not declared, and yet it was answered");
            } else {
                faults(schema, typed(schema, value)).forEach(fault -> found.add("query parameter " + name + " " + fault));
            }
        }
    }

    /** Names of the query parameters, and where the schema of each single value is. */
    private Map<String, String> queryParameters(Operation operation) {
        var schemas = new TreeMap<String, String>();
        for (var owner : List.of(operation.pointer().substring(0, operation.pointer().lastIndexOf('/')), operation.pointer())) {
            for (int i = 0; i < document.at(owner + "/parameters").size(); i++) {
                var pointer = resolved(owner + "/parameters/" + i);
                var parameter = document.at(pointer);
                if (parameter.path("in").asString().equals("query")) {
                    var schema = resolved(pointer + "/schema");
                    var list = document.at(schema).path("type").asString("").equals("array");
                    schemas.put(parameter.path("name").asString(), list ? schema + "/items" : schema);
                }
            }
        }
        return schemas;
    }

    private void checkRequestBody(Operation operation, Exchange exchange, List<String> found) {
        var pointer = resolved(operation.pointer() + "/requestBody");
        var declared = document.at(pointer);
        if (declared.isMissingNode()) {
            return; // what is not asked for is not read
        }
        if (exchange.requestBody() == null || exchange.requestBody().isEmpty()) {
            if (declared.path("required").asBoolean(false)) {
                found.add("it was answered without the request body that the contract requires");
            }
            return;
        }
        var type = mediaType(exchange.requestType());
        if (type == null || !declared.path("content").has(type)) {
            found.add("a request of type " + type + " is not declared, and yet it was answered");
            return;
        }
        checkBody("request", pointer + "/content/" + escaped(type) + "/schema", type, exchange.requestBody(), found);
    }

    private void checkBody(String what, String schema, String type, String body, List<String> found) {
        if (!type.equals("application/json") && !type.endsWith("+json")) {
            faults(schema, StringNode.valueOf(body)).forEach(fault -> found.add(what + " " + fault));
            return;
        }
        try {
            var value = JSON.readTree(body == null ? "" : body);
            if (value.isMissingNode()) {
                found.add(what + " is empty");
                return;
            }
            faults(schema, value).forEach(fault -> found.add(what + " " + fault));
        } catch (JacksonException e) {
            found.add(what + " is not JSON: " + e.getOriginalMessage());
        }
    }

    private List<Operation> readOperations() {
        var read = new ArrayList<Operation>();
        for (var path : document.path("paths").properties()) {
            for (var method : path.getValue().properties()) {
                if (METHODS.contains(method.getKey())) {
                    read.add(readOperation(path.getKey(), method.getKey(), method.getValue()));
                }
            }
        }
        return List.copyOf(read);
    }

    private Operation readOperation(String path, String method, JsonNode node) {
        var pointer = "/paths/" + escaped(path) + "/" + method;
        var statuses = new TreeSet<>(node.path("responses").propertyNames());
        var produces = statuses.stream()
                .filter(status -> status.startsWith("2"))
                .flatMap(status -> at(pointer + "/responses/" + status).path("content").propertyNames().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        var consumes = new TreeSet<>(at(pointer + "/requestBody").path("content").propertyNames());
        var scopes = node.path("security").valueStream().flatMap(one -> one.path("bearer").valueStream())
                .map(JsonNode::asString)
                .collect(Collectors.toCollection(TreeSet::new));
        return new Operation(node.path("operationId").asString(""), method.toUpperCase(Locale.ROOT), path, consumes, produces,
                statuses, scopes, pointer);
    }

    private void collectExamples(String pointer, JsonNode node, List<Example> into) {
        var schema = node.has("schema") ? pointer + "/schema" : null;
        for (var property : node.properties()) {
            var name = property.getKey();
            var place = pointer + "/" + escaped(name);
            if (schema != null && name.equals("example")) {
                into.add(new Example(place, schema, property.getValue()));
            } else if (schema != null && name.equals("examples")) {
                for (var named : property.getValue().propertyNames()) {
                    var example = place + "/" + escaped(named);
                    into.add(new Example(example, schema, at(example).path("value")));
                }
            } else if (name.equals("examples") && property.getValue().isArray()) {
                for (int i = 0; i < property.getValue().size(); i++) {
                    into.add(new Example(place + "/" + i, pointer, property.getValue().get(i)));
                }
            } else if (!place.equals("/components/examples")) {
                collectExamples(place, property.getValue(), into);
            }
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collectExamples(pointer + "/" + i, node.get(i), into);
        }
    }

    private Schema schema(String pointer) {
        return compiled.computeIfAbsent(pointer, p -> registry.getSchema(SchemaLocation.of(HOME + "#" + p)));
    }

    /** Where that is which a pointer refers to. */
    public String resolved(String pointer) {
        var node = document.at(pointer);
        return node.path("$ref").isString() ? resolved(node.path("$ref").asString().substring(1)) : pointer;
    }

    /** A header or query parameter is text; where the schema wants a number or a truth value, it is read as that. */
    private JsonNode typed(String schema, String value) {
        var type = at(schema).path("type").asString("");
        if (type.equals("integer") && value.matches("-?[0-9]{1,9}")) {
            return IntNode.valueOf(Integer.parseInt(value));
        }
        if (type.equals("boolean") && (value.equals("true") || value.equals("false"))) {
            return JSON.readTree(value);
        }
        return StringNode.valueOf(value);
    }

    private static String mediaType(String contentType) {
        return contentType == null ? null : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    @Override
    public String toString() {
        return document.path("info").path("title").asString() + " " + Arrays.toString(operations.toArray());
    }
}
