package dev.kith.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.kith.support.Database;
import dev.kith.support.Json;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;

/**
 * Many owners over a few connections, whose transactions end in every way there is: committed, rolled back, failed, cancelled
 * in
 * the database, or cut off by the client. Nobody ever gets a row of another.
 */
@QuarkusTest
@TestProfile(UnderAttack.class)
class PoolAttackTest {

    private static final int OWNERS = 50;
    private static final int CLIENTS = 16;
    private static final int REQUESTS = AttackTest.ALL ? 10_000 : 400;

    /** In everything that an owner has, and by its number in nothing that another one has. */
    private static final Pattern MARK = Pattern.compile("Owner(\\d{2})mark");

    private final List<Tenant> tenants = new ArrayList<>();
    private final ConcurrentHashMap<String, AtomicInteger> endings = new ConcurrentHashMap<>();

    private record Tenant(String mark, String token, String contact, String meal) {
    }

    @Test
    void nobody_gets_a_row_of_another() throws Exception {
        for (int i = 0; i < OWNERS; i++) {
            tenants.add(settle("Owner%02dmark".formatted(i)));
        }
        var clients = Executors.newFixedThreadPool(CLIENTS);
        var faults = new ArrayList<String>();
        var canceller = new Canceller();
        try {
            var running = IntStream.range(0, CLIENTS).mapToObj(client -> clients.submit(() -> client(client))).toList();
            for (Future<List<String>> one : running) {
                faults.addAll(one.get());
            }
        } finally {
            canceller.stop();
            clients.shutdownNow();
        }
        for (var tenant : tenants) {
            faults.addAll(inventory(tenant));
        }
        var tally = new Tally("pool");
        tally.add(REQUESTS, faults.size());
        tally.close();
        System.out.println("pool: " + endings);
        assertEquals(List.of(), faults);
        for (var ending : List.of("done", "refused", "cut off")) {
            assertTrue(endings.containsKey(ending), () -> ending + " is missing: " + endings);
        }
    }

    private static Tenant settle(String mark) {
        var token = TestOwner.fresh().token();
        var contact = id(token, "/v1/contacts", """
                {"name": {"display": "Ada %1$s"}, "notes": "%1$s", "tags": ["%1$s"], "cadence": "P1M",
                 "positions": [{"organization": "Engines of %1$s"}]}""".formatted(mark));
        var meal = id(token, "/v1/interactions", """
                {"kind": "MEAL", "occurredAt": "2025-11-24T12:30:00Z", "summary": "%s",
                 "participants": [{"contactId": "%s"}]}""".formatted(mark, contact));
        return new Tenant(mark, token, contact, meal);
    }

    private static String id(String token, String path, String body) {
        return Json.of(RestAssured.given().header("Authorization", "Bearer " + token).contentType("application/json").body(body)
                .post(path).then().statusCode(201).extract().response()).path("id").asText();
    }

    private List<String> client(int number) throws IOException {
        var random = new Random(AttackTest.SEED * 1000 + number);
        var faults = new ArrayList<String>();
        for (int i = 0; i < REQUESTS / CLIENTS; i++) {
            var tenant = tenants.get(random.nextInt(OWNERS));
            var other = tenants.get(random.nextInt(OWNERS));
            var request = request(random, tenant, other).bearing(tenant.token());
            if (random.nextInt(10) == 0) {
                cutOff(request);
                count("cut off");
            } else {
                faults.addAll(check(tenant, request, Wire.send(request)));
            }
        }
        return faults;
    }

    private static Request request(Random random, Tenant tenant, Tenant other) {
        return switch (random.nextInt(14)) {
            case 0 -> Request.of("GET", "/v1/contacts?sort=name");
            case 1 -> Request.of("GET", "/v1/contacts?q=ada");
            case 2 -> Request.of("GET", "/v1/contacts/" + tenant.contact());
            case 3 -> Request.of("GET", "/v1/contacts/" + other.contact());
            case 4 -> Request.of("GET", "/v1/interactions");
            case 5 -> Request.of("GET", "/v1/events?limit=200");
            case 6 -> Request.of("GET", "/v1/organizations?q=engines");
            case 7 -> Request.of("GET", "/v1/tags");
            case 8 -> json("PATCH", "/v1/contacts/" + tenant.contact(),
                    "{\"city\": \"%s %d\"}".formatted(tenant.mark(), random.nextInt()));
            case 9 -> json("PATCH", "/v1/contacts/" + other.contact(), "{\"notes\": \"%s\"}".formatted(tenant.mark()));
            case 10 -> json("PATCH", "/v1/interactions/" + tenant.meal(),
                    "{\"summary\": \"%s\", \"participants\": [{\"contactId\": \"%s\"}]}"
                            .formatted(tenant.mark(), other.contact()));
            case 11 -> json("POST", "/v1/interactions", """
                    {"kind": "CALL", "occurredAt": "2025-11-25T09:00:00Z", "summary": "%s",
                     "participants": [{"contactId": "%s"}]}""".formatted(tenant.mark(), tenant.contact()));
            // refused only after much was done
            case 12 -> json("POST", "/v1/interactions", """
                    {"kind": "CALL", "occurredAt": "2025-11-25T09:00:00Z", "participants": [{"contactId": "%s"},
                     {"new": {"name": {"display": "%s"}}}, {"contactId": "%s"}]}"""
                    .formatted(tenant.contact(), tenant.mark(), other.contact()));
            default -> json("PATCH", "/v1/me", "{\"timeZone\": \"Nowhere/%s\"}".formatted(tenant.mark()));
        };
    }

    private static Request json(String method, String path, String body) {
        return Request.of(method, path).with("Content-Type", "application/json").sending(body);
    }

    private List<String> check(Tenant tenant, Request request, Answer answer) {
        count(answer.successful() ? "done" : answer.status() == 503 ? "to be sent again" : "refused");
        var faults = new ArrayList<String>();
        var marks = MARK.matcher(answer.headers() + answer.body());
        while (marks.find()) {
            if (!marks.group().equals(tenant.mark())) {
                faults.add(tenant.mark() + " got " + marks.group() + " by " + request);
            }
        }
        if (answer.status() == 0 || answer.status() == 500) {
            faults.add(request + " answered " + answer);
        }
        return faults;
    }

    private void count(String ending) {
        endings.computeIfAbsent(ending, none -> new AtomicInteger()).incrementAndGet();
    }

    /** Sends it and hangs up, without a word. */
    private static void cutOff(Request request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            socket.setSoLinger(true, 0);
            socket.getOutputStream().write(request.bytes());
            socket.getOutputStream().flush();
        }
    }

    /** In the end everybody has what is theirs, and only that. */
    private List<String> inventory(Tenant tenant) {
        var request = Request.of("GET", "/v1/contacts?limit=200").bearing(tenant.token());
        var answer = Wire.send(request);
        var faults = check(tenant, request, answer);
        if (answer.json().path("items").size() != 1) {
            faults.add(tenant.mark() + " has " + answer.json().path("items").size() + " contacts");
        }
        return faults;
    }

    /** Cancels statements of the API in the database, now this one and now that. */
    private static final class Canceller {

        private final Thread thread = new Thread(this::run, "canceller");
        private volatile boolean stopped;

        Canceller() {
            thread.start();
        }

        private void run() {
            try (var superuser = Database.asSuperuser(); var cancel = superuser.createStatement()) {
                while (!stopped) {
                    cancel.execute("""
                            select pg_cancel_backend(pid) from pg_stat_activity
                            where usename = 'kith_api' and state in ('active', 'idle in transaction') order by random() limit 1
                            """);
                    Thread.sleep(20);
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void stop() throws InterruptedException {
            stopped = true;
            thread.join();
        }
    }
}
