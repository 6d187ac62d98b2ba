package dev.kith;

import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import dev.kith.owner.Scope;
import dev.kith.support.Contract;
import dev.kith.support.Contract.Operation;
import dev.kith.support.Network;
import dev.kith.support.ProtocolFilter;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

/** Whoever copies a sample out of the contract gets what the contract promises: a walk past every operation. */
@QuarkusTest
class ContractWalkTest {

    private static final Contract CONTRACT = Contract.ofKith();
    private static final String INES = "/v1/contacts/0199f0c4-7c1e-7b3a-9d5f-3e1c2a4b6d80";
    private static final String MERGE_PATCH = "application/merge-patch+json";

    private final TestOwner owner = TestOwner.fresh();
    private final Set<String> succeeded = new TreeSet<>();
    private final ProtocolFilter protocol = new ProtocolFilter();

    @Test
    void every_sample_works_and_every_operation_succeeds() {
        settings();
        people();
        tags();
        var lunch = whatHappened();
        clocks();
        organizations();
        introductions();
        files();
        merge();
        tokens();
        webhooks();
        relay();
        theEnd(lunch);
        assertEquals(CONTRACT.operations().stream().map(Operation::id).collect(Collectors.toCollection(TreeSet::new)),
                succeeded);
        assertEquals(ProtocolFilter.promised(), protocol.kept());
    }

    private void relay() {
        var operator = owner.with(Scope.ADMIN);
        ok(api(operator).get("/v1/relay").then());
        ok(api(operator).contentType("application/json").body("{\"from\": 1, \"to\": 1}").put("/v1/relay/republication")
                .then());
        ok(api(operator).delete("/v1/relay/republication").then());
    }

    private void settings() {
        ok(body(sample("/components/examples/ChangeMe")).contentType(MERGE_PATCH).patch("/v1/me").then());
        seen("/v1/me");
    }

    private void people() {
        ok(body("{\"id\": \"" + INES.substring(INES.lastIndexOf('/') + 1) + "\", \"name\": {\"display\": \"Ines Okafor\"}}")
                .post("/v1/contacts").then().statusCode(201).header("Location", is(INES)));
        for (var name : List.of("name", "whole")) {
            var sample = sample("/paths/~1v1~1contacts/post/requestBody/content/application~1json/examples/" + name);
            seen(ok(body(sample).post("/v1/contacts").then().statusCode(201)).extract().header("Location"));
        }
        for (var name : List.of("ChangeCadence", "ChangeJob")) {
            ok(body(sample("/components/examples/" + name)).patch(INES).then());
        }
        ok(body(sample("/paths/~1v1~1contacts:batch/post/requestBody/content/application~1json/examples/phone"))
                .post("/v1/contacts:batch").then().statusCode(207));
        for (var sort : List.of("name", "-goesColdAt", "lastContactAt", "-createdAt")) {
            var next = ok(api().get("/v1/contacts?limit=1&sort=" + sort + "&status=ACTIVE&status=MUTED").then());
            ok(api().get("/v1/contacts?limit=1&sort=" + sort + "&status=ACTIVE&status=MUTED&cursor="
                    + next.extract().path("nextCursor")).then());
        }
        ok(body("{\"status\": null}").contentType(MERGE_PATCH).patch(INES).then().body("status", is("ACTIVE")));
    }

    private void tags() {
        ok(api().put(INES + "/tags/close%20friends").then());
        ok(api().delete(INES + "/tags/Close%20Friends").then());
        for (var name : List.of("monthly", "none")) {
            ok(body(sample("/paths/~1v1~1tags~1{name}/put/requestBody/content/application~1json/examples/" + name))
                    .put("/v1/tags/colleagues").then());
        }
        ok(api().get("/v1/tags").then());
        ok(api().delete("/v1/tags/colleagues").then());
    }

    /** @return where the lunch is */
    private String whatHappened() {
        var samples = "/paths/~1v1~1interactions/post/requestBody/content/application~1json/examples/";
        var lunch = ok(body(sample(samples + "lunch")).post("/v1/interactions").then().statusCode(201))
                .extract().header("Location");
        var message = ok(body(sample(samples + "message")).post("/v1/interactions").then().statusCode(201))
                .extract().header("Location");
        seen(lunch);
        ok(body(sample("/components/examples/ChangeDay")).contentType(MERGE_PATCH).patch(lunch).then());
        var answer = message + "/answers/" + INES.substring(INES.lastIndexOf('/') + 1);
        ok(body(sample("/paths/~1v1~1interactions~1{id}~1answers~1{contactId}/put/requestBody/content/application~1json"
                + "/examples/answered")).put(answer).then());
        ok(api().delete(answer).then());
        ok(api().get("/v1/interactions?kind=MEAL&contactId=" + INES.substring(INES.lastIndexOf('/') + 1)).then());
        return lunch;
    }

    private void clocks() {
        ok(body("{\"nextCadence\": true}").header("Idempotency-Key", "walk").post(INES + "/snooze").then());
        ok(body("{\"nextCadence\": true}").header("Idempotency-Key", "walk").post(INES + "/snooze").then()
                .header("Idempotency-Replayed", is("true")));
        ok(api().delete(INES + "/snooze").then());
        ok(api().get(INES + "/timeline").then());
        ok(api().get("/v1/contacts?state=COLD&state=WARM&state=COOLING").then());
    }

    private void organizations() {
        var samples = "/paths/~1v1~1organizations/post/requestBody/content/application~1json/examples/";
        var organization = ok(body(sample(samples + "whole")).post("/v1/organizations").then().statusCode(201))
                .extract().header("Location");
        seen(organization);
        ok(body(sample("/components/examples/ChangeOrganization")).contentType(MERGE_PATCH).patch(organization).then());
        var merge = "/paths/~1v1~1organizations~1{id}~1merge/post/requestBody/content/application~1json/examples/merge";
        ok(body("{\"id\": " + CONTRACT.at(merge).at("/value/organizationId") + ", \"name\": \"Harbour Robots\"}")
                .post("/v1/organizations")
                .then().statusCode(201));
        ok(body(sample(merge)).post(organization + "/merge").then().body("names.size()", is(3)));
        ok(api().delete(organization).then());
        var spare = ok(body(sample(samples + "name")).post("/v1/organizations").then().statusCode(201));
        var brightwater = ok(api().get("/v1/organizations?q=bright&limit=1").then()).extract().<String> path("items[0].id");
        ok(api().get("/v1/organizations/" + brightwater + "/people?when=NOW").then().body("items.size()", is(2)));
        ok(api().get("/v1/contacts?organization=" + brightwater + "&sector=manufacturing").then().body("items.size()", is(1)));
        ok(api().delete(spare.extract().header("Location")).then());
    }

    private void introductions() {
        var samples = "/paths/~1v1~1introductions/post/requestBody/content/application~1json/examples/";
        var thought = ok(body(sample(samples + "thought")).post("/v1/introductions").then().statusCode(201))
                .extract().header("Location");
        var made = ok(body(sample(samples + "made")).post("/v1/introductions").then().statusCode(201))
                .extract().header("Location");
        seen(thought);
        ok(body(sample("/components/examples/ChangeIntroduction")).contentType(MERGE_PATCH).patch(thought).then());
        ok(body("{\"to\": \"ASKED\"}").post(thought + "/transitions").then());
        for (var name : List.of("yes", "no")) {
            ok(body(sample(
                    "/paths/~1v1~1introductions~1{id}~1consents/post/requestBody/content/application~1json/examples/" + name))
                    .post(thought + "/consents").then());
        }
        ok(body(sample("/paths/~1v1~1introductions~1{id}~1outcomes/post/requestBody/content/application~1json/examples/offer"))
                .post(made + "/outcomes").then());
        ok(body(sample("/paths/~1v1~1introductions~1{id}~1thanks/post/requestBody/content/application~1json/examples/call"))
                .post(made + "/thanks").then());
        ok(api().get("/v1/introductions?limit=1&status=MADE&status=DECLINED").then());
        var ask = ok(body(sample("/paths/~1v1~1asks/post/requestBody/content/application~1json/examples/ask"))
                .post("/v1/asks").then().statusCode(201)).extract().header("Location");
        var name = ok(body(sample("/paths/~1v1~1asks~1{id}~1names/post/requestBody/content/application~1json/examples/name"))
                .post(ask + "/names").then().statusCode(201)).extract().header("Location");
        seen(ask);
        seen(name);
        ok(body(sample("/components/examples/ChangeAsk")).patch(ask).then());
        ok(body(sample("/components/examples/ChangeName")).patch(name).then());
        ok(api().get("/v1/asks?limit=1").then());
        ok(api().get("/v1/asks/names?limit=1").then());
        ok(api().get(INES + "/chain").then());
        ok(api().get("/v1/insights/referrals").then());
        ok(api().get("/v1/insights/connectors").then());
        ok(api().delete(ask).then());
    }

    private void files() {
        var file = CONTRACT.at("/paths/~1v1~1imports/post/requestBody/content/text~1csv/examples/linkedIn/value").asString();
        var location = ok(api().contentType("text/csv").body(file).post("/v1/imports").then().statusCode(202))
                .extract().header("Location");
        new Network(owner).imported(location);
        seen(location);
        ok(api().get("/v1/imports").then());
        ok(api().get(location + "/rows?outcome=CREATED").then());
        ok(api().get("/v1/export").then());
        ok(api().accept("text/csv").get("/v1/export").then());
        ok(api().post(location + "/undo").then().statusCode(202));
        var blanks = file + ",,,,,,\n".repeat(50_000);
        ok(api().delete(ok(api().contentType("text/csv").body(blanks).post("/v1/imports").then()).extract().header("Location"))
                .then());
    }

    private void merge() {
        var other = ok(body("{\"id\": \"0199b1c4-7d11-7a02-8f6e-5b8a90d1c2e3\", \"name\": {\"display\": \"Ines O.\"}}")
                .post("/v1/contacts").then()).extract().path("id");
        ok(api().get("/v1/duplicates?limit=1").then());
        ok(api().put("/v1/duplicates/dismissed/" + other + INES.substring(INES.lastIndexOf('/'))).then());
        ok(api().delete("/v1/duplicates/dismissed/" + other + INES.substring(INES.lastIndexOf('/'))).then());
        ok(api().get(INES + "/merge?take=name&take=cadence&contactId=" + other).then());
        ok(body(sample("/paths/~1v1~1contacts~1{id}~1merge/post/requestBody/content/application~1json/examples/merge"))
                .post(INES + "/merge").then());
    }

    private void tokens() {
        var samples = "/paths/~1v1~1tokens/post/requestBody/content/application~1json/examples/";
        seen(ok(body(sample(samples + "calendar")).post("/v1/tokens").then().statusCode(201)).extract().path("feed"));
        var token = ok(body(sample(samples + "script")).post("/v1/tokens").then().statusCode(201))
                .extract().header("Location");
        ok(api().get("/v1/tokens?limit=1").then());
        ok(api().get(token).then());
        ok(api().delete(token).then());
    }

    private void webhooks() {
        var samples = "/paths/~1v1~1webhooks/post/requestBody/content/application~1json/examples/";
        for (var name : List.of("cold", "all")) {
            ok(body(sample(samples + name)).post("/v1/webhooks").then().statusCode(201));
        }
        var there = ok(body("{\"url\": \"http://127.0.0.1:65535/\"}").post("/v1/webhooks").then().statusCode(201))
                .extract().header("Location");
        ok(api().get("/v1/webhooks?limit=1").then());
        ok(api().post(there + "/secret").then());
        var test = ok(api().post(there + "/test").then().statusCode(202)).extract().header("Location");
        ok(api().get(test).then());
        new Network(owner).contact("Somebody new");
        var first = new Network(owner).awaited(there + "/deliveries?status=PENDING", "items.find { it.kind == 'EVENT' }.id");
        ok(api().get(there + "/deliveries?limit=1").then());
        ok(body(sample("/components/examples/DisableWebhook")).contentType(MERGE_PATCH).patch(there).then());
        seen(there);
        ok(body("{\"status\": null}").patch(there).then().body("status", is("ENABLED")));
        ok(api().post(there + "/deliveries/" + first + "/redeliver").then().statusCode(202));
        ok(body(sample("/components/examples/ReplayWebhook")).contentType(MERGE_PATCH).patch(there).then());
        ok(api().delete(there).then());
    }

    private void theEnd(String lunch) {
        ok(api().delete(lunch).then());
        ok(api().delete(INES).then());
        ok(api().get("/v1/contacts?status=BINNED").then());
        ok(api().post(INES + "/restore").then());
        ok(api().delete(INES + "?erase=true").then());
        var events = ok(api().get("/v1/events?limit=2").then());
        ok(api().get("/v1/events?after=" + events.extract().path("nextCursor")).then());
        ok(api().head("/v1/events/stream").then()); // a GET does not end
        ok(api().get("/v1/snapshot").then());
        ok(api().delete("/v1/me").then().statusCode(202));
        ok(api().delete("/v1/me").then().statusCode(204));
    }

    private static String sample(String pointer) {
        return CONTRACT.at(pointer).path("value").toString();
    }

    private RequestSpecification body(String json) {
        return api().body(json);
    }

    private RequestSpecification api() {
        return api(owner);
    }

    private RequestSpecification api(TestOwner who) {
        return who.api().filter(protocol).filter((request, response, context) -> {
            var answer = context.next(request, response);
            if (answer.statusCode() < 300) {
                CONTRACT.operation(request.getMethod(), URI.create(request.getURI()).getRawPath())
                        .ifPresent(operation -> succeeded.add(operation.id()));
            }
            return answer;
        });
    }

    private static ValidatableResponse ok(ValidatableResponse response) {
        var status = response.extract().statusCode();
        assertEquals(2, status / 100, () -> status + ": " + response.extract().asString());
        return response;
    }

    /** What is there, and has not changed since, is not sent again. */
    private void seen(String path) {
        var tag = ok(api().get(path).then()).extract().header("ETag");
        api().header("If-None-Match", tag).get(path).then().statusCode(304);
    }
}
