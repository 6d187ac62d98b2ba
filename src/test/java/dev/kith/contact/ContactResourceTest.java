package dev.kith.contact;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.kith.support.TestClock;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class ContactResourceTest {

    private final TestOwner owner = TestOwner.fresh();

    @Test
    void a_contact_is_answered_as_it_was_given() {
        var location = owner.api().body("""
                {"name": {"given": "Ines", "family": "Okafor", "nickname": "Ini"},
                 "emails": [{"address": "Ines@Brightwater.example", "label": "work", "preferred": true}],
                 "links": [{"url": "https://www.linkedin.com/in/ines-okafor"}],
                 "positions": [{"organization": "Brightwater Pumps", "title": "Head of Operations", "from": "2021-04"}],
                 "birthday": "--05-12", "country": "NG", "city": "Lagos", "tags": ["Pumps", "alumni"],
                 "howWeMet": {"on": "2024-03-05", "where": "a fair"}, "needs": ["a plumber"], "cadence": "P3M"}
                """)
                .post("/v1/contacts").then().statusCode(201)
                .header("ETag", notNullValue())
                .body("name.display", equalTo("Ines Okafor"))
                .body("tags", contains("alumni", "Pumps"))
                .body("warmth.cadence", equalTo("P3M"))
                .body("warmth.cadenceSource", equalTo("CONTACT"))
                .body("warmth.lastContactAt", nullValue())
                .body("warmth.state", equalTo("COLD"))
                .body("warmth.spells", equalTo(1))
                .extract().header("Location");
        owner.api().get(location).then().statusCode(200)
                .body("emails[0].address", equalTo("Ines@Brightwater.example"))
                .body("birthday", equalTo("--05-12"))
                .body("howWeMet.on", equalTo("2024-03-05"))
                .body("status", equalTo("ACTIVE"))
                .body("phones", hasSize(0));
    }

    @Test
    void a_patch_changes_what_it_names_and_nothing_else() {
        var made = create("Ada Byron");
        owner.api().contentType("application/merge-patch+json")
                .body("{\"name\": {\"nickname\": \"Ada\"}, \"city\": \"London\"}")
                .patch("/v1/contacts/" + made).then().statusCode(200)
                .body("name.display", equalTo("Ada Byron")).body("name.nickname", equalTo("Ada"))
                .body("city", equalTo("London"));
        owner.api().body("{\"city\": null}").patch("/v1/contacts/" + made).then().statusCode(200)
                .body("city", nullValue()).body("name.nickname", equalTo("Ada"));
    }

    @Test
    void the_day_they_met_is_not_questioned_again_when_the_owner_has_moved_to_where_it_is_still_yesterday() {
        owner.api().body("{\"timeZone\": \"Pacific/Kiritimati\"}").patch("/v1/me").then().statusCode(200);
        var today = LocalDate.ofInstant(TestClock.now(), ZoneId.of("Pacific/Kiritimati"));
        var id = owner.api().body(Map.of("name", Map.of("display", "Ada Byron"), "howWeMet", Map.of("on", today.toString())))
                .post("/v1/contacts").then().statusCode(201).extract().path("id");
        owner.api().body("{\"timeZone\": \"Pacific/Pago_Pago\"}").patch("/v1/me").then().statusCode(200);
        owner.api().body("{\"cadence\": \"P1M\"}").patch("/v1/contacts/" + id).then().statusCode(200);
        owner.api().body(Map.of("howWeMet", Map.of("where", "a fair"))).patch("/v1/contacts/" + id).then().statusCode(200);
        owner.api().body(Map.of("howWeMet", Map.of("on", today.plusDays(1).toString()))).patch("/v1/contacts/" + id).then()
                .statusCode(422)
                .body("errors[0].pointer", equalTo("/howWeMet/on"));
    }

    @Test
    void a_stale_patch_is_refused_and_changes_nothing() {
        var id = create("Ada Byron");
        var etag = owner.api().get("/v1/contacts/" + id).header("ETag");
        owner.api().header("If-None-Match", etag).get("/v1/contacts/" + id).then().statusCode(304);
        owner.api().header("If-Match", etag).body("{\"city\": \"Paris\"}").patch("/v1/contacts/" + id).then().statusCode(200);
        owner.api().header("If-Match", etag).body("{\"city\": \"Rome\"}").patch("/v1/contacts/" + id).then().statusCode(412);
        owner.api().get("/v1/contacts/" + id).then().body("city", equalTo("Paris"));
    }

    @Test
    void the_same_id_and_content_again_answers_what_was_made_then() {
        var id = UUID.randomUUID();
        var body = Map.of("id", id, "name", Map.of("display", "Ada Byron"));
        owner.api().body(body).post("/v1/contacts").then().statusCode(201).body("id", equalTo(id.toString()));
        owner.api().body("{\"city\": \"Paris\"}").patch("/v1/contacts/" + id).then().statusCode(200);
        owner.api().body(body).post("/v1/contacts").then().statusCode(200).body("city", equalTo("Paris"));
        owner.api().body(Map.of("id", id, "name", Map.of("display", "Somebody else"))).post("/v1/contacts")
                .then().statusCode(409);
        TestOwner.fresh().api().body(body).post("/v1/contacts").then().statusCode(201);
    }

    @Test
    void the_bin_hides_a_contact_and_gives_it_back() {
        var id = create("Ada Byron");
        owner.api().delete("/v1/contacts/" + id).then().statusCode(204);
        owner.api().delete("/v1/contacts/" + id).then().statusCode(204);
        owner.api().get("/v1/contacts").then().body("items", hasSize(0));
        owner.api().get("/v1/contacts?status=BINNED").then().body("items.id", contains(id));
        owner.api().get("/v1/contacts/" + id).then().body("binnedAt", notNullValue()).body("warmth.state", equalTo("PAUSED"));
        owner.api().body("{\"city\": \"Paris\"}").patch("/v1/contacts/" + id).then().statusCode(409);
        owner.api().post("/v1/contacts/" + id + "/restore").then().statusCode(200).body("binnedAt", nullValue());
        owner.api().get("/v1/contacts").then().body("items.id", contains(id));
    }

    @Test
    void the_stored_answers_about_an_erased_contact_go_with_it() {
        var body = "{\"name\": {\"display\": \"Ada Byron\"}}";
        var id = owner.api().header("Idempotency-Key", "ada").body(body).post("/v1/contacts").then().statusCode(201)
                .extract().path("id");
        owner.api().delete("/v1/contacts/" + id + "?erase=true").then().statusCode(204);
        owner.api().header("Idempotency-Key", "ada").body(body).post("/v1/contacts").then().statusCode(410);
        owner.api().get("/v1/contacts").then().body("items", hasSize(0));
    }

    @Test
    void an_erased_contact_is_gone_for_good() {
        var id = create("Ada Byron");
        owner.api().body(Map.of("kind", "MEAL", "occurredAt", "2024-01-01T12:00:00Z",
                "participants", List.of(Map.of("contactId", id)))).post("/v1/interactions").then().statusCode(201);
        owner.api().delete("/v1/contacts/" + id + "?erase=true").then().statusCode(204);
        owner.api().get("/v1/contacts/" + id).then().statusCode(404);
        owner.api().delete("/v1/contacts/" + id + "?erase=true").then().statusCode(404);
        owner.api().get("/v1/interactions").then().body("items", hasSize(0));
    }

    @Test
    void another_owners_contact_is_answered_like_one_that_does_not_exist() {
        var id = create("Ada Byron");
        var stranger = TestOwner.fresh();
        var foreign = stranger.api().get("/v1/contacts/" + id).then().statusCode(404).extract();
        var none = stranger.api().get("/v1/contacts/" + UUID.randomUUID()).then().statusCode(404).extract();
        assertEquals(none.<String> path("detail"), foreign.path("detail"));
        stranger.api().body("{\"city\": \"Paris\"}").patch("/v1/contacts/" + id).then().statusCode(404);
        stranger.api().delete("/v1/contacts/" + id + "?erase=true").then().statusCode(404);
        stranger.api().get("/v1/contacts").then().body("items", hasSize(0));
        owner.api().get("/v1/contacts/" + id).then().statusCode(200);
    }

    @Test
    void pages_follow_each_other_in_every_order() {
        for (var name : List.of("Émile", "ada", "Zoë", "Bo", "Özil", "čapek", "Eve")) {
            create(name);
        }
        create("Cold one", "P1D");
        create("Warm one", "P1Y");
        assertEquals(List.of("ada", "Bo", "čapek", "Cold one", "Émile", "Eve", "Özil", "Warm one", "Zoë"), walk("name"));
        assertEquals(List.of("Zoë", "Warm one", "Özil", "Eve", "Émile", "Cold one", "čapek", "Bo", "ada"), walk("-name"));
        for (var sort : List.of("goesColdAt", "-goesColdAt", "lastContactAt", "-lastContactAt", "createdAt", "-createdAt")) {
            assertEquals(9, walk(sort).stream().distinct().count(), sort);
        }
        assertEquals(List.of("Cold one", "Warm one"), walk("goesColdAt").subList(0, 2));
        assertEquals(List.of("Warm one", "Cold one"), walk("-goesColdAt").subList(0, 2));
    }

    @Test
    void a_cursor_of_another_query_is_refused() {
        create("Ada");
        create("Bo");
        String cursor = owner.api().get("/v1/contacts?sort=name&limit=1").path("nextCursor");
        owner.api().get("/v1/contacts?sort=-name&limit=1&cursor=" + cursor).then().statusCode(400)
                .body("errors[0].pointer", equalTo("?cursor"));
        owner.api().get("/v1/contacts?sort=name&cursor=x" + cursor).then().statusCode(400);
        owner.api().get("/v1/contacts?sort=name&cursor=" + cursor).then().statusCode(200).body("items", hasSize(1));
    }

    @Test
    void lists_are_filtered_by_tag_state_and_status() {
        var ada = create("Ada", "P1Y");
        var bo = create("Bo");
        owner.api().put("/v1/contacts/" + ada + "/tags/Investor").then().statusCode(200).body("tags", contains("Investor"));
        owner.api().put("/v1/contacts/" + bo + "/tags/investor").then().statusCode(200).body("tags", contains("Investor"));
        owner.api().put("/v1/contacts/" + bo + "/tags/mentor").then().statusCode(200);
        owner.api().get("/v1/contacts?tag=INVESTOR").then().body("items.id", contains(ada, bo));
        owner.api().get("/v1/contacts?tag=investor&tag=mentor").then().body("items.id", contains(bo));
        owner.api().get("/v1/contacts?state=WARM").then().body("items.id", contains(ada));
        owner.api().get("/v1/contacts?state=NONE&tag=mentor").then().body("items.id", contains(bo));
        owner.api().body("{\"status\": \"ARCHIVED\"}").patch("/v1/contacts/" + bo).then().statusCode(200)
                .body("warmth.state", equalTo("PAUSED"));
        owner.api().get("/v1/contacts").then().body("items.id", contains(ada));
        owner.api().get("/v1/contacts?status=ARCHIVED").then().body("items.id", contains(bo));
        owner.api().get("/v1/contacts?state=PAUSED&status=ARCHIVED&status=ACTIVE").then().body("items.id", contains(bo));
        owner.api().delete("/v1/contacts/" + ada + "/tags/investor").then().statusCode(200).body("tags", hasSize(0));
        owner.api().get("/v1/tags").then().body("items.name", contains("Investor", "mentor"));
    }

    private List<String> walk(String sort) {
        var names = new ArrayList<String>();
        var next = "/v1/contacts?limit=2&sort=" + sort;
        while (next != null) {
            var page = owner.api().get(next).then().statusCode(200).extract();
            names.addAll(page.path("items.name.display"));
            String cursor = page.path("nextCursor");
            next = cursor == null ? null : "/v1/contacts?limit=2&sort=" + sort + "&cursor=" + cursor;
        }
        return names;
    }

    private String create(String name) {
        return create(name, null);
    }

    private String create(String name, String cadence) {
        return owner.api().body("{\"name\": {\"display\": \"%s\"}, \"cadence\": %s}"
                .formatted(name, cadence == null ? "null" : '"' + cadence + '"'))
                .post("/v1/contacts").then().statusCode(201).extract().path("id");
    }
}
