package dev.kith.contact;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.kith.support.Network;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class DuplicateResourceTest {

    private final TestOwner owner = TestOwner.fresh();
    private final Network network = new Network(owner);

    private String contact(String json) {
        return owner.api().body(json).post("/v1/contacts").then().statusCode(201).extract().path("id");
    }

    private record Found(int score, Set<String> reasons) {
    }

    /** What is found of the only two contacts there are. */
    private Found found(int minScore) {
        var pairs = owner.api().get("/v1/duplicates?minScore=" + minScore).then().statusCode(200).extract().jsonPath();
        return pairs.getList("items").isEmpty() ? null
                : new Found(pairs.getInt("items[0].score"), Set.copyOf(pairs.<String> getList("items[0].reasons")));
    }

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource(nullValues = "-", value = {
            "Ada Lovelace, Lovelace Ada, SAME_NAME",
            "Ada Lovelace, ADA  LOVELACE, SAME_NAME",
            "Zoë Müller, Zoe Muller, SAME_NAME",
            "Jon Smith, John Smith, SIMILAR_NAME",
            "Stephen Meyer, Steven Maier, SIMILAR_NAME",
            "Catherine Okafor, Katherine Okafor, SIMILAR_NAME",
            "A. Lovelace, Ada Lovelace, SAME_INITIAL",
            "王 小明, 王 小明, SAME_NAME",
            "Ada Lovelace, Anna Lovelace, -",
            "Ada Lovelace, Ada Byron, -",
            "Ada, Ada, SAME_NAME",
            "Ada, Eda, -" })
    void names_that_are_alike(String one, String other, String reason) {
        network.contact(one);
        network.contact(other);
        var found = found(1);
        assertEquals(reason == null ? null : Set.of(reason), found == null ? null : found.reasons());
    }

    @Test
    void each_thing_in_common_counts() {
        var ada = contact("""
                {"name": {"given": "Ada", "family": "Lovelace"}, "emails": [{"address": "ada@x.example"}], "city": "London",
                 "phones": [{"number": "+44 171 5550100"}], "birthday": "--12-10",
                 "positions": [{"organization": "Engines"}]}
                """);
        var other = contact(
                """
                        {"name": {"display": "Countess of L.", "given": "Ada", "family": "Lovelace"}, "emails": [{"address": "ADA@x.example"}],
                         "city": "london", "phones": [{"number": "0171 555 0100"}], "birthday": "1815-12-10",
                         "positions": [{"organization": "ENGINES"}]}
                        """);
        var found = found(99);
        assertEquals(Set.of("SAME_NAME", "SAME_EMAIL", "SAME_PHONE", "SAME_CITY", "SAME_BIRTHDAY", "SAME_ORGANIZATION"),
                found.reasons());
        owner.api().get("/v1/duplicates?contactId=" + other).then().body("items.contacts[0].id", contains(ada, other));
    }

    @Test
    void the_score_is_what_is_left_when_all_reasons_would_be_wrong() {
        contact("{\"name\": {\"display\": \"Jon Smith\"}, \"city\": \"Bonn\"}");
        contact("{\"name\": {\"display\": \"John Smith\"}, \"city\": \"BONN\"}");
        assertEquals(new Found(49, Set.of("SIMILAR_NAME", "SAME_CITY")), found(40)); // 1 - 0.6 x 0.85
    }

    @Test
    void two_profiles_or_two_birthdays_speak_against_it() {
        contact("""
                {"name": {"display": "Ann Lee"}, "links": [{"url": "https://www.linkedin.com/in/ann-lee-1"}],
                 "birthday": "1980-01-01"}
                """);
        contact("""
                {"name": {"display": "Ann Lee"}, "links": [{"url": "https://www.linkedin.com/in/ann-lee-2"}],
                 "birthday": "1981-01-01"}
                """);
        assertEquals(null, found(40));
        assertEquals(new Found(5, Set.of("SAME_NAME", "DIFFERENT_PROFILE", "DIFFERENT_BIRTHDAY")), found(1)); // 0.6 x 0.25 x 0.3
    }

    @Test
    void the_number_of_a_switchboard_tells_nothing() {
        IntStream.range(0, 21).forEach(i -> contact("""
                {"name": {"display": "%s Nobody%d"}, "phones": [{"number": "030 555 0000"}]}
                """.formatted((char) ('A' + i), i)));
        owner.api().get("/v1/duplicates?minScore=1").then().body("items", empty());
        var first = owner.api().get("/v1/contacts").then().extract().<String> path("items[0].id");
        owner.api().delete("/v1/contacts/" + first + "?erase=true");
        owner.api().get("/v1/duplicates?minScore=1&limit=200").then().body("items", hasSize(190));
    }

    @Test
    void the_likeliest_come_first_and_a_walk_over_all_pages_sees_each_pair_once() {
        for (int i = 0; i < 4; i++) {
            contact("{\"name\": {\"display\": \"Same Name%s\"}}".formatted("abcd".charAt(i)));
            contact("{\"name\": {\"display\": \"Same Name%s\"}, \"emails\": [{\"address\": \"shared@x.example\"}]}"
                    .formatted("abcd".charAt(i)));
        }
        var scores = new ArrayList<Integer>();
        var seen = new HashSet<List<String>>();
        for (String query = ""; query != null;) {
            var page = owner.api().get("/v1/duplicates?limit=3" + query).then().statusCode(200).extract().jsonPath();
            scores.addAll(page.getList("items.score"));
            page.<List<String>> getList("items.contacts.id").forEach(pair -> assertTrue(seen.add(pair)));
            query = page.get("nextCursor") == null ? null : "&cursor=" + page.getString("nextCursor");
        }
        assertEquals(scores.stream().sorted((one, other) -> other - one).toList(), scores);
        assertEquals(10, seen.size()); // four of a name, and six of an address
    }

    @Test
    void who_was_said_to_be_two_is_no_candidate_also_after_a_merge() {
        var ann = network.contact("Ann Lee");
        var anna = network.contact("Ann Lee");
        owner.api().put("/v1/duplicates/dismissed/" + anna + "/" + ann).then().statusCode(204);
        owner.api().put("/v1/duplicates/dismissed/" + ann + "/" + anna).then().statusCode(204);
        assertEquals(null, found(1));
        var third = network.contact("Ann Lee");
        owner.api().body(Map.of("contactId", anna)).post("/v1/contacts/" + third + "/merge").then().statusCode(200);
        assertEquals(null, found(1));
        owner.api().delete("/v1/duplicates/dismissed/" + ann + "/" + third).then().statusCode(204);
        owner.api().get("/v1/duplicates").then().body("items[0].contacts.id", containsInAnyOrder(ann, third));
        var stranger = new Network(TestOwner.fresh()).contact("Ann Lee");
        owner.api().put("/v1/duplicates/dismissed/" + ann + "/" + stranger).then().statusCode(404);
    }

    @Test
    void whoever_is_in_the_bin_or_was_renamed_is_no_candidate() {
        var ann = network.contact("Ann Lee");
        var anna = network.contact("Ann Lee");
        owner.api().delete("/v1/contacts/" + anna).then().statusCode(204);
        assertEquals(null, found(1));
        owner.api().post("/v1/contacts/" + anna + "/restore").then().statusCode(200);
        assertEquals(60, found(1).score());
        network.patch(ann, "{\"name\": {\"display\": \"Bob Ray\"}}");
        assertEquals(null, found(1));
    }
}
