package dev.kith.attack;

import static java.util.Map.entry;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import dev.kith.owner.Scope;
import dev.kith.support.Contract;
import dev.kith.support.Contract.Operation;
import dev.kith.support.TestOwner;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An owner who has what the samples of the contract speak of, under ids that nobody else has; each thing is made when it is
 * first needed.
 */
final class Scene {

    private static final Contract CONTRACT = Contract.ofKith();
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    static final String CONTACT = "0199f0c4-7c1e-7b3a-9d5f-3e1c2a4b6d80";
    static final String OTHER_CONTACT = "0199b1c4-7d11-7a02-8f6e-5b8a90d1c2e3";
    static final String ORGANIZATION = "0199f0f1-5c0d-7e42-9a1b-2c3d4e5f6071";
    static final String OTHER_ORGANIZATION = "0199f0f1-5c0d-7e42-9a1b-2c3d4e5f6072";
    static final String INTERACTION = "0199f0d0-3b7a-7d21-a5c4-6f0e1d2c3b4a";
    static final String INTRODUCTION = "0199f0e1-0a11-7c2e-8f90-1a2b3c4d5e6f";
    static final String ASK = "0199f0e3-77c0-7b1d-8e2f-3a4b5c6d7e8f";
    static final String NAME = "0199f0e4-2b31-7d4f-9c1a-5e6f708192a3";
    static final String IMPORT = "0199f0d2-11aa-7c05-8b1e-90c1d2e3f401";
    static final String TOKEN = "0199f0f7-2a4c-7e10-9b3d-5c6d7e8f9a0b";
    static final String WEBHOOK = "0199f0f8-3c5d-7a21-8e4f-6a7b8c9d0e1f";
    static final String DELIVERY = "0199f0f9-4d6e-7b32-9f50-7b8c9d0e1f2a";

    private static final String FILE = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
            + "Ines,Okafor,https://www.linkedin.example/in/ines-okafor,,Brightwater Pumps,Head of Operations,05 Mar 2024\n";

    /** Where the first sample will not do. */
    private static final Map<String, String> SAMPLES = Map.of("snoozeContact", "nextCadence");

    private final TestOwner owner;
    private final Map<String, String> ids = new HashMap<>();

    /** How things come about, by the id that they have in the samples; any other id of a sample names nothing yet. */
    private final Map<String, Supplier<String>> makers = Map.ofEntries(
            entry(CONTACT, () -> contact("Ines Okafor")),
            entry(OTHER_CONTACT, () -> contact("Ines O.")),
            entry(ORGANIZATION, () -> organization("Harbour Robotics")),
            entry(OTHER_ORGANIZATION, () -> organization("Harbour Robots")),
            entry(INTERACTION, this::interaction),
            entry(INTRODUCTION, () -> introduction("thought", "ASKED")),
            entry(ASK, this::ask),
            entry(NAME, this::name),
            entry(IMPORT, () -> imported(FILE)),
            entry(TOKEN, () -> made(json("POST", "/v1/tokens", "{\"name\": \"Phone\"}"))),
            entry(WEBHOOK, this::webhook),
            entry(DELIVERY, this::delivery));

    /** What a request needs beside the things it names, or names in another state. */
    private final Map<String, Runnable> before = Map.of(
            "restoreContact", () -> done(json("DELETE", "/v1/contacts/" + id(CONTACT), null)),
            "untagContact", () -> done(json("PUT", "/v1/contacts/" + id(CONTACT) + "/tags/mentors", null)),
            "deleteTag", () -> done(json("PUT", "/v1/tags/mentors", "{}")),
            "recordOutcome", () -> ids.put(INTRODUCTION, introduction("made", "MADE")),
            "thankIntroducer", () -> ids.put(INTRODUCTION, introduction("made", "MADE")),
            "cancelImport", () -> ids.put(IMPORT, queued(FILE + ",,,,,,\n".repeat(50_000))));

    private Scene(TestOwner owner) {
        this.owner = owner;
    }

    /** Of somebody who has signed in, and done nothing else. */
    static Scene fresh() {
        var owner = TestOwner.fresh();
        owner.api().get("/v1/me").then().statusCode(200);
        return new Scene(owner);
    }

    TestOwner owner() {
        return owner;
    }

    /** The id that this owner has for the thing of a sample. */
    String id(String sample) {
        var known = ids.get(sample);
        if (known == null) {
            known = makers.containsKey(sample) ? makers.get(sample).get() : UUID.randomUUID().toString();
            ids.put(sample, known);
        }
        return known;
    }

    /** The ids that this owner has so far, by those of the samples. */
    Map<String, String> things() {
        return Map.copyOf(ids);
    }

    /** A request that will succeed. Whether it does so twice depends on the operation. */
    Request request(Operation operation) {
        before.getOrDefault(operation.id(), () -> {
        }).run();
        var request = Request.of(operation.method(), operation.path().contains("{token}") ? feed(operation)
                : own(CONTRACT.sampleAddress(operation) + query(operation)))
                .bearing(owner.with(Scope.KNOWN.toArray(String[]::new)).token());
        if (operation.consumes().isEmpty()) {
            return request;
        }
        var type = operation.consumes().contains("application/json") ? "application/json"
                : operation.consumes().iterator().next();
        var body = sample(operation, type);
        return request.with("Content-Type", type)
                .sending(body.isString() ? body.asString() : own(withoutId(body).toString()));
    }

    /** The parameters without which it is no request. */
    private static String query(Operation operation) {
        var query = new StringBuilder();
        for (var parameter : CONTRACT.parameters(operation)) {
            if (parameter.path("in").asString().equals("query") && parameter.path("required").asBoolean(false)) {
                if (!parameter.has("example")) {
                    throw new AssertionError("give " + parameter.path("name") + " of " + operation + " an example");
                }
                query.append(query.isEmpty() ? '?' : '&').append(parameter.path("name").asString()).append('=')
                        .append(parameter.path("example").asString());
            }
        }
        return query.toString();
    }

    private static JsonNode sample(Operation operation, String type) {
        var samples = operation.pointer() + "/requestBody";
        var content = CONTRACT.at(samples).path("content").path(type).path("examples");
        if (content.isEmpty()) {
            throw new AssertionError("give the body of " + operation + " an example");
        }
        var name = SAMPLES.getOrDefault(operation.id(), content.propertyNames().iterator().next());
        return CONTRACT.resolved(content.get(name)).get("value").deepCopy();
    }

    /** Kith makes one: that of the sample may be taken. */
    private static JsonNode withoutId(JsonNode body) {
        if (body instanceof ObjectNode object) {
            object.remove("id");
        }
        return body;
    }

    /** A text of the contract with this owner's ids instead of those of the samples. */
    String own(String sample) {
        return ID.matcher(sample).replaceAll(found -> id(found.group()));
    }

    /** Its address is its key. */
    private String feed(Operation operation) {
        var token = done(json("POST", "/v1/tokens", "{\"name\": \"Calendar\", \"use\": \"FEED\"}")).json().path("token");
        return operation.path().replace("{token}", token.asText());
    }

    private String contact(String name) {
        return made(json("POST", "/v1/contacts", """
                {"name": {"display": "%s"}, "cadence": "P1M"}""".formatted(name)));
    }

    private String organization(String name) {
        return made(json("POST", "/v1/organizations", "{\"name\": \"" + name + "\"}"));
    }

    private String interaction() {
        return made(json("POST", "/v1/interactions", """
                {"kind": "MESSAGE", "direction": "OUTBOUND", "occurredAt": "2025-11-24T09:00:00Z",
                 "participants": [{"contactId": "%s"}]}""".formatted(id(CONTACT))));
    }

    private String introduction(String sample, String status) {
        var body = (ObjectNode) withoutId(CONTRACT.at("/paths/~1v1~1introductions/post/requestBody/content/application~1json"
                + "/examples/" + sample).get("value").deepCopy());
        body.put("status", status).put("at", "2025-11-24T11:30:00Z");
        return made(json("POST", "/v1/introductions", own(body.toString())));
    }

    private String ask() {
        return made(json("POST", "/v1/asks", """
                {"contactId": "%s", "askedAt": "2025-11-24T11:50:00Z", "names": [{"name": "Farid Nasser"}]}"""
                .formatted(id(CONTACT))));
    }

    private String name() {
        return done(json("GET", "/v1/asks/" + id(ASK), null)).json().at("/names/0/id").asText();
    }

    private String imported(String file) {
        var id = queued(file);
        while (done(json("GET", "/v1/imports/" + id, null)).json().path("finishedAt").isNull()) {
            LockSupport.parkNanos(5_000_000);
        }
        return id;
    }

    /** Where nobody is, for what does not happen by itself. */
    private String webhook() {
        return made(json("POST", "/v1/webhooks", """
                {"url": "http://127.0.0.1:65535/", "types": ["dev.kith.contact.created.v1"]}"""));
    }

    /** Of an event that could not be delivered, since nobody is there. */
    private String delivery() {
        var webhook = "/v1/webhooks/" + id(WEBHOOK);
        contact("Somebody new");
        var delivery = "";
        while (delivery.isEmpty()) {
            LockSupport.parkNanos(5_000_000);
            delivery = done(json("GET", webhook + "/deliveries", null)).json().at("/items/0/id").asText();
        }
        done(json("PATCH", webhook, "{\"status\": \"DISABLED\"}"));
        done(json("PATCH", webhook, "{\"status\": \"ENABLED\"}"));
        return delivery;
    }

    private String queued(String file) {
        return made(Request.of("POST", "/v1/imports").bearing(owner.token()).with("Content-Type", "text/csv").sending(file));
    }

    private Request json(String method, String path, String body) {
        var request = Request.of(method, path).bearing(owner.token());
        return body == null ? request : request.with("Content-Type", "application/json").sending(body);
    }

    private static String made(Request request) {
        return done(request).json().path("id").asText();
    }

    private static Answer done(Request request) {
        var answer = Wire.send(request);
        if (!answer.successful()) {
            throw new AssertionError(request + " answered " + answer);
        }
        return answer;
    }
}
