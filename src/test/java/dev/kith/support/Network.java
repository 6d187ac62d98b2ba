package dev.kith.support;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;

/** What tests do with a network again and again, over HTTP. */
public final class Network {

    private final TestOwner owner;

    public Network(TestOwner owner) {
        this.owner = owner;
    }

    /** @return the id of a new contact of that name */
    public String contact(String name) {
        return contact(name, null);
    }

    public String contact(String name, String cadence) {
        var quoted = cadence == null ? "null" : '"' + cadence + '"';
        return Json.of(owner.api().body("{\"name\": {\"display\": \"%s\"}, \"cadence\": %s}".formatted(name, quoted))
                .post("/v1/contacts").then().statusCode(201).extract().response()).path("id").asText();
    }

    /** @return the id of a new meal with these contacts */
    public String meal(Instant at, String... contactIds) {
        return interaction("MEAL", null, at, contactIds);
    }

    public String interaction(String kind, String direction, Instant at, String... contactIds) {
        var quoted = direction == null ? "null" : '"' + direction + '"';
        var participants = Stream.of(contactIds).map(id -> Map.of("contactId", id)).toList();
        return Json.of(owner.api().body("""
                {"kind": "%s", "direction": %s, "occurredAt": "%s", "participants": %s}
                """.formatted(kind, quoted, at, json(participants)))
                .post("/v1/interactions").then().statusCode(201).extract().response()).path("id").asText();
    }

    private static String json(List<Map<String, String>> participants) {
        return participants.stream().map(one -> "{\"contactId\": \"" + one.get("contactId") + "\"}").toList().toString();
    }

    public JsonPath get(String contactId) {
        return owner.api().get("/v1/contacts/" + contactId).then().statusCode(200).extract().jsonPath();
    }

    public String state(String contactId) {
        return get(contactId).getString("warmth.state");
    }

    public void patch(String contactId, String patch) {
        owner.api().body(patch).patch("/v1/contacts/" + contactId).then().statusCode(200);
    }

    /** @return the import at an address, when it has ended */
    public ValidatableResponse imported(String location) {
        var deadline = System.nanoTime() + 60_000_000_000L;
        while (true) {
            var answer = owner.api().get(location);
            if (!Json.of(answer).path("finishedAt").isNull()) {
                return answer.then().statusCode(200);
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited for the import, and got " + answer.asString());
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** What an answer has at a path, as soon as it has something there. */
    public <T> T awaited(String address, String path) {
        var deadline = System.nanoTime() + 20_000_000_000L;
        while (true) {
            var answer = owner.api().get(address).then().statusCode(200).extract();
            T found = answer.path(path);
            if (found != null) {
                return found;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited for " + path + ", and got " + answer.asString());
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** All events of the owner so far, whose types end like this, as the log has them; waits for the sequencer. */
    public List<Map<String, Object>> events(String typeEnding, int atLeast) {
        var deadline = System.nanoTime() + 20_000_000_000L;
        while (true) {
            var found = events().stream().filter(event -> event.get("type").toString().endsWith(typeEnding)).toList();
            if (found.size() >= atLeast) {
                return found;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited for " + atLeast + " events " + typeEnding + ", got " + found);
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    private List<Map<String, Object>> events() {
        var events = new ArrayList<Map<String, Object>>();
        var query = "/v1/events?limit=200";
        while (true) {
            var page = owner.api().get(query).then().statusCode(200).extract().jsonPath();
            List<Map<String, Object>> items = page.getList("items");
            events.addAll(items);
            if (items.isEmpty()) {
                return events;
            }
            query = "/v1/events?limit=200&after=" + page.getString("nextCursor");
        }
    }
}
