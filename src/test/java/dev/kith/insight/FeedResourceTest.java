package dev.kith.insight;

import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import dev.kith.support.Network;
import dev.kith.support.TestClock;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.model.component.VEvent;

@QuarkusTest
class FeedResourceTest {

    private static final ZoneId ZONE = ZoneId.of("Pacific/Auckland");

    private final TestOwner owner = TestOwner.fresh();
    private final Network network = new Network(owner);
    private final LocalDate today = TestClock.now().atZone(ZONE).toLocalDate();

    @Test
    void everybody_stands_on_the_day_on_which_they_go_cold_where_the_owner_lives() throws Exception {
        owner.api().body("{\"timeZone\": \"Pacific/Auckland\"}").patch("/v1/me").then().statusCode(200);
        var ines = met("Ines Okafor", 10);
        met("Cold already", 40);
        met("Cold for long", 90);
        met("In a year", 10, "P1Y");
        network.patch(met("Archived", 10), "{\"status\": \"ARCHIVED\"}");
        network.contact("Without a cadence");

        var feed = feed();
        var days = days(get(feed));
        assertEquals(Map.of("Get in touch with Cold already", today.minusDays(40).plusMonths(1),
                "Get in touch with Ines Okafor", today.minusDays(10).plusMonths(1)), days);

        network.meal(today.minusDays(1).atStartOfDay(ZONE).toInstant(), ines);
        assertEquals(today.minusDays(1).plusMonths(1), days(get(feed)).get("Get in touch with Ines Okafor"));

        owner.api().body(Map.of("until", today.plusDays(60).atStartOfDay(ZONE).toInstant().toString()))
                .post("/v1/contacts/" + ines + "/snooze").then().statusCode(200);
        assertEquals(today.plusDays(60), days(get(feed)).get("Get in touch with Ines Okafor"));
        assertEquals("going-cold-" + ines + "@kith.dev", events(get(feed)).stream()
                .filter(event -> event.getSummary().getValue().endsWith("Okafor")).findFirst().orElseThrow()
                .getUid().orElseThrow().getValue());
    }

    @Test
    void nobody_writes_into_the_calendar_by_a_name() throws Exception {
        var name = "Ada\r\nEND:VEVENT\nX-BAD:1, ; \\\\ " + "ü".repeat(60);
        owner.api().body(Map.of("name", Map.of("display", name), "cadence", "P1M")).post("/v1/contacts").then().statusCode(201);
        var text = get(feed()).asString();
        assertEquals(1, events(text).size());
        for (var line : text.split("\r\n")) {
            assertTrue(line.length() <= 75, line);
            assertFalse(line.contains("\n") || line.startsWith("X-BAD"), line);
        }
        assertTrue(text.endsWith("END:VCALENDAR\r\n"));
        assertTrue(events(text).get(0).getSummary().getValue().endsWith("X-BAD:1, ; \\\\ " + "ü".repeat(60)));
    }

    @Test
    void it_is_sent_again_only_when_it_is_another_one() {
        var ines = met("Ines Okafor", 10);
        var feed = feed();
        var tag = get(feed).header("ETag");
        TestOwner.dev().header("If-None-Match", tag).get(feed).then().statusCode(304).body(emptyString());
        network.patch(ines, "{\"name\": {\"display\": \"Ines\"}}");
        TestOwner.dev().header("If-None-Match", tag).get(feed).then().statusCode(200);
    }

    @Test
    void an_address_that_opens_nothing_does_not_exist() {
        var feed = feed();
        var api = owner.api().body("{\"name\": \"Script\"}").post("/v1/tokens").then().extract().<String> path("token");
        var token = token(feed);
        for (var wrong : List.of(api, token.substring(0, token.length() - 1), token + "0", "kith_",
                token.replace(owner.id().toString(), TestOwner.fresh().id().toString()))) {
            TestOwner.dev().get("/v1/feeds/" + wrong + "/going-cold.ics").then().statusCode(404);
        }
        TestOwner.dev().header("Authorization", "Bearer " + token).get("/v1/contacts").then().statusCode(401);
        get(feed);
        var id = owner.api().get("/v1/tokens").then().extract().jsonPath().getString("items.find { it.use == 'FEED' }.id");
        owner.api().delete("/v1/tokens/" + id).then().statusCode(204);
        TestOwner.dev().get(feed).then().statusCode(404);
    }

    @Test
    void a_calendar_without_days_is_one() {
        TestOwner.dev().get(feed()).then().statusCode(200).contentType(startsWith("text/calendar"))
                .body(startsWith("BEGIN:VCALENDAR\r\n"));
    }

    private String met(String name, int daysAgo) {
        return met(name, daysAgo, "P1M");
    }

    private String met(String name, int daysAgo, String cadence) {
        return owner.api().body(Map.of("name", Map.of("display", name), "cadence", cadence,
                "howWeMet", Map.of("on", today.minusDays(daysAgo).toString())))
                .post("/v1/contacts").then().statusCode(201).extract().path("id");
    }

    private String feed() {
        return owner.api().body("{\"name\": \"Calendar\", \"use\": \"FEED\"}").post("/v1/tokens").then().statusCode(201)
                .extract().path("feed");
    }

    private static String token(String feed) {
        return feed.split("/")[3];
    }

    private static Response get(String feed) {
        return TestOwner.dev().get(feed).then().statusCode(200).extract().response();
    }

    private static Map<String, LocalDate> days(Response feed) throws Exception {
        var days = new TreeMap<String, LocalDate>();
        for (var event : events(feed.asString())) {
            days.put(event.getSummary().getValue(), (LocalDate) event.getDateTimeStart().getDate());
        }
        return days;
    }

    private static List<VEvent> events(Response feed) throws Exception {
        return events(feed.asString());
    }

    private static List<VEvent> events(String feed) throws Exception {
        return new CalendarBuilder().build(new StringReader(feed)).getComponents("VEVENT");
    }
}
