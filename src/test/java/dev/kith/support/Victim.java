package dev.kith.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

import org.eclipse.microprofile.config.ConfigProvider;

import com.fasterxml.jackson.databind.JsonNode;

import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;

/**
 * Somebody who has something of everything, in the words that tests use as well. Nothing of it is ever in an answer to
 * another owner, and nothing that other owners do changes it: every answer to a {@link TestOwner} is looked through, and
 * after every test class the rows are compared with what they were. Made once, by the first request of a run.
 */
public final class Victim implements Filter {

    /** In every text of the victim's that need not be another owner's as well. */
    public static final String NAME = "Marrowby";
    private static final String IDS = "5ec2e700-1d00-7a11-8000-0000000000";

    public static final String ADA = IDS + "01";
    public static final String ANA = IDS + "02";
    public static final String BEN = IDS + "03";
    public static final String EVE = IDS + "05";
    public static final String MEAL = IDS + "10";
    public static final String MESSAGE = IDS + "11";
    public static final String ASK = IDS + "20";
    public static final String PROPOSED = IDS + "30";
    public static final String MADE = IDS + "31";
    public static final String ORGANIZATION = IDS + "40";
    public static final String OTHER_ORGANIZATION = IDS + "41";
    /** An Idempotency-Key. */
    public static final String KEY = "marrowby";
    private static final String DAN = IDS + "04";
    private static final String GUS = IDS + "06";
    private static final String ASKED = IDS + "32";

    public static final TestOwner OWNER = TestOwner.of("victim");
    private static final String MADE_WITH = "kith.test.victim";
    /** The same object in every class loader. */
    private static final Object ONE_AT_A_TIME = (Victim.class.getName() + ".make").intern();

    /** What the passing of time would change, is put off. */
    private static final List<String> AT_REST = List.of(
            "update contact set binned_at = '9000-01-01' where owner_id = ? and binned_at is not null",
            "update idempotency_key set created_at = '9000-01-01' where owner_id = ?",
            "update warmth set goes_cold_at = '9000-01-01', due_at = '9000-01-01', turns_at = '9000-01-01' where owner_id = ? and turns_at is not null",
            "update webhook_delivery set created_at = '9000-01-01' where owner_id = ?",
            "update introduction set expires_at = '9000-01-01' where owner_id = ? and expires_at is not null");

    @Override
    public Response filter(FilterableRequestSpecification request, FilterableResponseSpecification expected,
            FilterContext context) {
        if (("Bearer " + OWNER.token()).equals(request.getHeaders().getValue("Authorization"))) {
            return context.next(request, expected);
        }
        make();
        var answer = context.next(request, expected);
        if (holdsSomethingOfTheVictims(answer.headers() + answer.asString())) {
            throw new AssertionError("Another owner got something of the victim's: " + request.getMethod() + " "
                    + request.getURI() + "\n" + answer.headers() + "\n" + answer.asString());
        }
        return answer;
    }

    public static boolean holdsSomethingOfTheVictims(String text) {
        return text.contains(NAME) || text.contains(IDS) || text.contains(OWNER.id().toString());
    }

    /** Unless no job works in this application: an import would never end. */
    public static void make() {
        synchronized (ONE_AT_A_TIME) {
            if (!isThere()
                    && ConfigProvider.getConfig().getOptionalValue("kith.background.enabled", Boolean.class).orElse(true)) {
                try {
                    new Victim().live();
                    System.setProperty(MADE_WITH, rows().toString());
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    /** @throws AssertionError if a row of the victim's was changed, added or taken away */
    static void assertUnharmed() throws SQLException {
        if (isThere()) {
            assertEquals(System.getProperty(MADE_WITH), rows().toString(), "the rows of the victim");
        }
    }

    private static boolean isThere() {
        return System.getProperty(MADE_WITH) != null;
    }

    private void live() throws SQLException {
        post("/v1/organizations", Map.of("id", ORGANIZATION, "name", "Brightwater Pumps", "sector", "Manufacturing"));
        post("/v1/organizations", Map.of("id", OTHER_ORGANIZATION, "name", "Harbour " + NAME));
        send("PATCH", "/v1/me", Map.of("timeZone", "Europe/Berlin", "region", "DE", "introductionExpiryDays", 365));
        send("PUT", "/v1/tags/investor", Map.of("cadence", "P10Y"));
        post("/v1/tokens", Map.of("name", NAME));
        people();
        whatHappened();
        introductions();
        send("PUT", "/v1/duplicates/dismissed/" + ANA + "/" + BEN, Map.of());
        post("/v1/contacts/" + BEN + "/merge", Map.of("contactId", GUS));
        send("DELETE", "/v1/contacts/" + EVE, Map.of());
        imports();
        webhook();
        rest();
    }

    private void people() {
        var both = List.of("investor", "colleagues", "mentors");
        person(ADA, "Ada", Map.of("emails", addresses("ada@example.org", "ada@engine.example"), "tags", both,
                "links", List.of(Map.of("url", "https://www.linkedin.example/in/ines-okafor")),
                "phones", List.of(Map.of("number", "+49 30 5550 1234")),
                "positions",
                List.of(Map.of("organization", "Brightwater Pumps", "title", "Engineer", "sector", "Manufacturing")),
                "city", "Berlin", "notes", "Lunch with " + NAME, "needs", List.of("An engineer"), "cadence", "P10Y"));
        person(ANA, "Ana", Map.of("emails", addresses("tomasz.lindqvist@halden.example", "ada@example.org"), "tags", both,
                "phones", List.of(Map.of("number", "+49 30 5550 1234")), "city", "Berlin", "cadence", "P9Y"));
        person(BEN, "Ben", Map.of("howWeMet", Map.of("introducedById", ADA, "where", NAME), "tags", List.of("chess", "fast")));
        person(DAN, "Dan", Map.of("cadence", "P1W", "howWeMet", Map.of("on", "2019-03-01")));
        person(EVE, "Eve", Map.of());
        person(GUS, "Gus", Map.of("emails", addresses("farid@northlight.example")));
        for (var key : List.of(KEY, "once")) {
            OWNER.api().header("Idempotency-Key", key).body(Map.of("nextCadence", true))
                    .post("/v1/contacts/" + ADA + "/snooze").then().statusCode(200);
        }
    }

    private static List<Map<String, String>> addresses(String... addresses) {
        return List.of(addresses).stream().map(address -> Map.of("address", address)).toList();
    }

    private void person(String id, String name, Map<String, Object> more) {
        var person = new TreeMap<String, Object>(more);
        person.put("id", id);
        person.put("name", Map.of("display", name + " " + NAME, "given", name, "family", NAME));
        post("/v1/contacts", person);
    }

    private void whatHappened() {
        post("/v1/interactions", Map.of("id", MEAL, "kind", "MEAL", "occurredAt", "2025-11-24T12:30:00Z", "participants",
                contacts(ADA, ANA), "summary", "Lunch with " + NAME, "nextStep", "Send " + NAME + " the job description"));
        post("/v1/interactions", Map.of("id", MESSAGE, "kind", "MESSAGE", "direction", "OUTBOUND", "occurredAt",
                "2025-11-24T09:00:00Z", "participants", contacts(BEN, GUS), "summary", NAME));
        // whoever changes the clock of somebody who is due opens the cold spell first
        post("/v1/interactions", Map.of("kind", "CALL", "occurredAt", "2019-04-01T09:00:00Z", "participants", contacts(DAN)));
    }

    private static List<Map<String, String>> contacts(String... ids) {
        return List.of(ids).stream().map(id -> Map.of("contactId", id)).toList();
    }

    private void introductions() {
        post("/v1/asks",
                Map.of("id", ASK, "contactId", ADA, "interactionId", MEAL, "question", "Whom should I meet, " + NAME + "?",
                        "names", List.of(Map.of("name", "Farid " + NAME, "organization", "Northlight Water"))));
        post("/v1/introductions", Map.of("id", PROPOSED, "partyIds", List.of(ADA, BEN), "reason", NAME));
        post("/v1/introductions", Map.of("id", ASKED, "introducerId", ADA, "partyIds", List.of(ANA), "status", "ASKED"));
        post("/v1/introductions/" + ASKED + "/consents", Map.of("partyId", ANA, "answer", "YES", "note", NAME));
        post("/v1/introductions", Map.of("id", MADE, "nameId", nameId(), "status", "MADE", "reasonCode", "JOB_SEARCH"));
        post("/v1/introductions/" + MADE + "/outcomes", Map.of("kind", "INTERVIEW", "note", NAME));
    }

    private void imports() {
        var file = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
                + "Ines," + NAME + ",https://www.linkedin.example/in/ines,,Brightwater Pumps,Head of Operations,05 Mar 2024\n"
                + "Ana," + NAME + ",https://www.linkedin.example/in/ana,ada@example.org,Halden,Buyer,17 Sep 2019\n";
        var location = OWNER.api().contentType("text/csv").body(file).post("/v1/imports").then().statusCode(202)
                .extract().header("Location");
        new Network(OWNER).imported(location);
    }

    /** Nobody has such a name; and so that nothing is sent anymore, it is disabled. */
    private void webhook() {
        var location = OWNER.api().body(Map.of("url", "https://victim.invalid/" + NAME, "description", NAME))
                .post("/v1/webhooks").then().statusCode(201).extract().header("Location");
        post(location + "/test", Map.of());
        send("PATCH", location, Map.of("status", "DISABLED"));
    }

    private void rest() throws SQLException {
        for (int i = 0; Json.of(OWNER.api().get("/v1/me")).path("recomputing").asInt() > 0; i++) {
            assertEquals(true, i < 1000, "the victim's clocks are still being set");
            LockSupport.parkNanos(20_000_000);
        }
        Database.awaitLog(OWNER.id());
        try (var superuser = Database.asSuperuser()) {
            for (var sql : AT_REST) {
                try (var update = superuser.prepareStatement(sql)) {
                    update.setObject(1, OWNER.id());
                    update.executeUpdate();
                }
            }
        }
    }

    /** The name that was given in answer to the ask. */
    public static String nameId() {
        return path("/v1/asks/" + ASK).path("names").path(0).path("id").asText();
    }

    public static String importId() {
        return path("/v1/imports").path("items").path(0).path("id").asText();
    }

    public static String webhookId() {
        return path("/v1/webhooks").path("items").path(0).path("id").asText();
    }

    public static String deliveryId() {
        return path("/v1/webhooks/" + webhookId() + "/deliveries").path("items").path(0).path("id").asText();
    }

    /** Where the victim would read on, by list. */
    public static Map<String, String> cursors() {
        var cursors = new TreeMap<String, String>();
        for (var list : List.of("/v1/contacts", "/v1/interactions", "/v1/introductions", "/v1/events", "/v1/duplicates")) {
            cursors.put(list, path(list + "?limit=1").path("nextCursor").asText());
        }
        return cursors;
    }

    /** Entity tags of the victim's things. */
    public static List<String> tags() {
        return List.of(OWNER.api().get("/v1/contacts/" + ADA).header("ETag"),
                OWNER.api().get("/v1/interactions/" + MEAL).header("ETag"));
    }

    private static JsonNode path(String address) {
        return Json.of(OWNER.api().get(address).then().statusCode(200).extract().response());
    }

    private static void post(String path, Map<String, ?> body) {
        send("POST", path, body);
    }

    private static void send(String method, String path, Map<String, ?> body) {
        var answer = OWNER.api().body(body).request(method, path);
        assertEquals(2, answer.statusCode() / 100, () -> method + " " + path + ": " + answer.asString());
    }

    /** Table by table: how many rows the victim has, and their checksum. */
    public static Map<String, String> rows() throws SQLException {
        try (var superuser = Database.asSuperuser()) {
            var each = new ArrayList<String>();
            for (var table : tables(superuser)) {
                each.add("""
                        select '%1$s', count(*) || ' ' || coalesce(md5(string_agg(t::text, E'\\n' order by t::text)), '')
                        from %1$s t where owner_id = '%2$s'
                        """.formatted(table, OWNER.id()));
            }
            var rows = new TreeMap<String, String>();
            try (var statement = superuser.createStatement();
                    var result = statement.executeQuery(String.join(" union all ", each))) {
                while (result.next()) {
                    rows.put(result.getString(1), result.getString(2));
                }
            }
            return rows;
        }
    }

    private static List<String> tables(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(
                        """
                                select relname from pg_class join pg_attribute on attrelid = pg_class.oid
                                where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
                                    and attname = 'owner_id'
                                """)) {
            var tables = new ArrayList<String>();
            while (result.next()) {
                tables.add(result.getString(1));
            }
            return tables;
        }
    }
}
