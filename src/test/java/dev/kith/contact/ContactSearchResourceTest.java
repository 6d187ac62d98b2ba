package dev.kith.contact;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kith.owner.CurrentOwner;
import dev.kith.process.SystemDatabase;
import dev.kith.support.Database;
import dev.kith.support.Json;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class ContactSearchResourceTest {

    private final TestOwner owner = TestOwner.fresh();

    @Inject
    SystemDatabase system;
    @Inject
    CurrentOwner current;
    @Inject
    ContactService contacts;

    @BeforeEach
    void people() {
        person("""
                {"name": {"given": "Zoë", "family": "Ekerbäck", "nickname": "Zuzu"}, "tags": ["Board Members"],
                 "emails": [{"address": "z.ekerback@Harbour.example"}], "notes": "Plays the Theremin.",
                 "positions": [{"organization": "Łódź Harbour", "title": "Crane Operator"}]}
                """);
        person("{\"name\": {\"display\": \"Sinéad O'Brien\"}, \"positions\": [{\"organization\": \"Crane & Sons\"}]}");
        person("{\"name\": {\"display\": \"Smith Anna\"}}");
        person("{\"name\": {\"display\": \"Anna Smithers\"}}");
        person("{\"name\": {\"display\": \"Jo Black\"}, \"notes\": \"Knows Anna Smith.\"}");
        person("{\"name\": {\"display\": \"Anna Smyth\"}}");
        person("{\"name\": {\"display\": \"Philippa Crane\"}}");
    }

    @Test
    void names_nicknames_organizations_titles_addresses_tags_and_notes_are_found() {
        for (var word : List.of("Zoë", "zuzu", "lodz harbour", "operator", "z.ekerback@harbour.example", "harbour.example",
                "board",
                "theremin")) {
            assertEquals(List.of("Zoë Ekerbäck"), found(word), word);
        }
        assertEquals(List.of(), found("trombone"));
    }

    @Test
    void accents_case_and_the_order_of_words_are_forgiven() {
        for (var words : List.of("ekerback zoe", "ZOË EKERBÄCK", "Ekerbäck, Zoe", "operator zoe harbour")) {
            assertEquals(List.of("Zoë Ekerbäck"), found(words), words);
        }
        assertEquals(List.of("Sinéad O'Brien"), found("sinead o’brien"));
        assertEquals(List.of("Sinéad O'Brien"), found("obrien"));
    }

    @Test
    void one_typo_in_a_word_is_forgiven_and_two_are_not() {
        for (var word : List.of("ekerbock", "ekrback", "ekerbback", "ekrebäck", "kerback", "ekerbacks", "theremim", "operater",
                "oeprator zoe")) {
            assertEquals(List.of("Zoë Ekerbäck"), found(word), word);
        }
        for (var word : List.of("ekrbock", "zoo", "teremim")) {
            assertEquals(List.of(), found(word), word);
        }
    }

    @Test
    void the_best_match_comes_first() {
        assertEquals(List.of("Smith Anna", "Anna Smithers", "Jo Black", "Anna Smyth"), found("anna smith"));
        assertEquals(List.of("Philippa Crane", "Sinéad O'Brien", "Zoë Ekerbäck"), found("crane"));
    }

    @Test
    void the_beginning_of_a_word_is_enough_and_its_end_is_not() {
        assertEquals(List.of("Philippa Crane"), found("phil cra"));
        assertEquals(List.of(), found("lippa"));
    }

    @Test
    void every_page_continues_where_the_last_one_ended_also_into_the_typos() {
        for (int limit = 1; limit <= 4; limit++) {
            var names = new ArrayList<String>();
            String cursor = null;
            do {
                var page = page("anna smith", "&limit=" + limit + (cursor == null ? "" : "&cursor=" + cursor));
                page.path("items").forEach(item -> names.add(item.at("/name/display").asText()));
                cursor = page.path("nextCursor").textValue();
            } while (cursor != null);
            assertEquals(List.of("Smith Anna", "Anna Smithers", "Jo Black", "Anna Smyth"), names);
        }
    }

    @Test
    void a_search_can_be_sorted_and_filtered_like_any_list() {
        assertEquals(List.of("Smith Anna", "Jo Black", "Anna Smyth", "Anna Smithers"), found("anna smith", "&sort=-name"));
        assertEquals(List.of("Zoë Ekerbäck"), found("crane", "&tag=board members"));
        assertEquals(List.of(), found("crane", "&status=ARCHIVED"));
    }

    @Test
    void what_changed_is_found_by_what_it_is_now() {
        var id = person("{\"name\": {\"display\": \"Quentin Vole\"}, \"tags\": [\"Rowing\"]}");
        owner.api().body("{\"name\": {\"display\": \"Quentin Wolf\"}, \"notes\": \"sails\"}").patch("/v1/contacts/" + id).then()
                .statusCode(200);
        assertEquals(List.of("Quentin Wolf"), found("wolf sails rowing"));
        assertEquals(List.of(), found("quentin voles"));
        owner.api().put("/v1/contacts/" + id + "/tags/Chess").then().statusCode(200);
        assertEquals(List.of("Quentin Wolf"), found("chess"));
        owner.api().delete("/v1/contacts/" + id + "/tags/Chess").then().statusCode(200);
        assertEquals(List.of(), found("chess"));
        owner.api().delete("/v1/contacts/" + id).then().statusCode(204);
        assertEquals(List.of(), found("quentin"));
        assertEquals(List.of("Quentin Wolf"), found("quentin", "&status=BINNED"));
        owner.api().delete("/v1/contacts/" + id + "?erase=true").then().statusCode(204);
        assertEquals(List.of(), found("quentin", "&status=BINNED"));
    }

    @Test
    void a_tag_that_was_deleted_finds_nobody() {
        assertEquals(List.of("Zoë Ekerbäck"), found("members"));
        owner.api().delete("/v1/tags/board members").then().statusCode(200);
        var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!found("members").isEmpty()) {
            assertTrue(System.nanoTime() < deadline, "the tag is still found");
            LockSupport.parkNanos(20_000_000);
        }
        assertEquals(List.of("Zoë Ekerbäck"), found("ekerback"));
    }

    @Test
    void signs_that_mean_something_to_databases_are_signs() {
        for (var words : List.of("%", "_", "'; drop table contact; --", "(", ".*", "\\", "a|b", "%%%%", "$1", "{}", "😀")) {
            page(words, "");
        }
        assertEquals(List.of(), found("%"));
        assertEquals(List.of(), found("an.a sm%th"));
        owner.api().queryParam("q", "   ").get("/v1/contacts").then().statusCode(200).body("items.size()", equalTo(7));
    }

    @Test
    void nobody_finds_the_people_of_another_owner() throws SQLException {
        var other = TestOwner.fresh();
        other.api().queryParam("q", "anna").get("/v1/contacts").then().statusCode(200).body("items.size()", equalTo(0));
        try (var connection = Database.asApi(other.id()); var search = connection.createStatement()) {
            assertTrue(!search.executeQuery("select from kith_search('{anna}', '{null}')").next());
        }
        try (var nobody = Database.asApi(); var search = nobody.createStatement()) {
            assertTrue(!search.executeQuery("select from kith_search('{\"\"}', '{null}')").next());
        }
    }

    @Test
    void who_was_written_by_an_older_version_is_found_once_the_job_has_run() throws Exception {
        var id = UUID.fromString(person("{\"name\": {\"display\": \"Ottoline Vane\"}, \"city\": \"Zürich\"}"));
        try (var older = Database.asSuperuser(); var change = older.createStatement()) {
            change.execute("delete from contact_search where contact_id = '" + id + "'");
            change.execute("update contact set city_key = null where id = '" + id + "'");
        }
        assertEquals(List.of(), found("ottoline"));
        new IndexJob(system, current, contacts).run();
        assertEquals(List.of("Ottoline Vane"), found("ottoline", "&city=zurich"));
    }

    @Test
    void contacts_that_an_older_version_writes_beside_this_one_get_their_employers() throws SQLException {
        var job = new IndexJob(system, current, contacts);
        job.run();
        var id = person("{\"name\": {\"display\": \"Ottoline Vane\"}, \"positions\": [{\"organization\": \"Vane Ltd\"}]}");
        try (var database = Database.asSuperuser(); var change = database.createStatement()) {
            change.execute("delete from employment where contact_id = '" + id + "'");
            change.execute("update contact_search set edition = 1 where contact_id = '" + id + "'");
        }
        assertEquals(List.of(), found("ottoline", "&organization=vane"));
        job.run();
        assertEquals(List.of("Ottoline Vane"), found("ottoline", "&organization=vane"));
    }

    private List<String> found(String words, String... more) {
        var names = new ArrayList<String>();
        page(words, String.join("", more)).path("items").forEach(item -> names.add(item.at("/name/display").asText()));
        assertEquals(names.size(), Set.copyOf(names).size(), "somebody is there twice");
        return names;
    }

    private JsonNode page(String words, String more) {
        return Json
                .of(owner.api().queryParam("q", words).get("/v1/contacts" + more.replaceFirst("&", "?")).then().statusCode(200)
                        .extract().response());
    }

    private String person(String json) {
        return Json.of(owner.api().body(json).post("/v1/contacts").then().statusCode(201).extract().response()).path("id")
                .asText();
    }
}
