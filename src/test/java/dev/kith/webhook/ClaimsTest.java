package dev.kith.webhook;

import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.kith.support.Database;
import dev.kith.support.Network;
import dev.kith.support.NothingByItself;
import dev.kith.support.TestClock;
import dev.kith.support.TestOwner;
import dev.kith.webhook.Receiver.Received;
import dev.kith.webhook.Receiver.Reply;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Turns that the test gives itself, as several processes would, and what one of them leaves behind when it dies. */
@QuarkusTest
@TestProfile(NothingByItself.class)
class ClaimsTest {

    private static final String CREATED = "dev.kith.contact.created.v1";

    @Inject
    Claims claims;
    @Inject
    Sender sender;
    @Inject
    Events events;
    @Inject
    Safe safe;
    @Inject
    WebhookConfig config;
    @Inject
    DeliveryMetrics metrics;

    private final TestOwner owner = TestOwner.fresh();
    private final Network network = new Network(owner);
    private Receiver receiver = new Receiver();

    @AfterEach
    void nobody_is_sent_to_anymore() {
        for (var id : owner.api().get("/v1/webhooks").jsonPath().getList("items.id")) {
            owner.api().delete("/v1/webhooks/" + id).then().statusCode(204);
        }
        receiver.close();
    }

    @Test
    void what_a_process_that_dies_was_sending_is_sent_by_another_and_nothing_is_lost() throws Exception {
        var third = new CountDownLatch(1);
        var never = new Receiver(number -> {
            if (number == 2) {
                third.countDown();
                return Reply.late(Duration.ofSeconds(30));
            }
            return Reply.OK;
        });
        receiver.close();
        receiver = never;
        endpoint();
        contacts(5);
        var dying = claimed();
        var process = new Thread(() -> take(dying));
        process.start();
        third.await();
        process.interrupt(); // a thread that is killed says nothing
        process.join();
        assertEquals(List.of(), mine(), "it is not known to be dead");
        TestClock.ahead(config.lease());
        take(claimed());
        assertEquals(List.of(0, 1, 2, 2, 3, 4), order());
        owner.api().get(at() + "/deliveries?status=DELIVERED").then().body("items.size()", is(5));
    }

    @Test
    void whoever_comes_back_too_late_changes_nothing() throws Exception {
        endpoint();
        contacts(2);
        var late = claimed();
        TestClock.ahead(config.lease());
        take(claimed());
        var before = owner.api().get(at()).asString();
        take(late);
        assertEquals(before, owner.api().get(at()).asString());
        owner.api().get(at() + "/deliveries").then().body("items.size()", is(2));
        assertEquals(List.of(0, 1, 0), order());
        assertEquals(List.of(), mine());
    }

    @Test
    void what_comes_up_while_it_is_sent_to_is_not_forgotten() throws Exception {
        endpoint();
        contacts(1);
        var held = claimed();
        take(held);
        assertEquals(List.of(), mine());
        contacts(1);
        held = claimed();
        contacts(1); // when the last has been looked for, perhaps
        claims.wake();
        claims.release(held, 0, false, null);
        take(claimed());
        assertEquals(List.of(0, 1, 2), order());
    }

    @Test
    void whoever_waits_for_a_retry_is_not_looked_at_for_each_event() throws Exception {
        receiver.nowReply(number -> Reply.of(500));
        endpoint();
        contacts(1);
        take(claimed());
        contacts(1);
        assertEquals(List.of(), mine());
        TestClock.ahead(Duration.ofSeconds(5));
        receiver.nowReply(number -> Reply.OK);
        take(claimed());
        assertEquals(List.of(0, 0, 1), order());
    }

    @Test
    void one_that_has_much_to_be_sent_lets_others_have_their_turn() throws Exception {
        endpoint();
        contacts(config.batch() + 1);
        var turn = claimed();
        assertTrue(take(turn));
        assertEquals(config.batch(), receiver.received().size());
        assertFalse(take(claimed()));
        assertEquals(config.batch() + 1, receiver.received().size());
    }

    @Test
    void a_log_that_was_replaced_is_said_to_be() throws Exception {
        endpoint();
        contacts(1);
        take(claimed());
        execute("update webhook set epoch = gen_random_uuid() where owner_id = '" + owner.id() + "'");
        owner.api().get(at()).then().body("missed", nullValue());
        contacts(1);
        take(claimed());
        assertEquals(List.of(0, 1), order());
        owner.api().get(at()).then().body("missed.reason", is("LOG_REPLACED"), "missed.at", notNullValue());
        assertEquals(Map.of("webhookId", at().substring(at().lastIndexOf('/') + 1), "reason", "LOG_REPLACED"),
                network.events("webhook.missed.v1", 1).get(0).get("data"));
    }

    @Test
    void of_an_account_that_is_being_erased_nothing_is_sent() throws Exception {
        endpoint();
        contacts(1);
        execute("update account set closed_at = now() where owner_id = '" + owner.id() + "'");
        assertEquals(List.of(), mine());
        execute("update account set closed_at = null where owner_id = '" + owner.id() + "'");
        take(claimed());
    }

    @Test
    void the_log_is_kept_for_whoever_has_not_read_it() throws Exception {
        endpoint();
        contacts(1);
        take(claimed());
        var before = claims.needsFrom();
        contacts(1);
        claims.wake();
        var needed = Long.parseLong(network.events(CREATED, 2).get(1).get("sequence").toString());
        assertTrue(claims.needsFrom() <= needed);
        take(claimed());
        assertTrue(claims.needsFrom() > needed || others() > 0);
        owner.api().body(Map.of("status", "DISABLED")).patch(at()).then().statusCode(200);
        contacts(1);
        claims.wake();
        assertTrue(claims.needsFrom() >= before);
    }

    /** Endpoints of other tests that something is to be sent to. */
    private static int others() throws SQLException {
        try (var connection = Database.asSystem();
                var select = connection.createStatement();
                var row = select.executeQuery("select count(*) from webhook where due_at is not null")) {
            row.next();
            return row.getInt(1);
        }
    }

    /** However many there are that nothing is to be sent to. */
    @Test
    void looking_for_what_is_due_reads_next_to_nothing() throws Exception {
        endpoint();
        contacts(1);
        try (var connection = Database.asSystem()) {
            connection.setAutoCommit(false);
            execute("""
                    insert into webhook (owner_id, id, version, url, created_at, updated_at, epoch, position)
                    select gen_random_uuid(), gen_random_uuid(), 0, 'https://hooks.example/', now(), now(), gen_random_uuid(), 1
                    from generate_series(1, 20000)
                    """);
            execute("analyze webhook");
            try (var settings = connection.createStatement()) {
                settings.execute(
                        "set local enable_seqscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off");
            }
            assertCheap(
                    explained(connection,
                            Claims.WAKE.replace("position > ?", "position > (select max(position) - 20 from event_log)")
                                    .replace("limit ?", "limit 10000").replace("webhook.position, ?", "webhook.position, 1")),
                    20);
            assertCheap(explained(connection, Claims.CLAIM.replace("secs => ?", "secs => 30")
                    .replace("lease = ?", "lease = gen_random_uuid()").replace("limit ?", "limit 200")), 20);
            connection.rollback();
        } finally {
            execute("delete from webhook where url = 'https://hooks.example/'");
            execute("analyze webhook");
        }
    }

    private static void assertCheap(String plan, int rows) {
        var buffers = Pattern.compile("Buffers: shared (?:hit=(\\d+))? ?(?:read=(\\d+))?").matcher(plan);
        assertTrue(buffers.find(), plan);
        var pages = number(buffers.group(1)) + number(buffers.group(2));
        assertTrue(pages < 40 + 40 * rows, pages + " pages: " + plan);
        assertFalse(plan.contains("Seq Scan on webhook"), plan);
    }

    private static int number(String text) {
        return text == null ? 0 : Integer.parseInt(text);
    }

    private static String explained(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var line = statement.executeQuery("explain (analyze, buffers, costs off, timing off) " + sql)) {
            var plan = new StringBuilder();
            while (line.next()) {
                plan.append(line.getString(1)).append('\n');
            }
            return plan.toString();
        }
    }

    private void endpoint() {
        owner.api().body(Map.of("url", receiver.url(), "types", List.of(CREATED))).post("/v1/webhooks").then().statusCode(201);
        Database.awaitLog(owner.id());
    }

    private String at() {
        return "/v1/webhooks/" + owner.api().get("/v1/webhooks").path("items[0].id");
    }

    /** Somebody new, so many times; as soon as the log has them. */
    private void contacts(int number) {
        for (int i = 0; i < number; i++) {
            network.contact("Somebody");
        }
        Database.awaitLog(owner.id());
    }

    /** The endpoint of this test, which has something to be sent to it. */
    private Endpoint claimed() throws SQLException, InterruptedException {
        var mine = mine();
        assertEquals(1, mine.size());
        return mine.get(0);
    }

    private List<Endpoint> mine() throws SQLException, InterruptedException {
        while (claims.wake()) {
            // looks further
        }
        var mine = new ArrayList<Endpoint>();
        for (var endpoint : claims.claim(1000)) {
            if (endpoint.ownerId().equals(owner.id())) {
                mine.add(endpoint);
            } else {
                claims.release(endpoint, 0, false, Duration.ofHours(1));
            }
        }
        return mine;
    }

    private boolean take(Endpoint endpoint) {
        try {
            return new Turn(claims, sender, events, safe, config, metrics, () -> false, endpoint).take();
        } catch (InterruptedException e) {
            return false;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Which events arrived, by their number. */
    private List<Integer> order() {
        var ids = network.events(CREATED, 1).stream().map(event -> event.get("id").toString()).toList();
        return receiver.each(Received::id).stream().map(ids::indexOf).toList();
    }

    private static void execute(String sql) throws SQLException {
        try (var superuser = Database.asSuperuser(); var statement = superuser.createStatement()) {
            statement.execute(sql);
        }
    }
}
