package dev.kith.introduction;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kith.support.Json;
import dev.kith.support.TestOwner;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;

/** What tests do with introductions again and again, over HTTP. */
final class Introductions {

    private final TestOwner owner;

    Introductions(TestOwner owner) {
        this.owner = owner;
    }

    /** Names and values in turn; what is null is left out. */
    static Map<String, Object> fields(Object... pairs) {
        var fields = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i + 1] != null) {
                fields.put((String) pairs[i], pairs[i + 1]);
            }
        }
        return fields;
    }

    ValidatableResponse propose(Object... pairs) {
        return owner.api().body(fields(pairs)).post("/v1/introductions").then();
    }

    /** @return the id of a new introduction by a contact (null: the owner) */
    String proposed(String status, String introducerId, String... partyIds) {
        return Json.of(propose("introducerId", introducerId, "partyIds", List.of(partyIds), "status", status).statusCode(201)
                .extract().response()).path("id").asText();
    }

    ValidatableResponse move(String id, String to) {
        return post(id, "transitions", "to", to);
    }

    ValidatableResponse consent(String id, String partyId, String answer) {
        return post(id, "consents", "partyId", partyId, "answer", answer);
    }

    ValidatableResponse outcome(String id, String kind) {
        return post(id, "outcomes", "kind", kind);
    }

    ValidatableResponse post(String id, String what, Object... pairs) {
        return owner.api().body(fields(pairs)).post("/v1/introductions/" + id + "/" + what).then();
    }

    JsonPath get(String id) {
        return owner.api().get("/v1/introductions/" + id).then().statusCode(200).extract().jsonPath();
    }

    /** As {@link #get}, for tests that ask hundreds of times. */
    JsonNode view(String id) {
        return Json.of(owner.api().get("/v1/introductions/" + id).then().statusCode(200).extract().response());
    }

    List<String> list(String query) {
        return owner.api().get("/v1/introductions?" + query).then().statusCode(200).extract().path("items.id");
    }
}
