package dev.kith.introduction;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.kith.support.Network;
import dev.kith.support.TestClock;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;

@QuarkusTest
class AskResourceTest {

    private final TestOwner owner = TestOwner.fresh();
    private final Network network = new Network(owner);
    private final Introductions introductions = new Introductions(owner);

    @Test
    void a_name_becomes_a_contact_and_an_introduction_in_one_step() {
        var ana = network.contact("Ana");
        var ask = put("contactId", ana);
        var name = give(ask, "name", "Farid Nasser", "organization", "Northlight Water", "title", "Plant Manager")
                .statusCode(201)
                .body("contactId", nullValue()).extract().<String> path("id");
        var introduction = introductions.propose("nameId", name, "status", "ASKED").statusCode(201)
                .body("introducerId", equalTo(ana)).body("askId", equalTo(ask)).body("nameId", equalTo(name))
                .extract().jsonPath();
        var farid = introduction.<String> get("partyIds[0]");
        var contact = network.get(farid);
        assertEquals("Farid Nasser", contact.getString("name.display"));
        assertEquals("Northlight Water", contact.getString("positions[0].organization"));
        owner.api().get("/v1/asks/" + ask + "/names/" + name).then().statusCode(200).body("contactId", equalTo(farid))
                .body("introductionId", equalTo(introduction.getString("id")));
        introductions.propose("nameId", name).statusCode(409).body("detail", containsString(introduction.getString("id")));
        introductions.move(introduction.getString("id"), "DECLINED").statusCode(200);
        // another try is another introduction of the same contact
        introductions.propose("nameId", name).statusCode(201).body("partyIds", contains(farid));
    }

    @Test
    void a_name_that_belongs_to_somebody_known_makes_nobody_new() {
        var ana = network.contact("Ana");
        var known = owner.api().body(Map.of("name", Map.of("display", "F. Nasser"), "emails",
                List.of(Map.of("address", "farid@northlight.example")))).post("/v1/contacts").then().statusCode(201)
                .extract().<String> path("id");
        var ask = put("contactId", ana, "names",
                List.of(Map.of("name", "Farid Nasser", "email", "Farid@Northlight.example")));
        var name = owner.api().get("/v1/asks/" + ask).then().extract().<String> path("names[0].id");
        introductions.propose("nameId", name).statusCode(201).body("partyIds", contains(known));
        owner.api().get("/v1/contacts").then().body("items", hasSize(2));
    }

    @Test
    void asks_without_an_answer_and_names_never_followed_up_are_listed() {
        var ana = network.contact("Ana");
        var ben = network.contact("Ben");
        var waiting = put("contactId", ana, "askedAt", TestClock.now().minus(Duration.ofDays(3)).toString());
        var answered = put("contactId", ben);
        var nobody = put("contactId", ben, "askedAt", TestClock.now().minus(Duration.ofDays(9)).toString());
        var first = give(answered, "name", "Farid").extract().<String> path("id");
        var second = give(answered, "name", "Aino").extract().<String> path("id");
        var third = give(answered, "name", "Priya").extract().<String> path("id");
        owner.api().body("{\"answeredAt\": \"%s\"}".formatted(TestClock.now())).patch("/v1/asks/" + nobody).then()
                .statusCode(200);
        owner.api().get("/v1/asks?answered=false").then().body("items.id", contains(waiting));
        owner.api().get("/v1/asks?answered=true&contactId=" + ben).then().body("items.id", contains(answered, nobody));
        owner.api().get("/v1/asks/names?followedUp=false").then().body("items.id", contains(first, second, third));
        introductions.propose("nameId", second).statusCode(201);
        owner.api().body("{\"dismissed\": true}").patch("/v1/asks/" + answered + "/names/" + third).then().statusCode(200)
                .body("dismissedAt", notNullValue());
        owner.api().get("/v1/asks/names?followedUp=false").then().body("items.id", contains(first));
        owner.api().get("/v1/asks/names?followedUp=true&contactId=" + ben).then().body("items.id", contains(second));
        owner.api().get("/v1/asks/names?contactId=" + ana).then().body("items", empty());
        var page = owner.api().get("/v1/asks/names?limit=2").then().body("items.id", contains(first, second)).extract();
        owner.api().get("/v1/asks/names?limit=2&cursor=" + page.path("nextCursor")).then().body("items.id", contains(third));
    }

    @Test
    void an_ask_can_be_part_of_an_interaction() {
        var ana = network.contact("Ana");
        var lunch = network.meal(TestClock.now(), ana);
        var ask = put("contactId", ana, "interactionId", lunch);
        owner.api().get("/v1/asks/" + ask).then().body("interactionId", equalTo(lunch));
        owner.api().body(Introductions.fields("contactId", ana, "interactionId", UUID.randomUUID().toString()))
                .post("/v1/asks").then().statusCode(422).body("errors[0].pointer", equalTo("/interactionId"));
        owner.api().delete("/v1/interactions/" + lunch).then().statusCode(204);
        owner.api().get("/v1/asks/" + ask).then().statusCode(200).body("interactionId", nullValue());
    }

    @Test
    void what_goes_with_a_contact_and_what_stays() {
        var ana = network.contact("Ana");
        var ask = put("contactId", ana, "question", "Whom should I meet?", "names", List.of(Map.of("name", "Farid")));
        var name = owner.api().get("/v1/asks/" + ask).then().extract().<String> path("names[0].id");
        var introduction = introductions.propose("nameId", name).extract().jsonPath();
        owner.api().delete("/v1/contacts/" + ana + "?erase=true").then().statusCode(204);
        owner.api().get("/v1/asks/" + ask).then().statusCode(200).body("contactId", nullValue())
                .body("question", nullValue()).body("names.name", contains("Farid"));
        owner.api().delete("/v1/contacts/" + introduction.get("partyIds[0]") + "?erase=true").then().statusCode(204);
        owner.api().get("/v1/asks/" + ask).then().statusCode(200).body("names", empty());
        owner.api().delete("/v1/asks/" + ask).then().statusCode(204);
        owner.api().get("/v1/asks/" + ask).then().statusCode(404);
    }

    @Test
    void an_ask_is_another_one_when_a_name_of_it_is_changed() {
        var ask = put("contactId", network.contact("Ana"));
        var name = give(ask, "name", "Farid").extract().<String> path("id");
        var tag = owner.api().get("/v1/asks/" + ask).header("ETag");
        owner.api().header("If-None-Match", tag).get("/v1/asks/" + ask).then().statusCode(304);
        owner.api().body("{\"title\": \"Plant Manager\"}").patch("/v1/asks/" + ask + "/names/" + name).then().statusCode(200);
        owner.api().header("If-None-Match", tag).get("/v1/asks/" + ask).then().statusCode(200)
                .body("names.title", contains("Plant Manager"));
    }

    @Test
    void a_stored_answer_goes_with_the_person_it_names() {
        var ask = put("contactId", network.contact("Ana"));
        var given = owner.api().header("Idempotency-Key", "farid").body("{\"name\": \"Farid\"}")
                .post("/v1/asks/" + ask + "/names")
                .then().statusCode(201).extract().<String> path("id");
        var farid = introductions.propose("nameId", given).extract().<String> path("partyIds[0]");
        owner.api().delete("/v1/contacts/" + farid + "?erase=true").then().statusCode(204);
        owner.api().header("Idempotency-Key", "farid").body("{\"name\": \"Farid\"}").post("/v1/asks/" + ask + "/names")
                .then().statusCode(410);
    }

    @Test
    void names_are_of_their_ask_and_come_after_it() {
        var ana = network.contact("Ana");
        var ask = put("contactId", ana);
        var other = put("contactId", ana);
        assertNotEquals(ask, other);
        var name = give(ask, "name", "Farid").extract().<String> path("id");
        owner.api().get("/v1/asks/" + other + "/names/" + name).then().statusCode(404);
        give(ask, "name", "Aino", "givenAt", TestClock.now().minus(Duration.ofDays(1)).toString()).statusCode(422)
                .body("errors[0].pointer", equalTo("/givenAt"));
        give(ask, "name", " ").statusCode(400).body("errors[0].pointer", equalTo("/name"));
        owner.api().body("{\"answeredAt\": null}").patch("/v1/asks/" + ask).then().statusCode(422);
        TestOwner.fresh().api().get("/v1/asks/" + ask).then().statusCode(404);
    }

    private String put(Object... pairs) {
        return owner.api().body(Introductions.fields(pairs)).post("/v1/asks").then().statusCode(201).extract().path("id");
    }

    private ValidatableResponse give(String ask, Object... pairs) {
        return owner.api().body(Introductions.fields(pairs)).post("/v1/asks/" + ask + "/names").then();
    }
}
