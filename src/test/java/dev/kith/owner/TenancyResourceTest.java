package dev.kith.owner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertLinesMatch;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

import jakarta.inject.Inject;

import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.Test;

import dev.kith.support.Database;
import dev.kith.support.Guard;
import dev.kith.support.TestOwner;
import dev.kith.support.Victim;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;

/** Two layers keep one owner's rows from another; each of them has to be enough. */
@QuarkusTest
class TenancyResourceTest {

    private static final String INSTANT = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z";
    private static final String UUIDS = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final String TAG = "(\"[0-9]+)\\.[^\"]*\"";

    @Inject
    SessionFactory sessions;

    @Test
    void the_layers_are_those_that_were_asked_for() throws SQLException {
        var resolver = sessions.unwrap(SessionFactoryImplementor.class).getCurrentTenantIdentifierResolver();
        assertEquals(Guard.inForce() == Guard.ROW_SECURITY, resolver.isRoot(null));
        try (var superuser = Database.asSuperuser();
                var roles = superuser.createStatement()
                        .executeQuery("select rolbypassrls from pg_roles where rolname = 'kith_api'")) {
            roles.next();
            assertEquals(Guard.inForce() == Guard.HIBERNATE, roles.getBoolean(1));
        }
    }

    /** Nobody learns by it that somebody has it, and nothing of that somebody is changed. */
    @Test
    void an_id_that_somebody_else_has_is_as_good_as_a_new_one() throws SQLException {
        Victim.make();
        var before = Victim.rows();
        var taken = List.of(Victim.ADA, Victim.ANA, Victim.BEN, Victim.MEAL, Victim.ASK, Victim.MADE, Victim.ORGANIZATION);
        var fresh = taken.stream().map(id -> UUID.randomUUID().toString()).toList();
        assertLinesMatch(life(fresh).stream().map(Pattern::quote).toList(), life(taken));
        assertEquals(before, Victim.rows());
    }

    /** Everything made with an id of the client is made, read, changed and deleted. */
    private static List<String> life(List<String> ids) {
        var said = new ArrayList<String>();
        var owner = TestOwner.fresh();
        new Object() {
            void all() {
                send("PUT", "/v1/tags/mentors", Map.of());
                for (int i = 0; i < 3; i++) {
                    make(i, "contacts", fields("name", Map.of("display", "Ada " + i), "cadence", "P1M",
                            "positions", List.of(Map.of("organization", "Engine " + i)), "tags", List.of("mentors")));
                }
                make(3, "interactions", fields("kind", "MEAL", "occurredAt", "2025-11-24T12:30:00Z",
                        "participants", List.of(Map.of("contactId", ids.get(0)), Map.of("contactId", ids.get(1)))));
                make(4, "asks", fields("contactId", ids.get(0), "question", "Whom?"));
                make(5, "introductions", fields("introducerId", ids.get(0), "partyIds", List.of(ids.get(1), ids.get(2)),
                        "status", "ASKED"));
                make(6, "organizations", fields("name", "Harbour Robots"));
                change(0, "contacts", "{\"city\": \"Berlin\", \"positions\": [{\"organization\": \"Halden\"}]}");
                change(3, "interactions", "{\"summary\": \"Lunch\", \"participants\": [{\"contactId\": \"%s\"}]}"
                        .formatted(ids.get(0)));
                change(4, "asks", "{\"question\": \"Who?\"}");
                change(5, "introductions", "{\"reason\": \"Why not\"}");
                change(6, "organizations", "{\"sector\": \"Robotics\"}");
                send("POST", "/v1/introductions/" + ids.get(5) + "/consents",
                        Map.of("partyId", ids.get(1), "answer", "YES"));
                send("POST", "/v1/introductions/" + ids.get(5) + "/transitions", Map.of("to", "MADE"));
                send("POST", "/v1/introductions/" + ids.get(5) + "/outcomes", Map.of("kind", "INTERVIEW"));
                send("POST", "/v1/contacts/" + ids.get(0) + "/snooze", Map.of("nextCadence", true));
                send("POST", "/v1/contacts/" + ids.get(0) + "/merge", Map.of("contactId", ids.get(1)));
                for (var path : List.of("contacts/" + ids.get(2), "contacts/" + ids.get(2) + "?erase=true",
                        "interactions/" + ids.get(3), "asks/" + ids.get(4), "organizations/" + ids.get(6),
                        "contacts/" + ids.get(0) + "?erase=true", "tags/mentors")) {
                    send("DELETE", "/v1/" + path, Map.of());
                }
                for (var path : List.of("contacts", "interactions", "asks", "introductions", "organizations", "tags")) {
                    send("GET", "/v1/" + path, Map.of());
                }
            }

            void make(int id, String path, Map<String, Object> body) {
                body.put("id", ids.get(id));
                send("POST", "/v1/" + path, body);
                send("POST", "/v1/" + path, body);
                send("GET", "/v1/" + path + "/" + ids.get(id), Map.of());
            }

            void change(int id, String path, String patch) {
                send("PATCH", "/v1/" + path + "/" + ids.get(id), patch);
            }

            void send(String method, String path, Object body) {
                var answer = RestAssured.given().contentType(ContentType.JSON)
                        .header("Authorization", "Bearer " + owner.token())
                        .body(body).request(method, path);
                var text = method + " " + path + " " + answer.statusCode() + " " + answer.header("Location") + " "
                        + answer.header("ETag") + " " + answer.asString();
                for (int i = 0; i < ids.size(); i++) {
                    text = text.replace(ids.get(i), "id " + i);
                }
                said.add(text.replaceAll(UUIDS, "uuid").replaceAll(INSTANT, "instant").replaceAll(TAG, "$1\""));
            }
        }.all();
        return said;
    }

    private static Map<String, Object> fields(Object... pairs) {
        var fields = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            fields.put((String) pairs[i], pairs[i + 1]);
        }
        return fields;
    }
}
