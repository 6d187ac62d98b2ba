package dev.kith.warmth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import dev.kith.eventlog.EventLog;
import dev.kith.process.BackgroundWork;
import dev.kith.process.SystemDatabase;
import dev.kith.support.Database;
import dev.kith.support.Network;
import dev.kith.support.NothingByItself;
import dev.kith.support.TestClock;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.config.SmallRyeConfigBuilder;

/**
 * What a setting changes about many contacts is told once of each that it concerns, as one batch; {@link BulkFigures} how fast.
 */
@QuarkusTest
@TestProfile(NothingByItself.class)
class BulkChangeTest {

    private static final LocalDate LONG_AGO = LocalDate.parse("2020-01-01");

    @Inject
    SystemDatabase system;
    @Inject
    WarmthRepository relationships;
    @Inject
    EventLog events;
    @Inject
    Event<TagTakenOff> takenOff;
    @Inject
    BackgroundWork background;

    private final TestOwner owner = TestOwner.fresh();
    private final Network network = new Network(owner);
    private final Crowd crowd = new Crowd(owner.id());

    @Test
    void a_change_that_is_cut_off_goes_on_where_it_was_and_doubles_nothing() throws Exception {
        owner.api().body("{}").put("/v1/tags/crowd").then().statusCode(201);
        crowd.with("Stranger", 120, LONG_AGO, "ACTIVE").tagged("Stranger", "crowd")
                .with("Muted", 30, LONG_AGO, "MUTED").tagged("Muted", "crowd")
                .with("New", 30, today(), "ACTIVE").tagged("New", "crowd")
                .with("Outsider", 20, LONG_AGO, "ACTIVE");
        cadence("\"P1M\"");
        assertEquals(180, owner.api().get("/v1/me").<Integer> path("recomputing"));
        var job = job();
        job.batch();
        cutOff(job);
        assertEquals(130, owner.api().get("/v1/me").<Integer> path("recomputing"));
        var called = outstanding();
        network.meal(TestClock.now(), called); // people go on meanwhile
        finish(job);

        var strangers = ids("Stranger");
        strangers.remove(called);
        assertEquals(strangers, toldOfAsOneBatch("went-cold", strangers.size(), Map.of("cause", "CADENCE")));

        cadence("null");
        job.batch();
        cutOff(job);
        finish(job());
        assertEquals(strangers, toldOfAsOneBatch("warmed", strangers.size(), Map.of("reason", "CADENCE")));
    }

    @Test
    void another_zone_concerns_whom_midnight_parts() throws Exception {
        var untilEvening = Duration.between(TestClock.now().atOffset(ZoneOffset.UTC).toLocalTime(), LocalTime.of(20, 0));
        TestClock.ahead(untilEvening.isNegative() ? untilEvening.plusDays(1) : untilEvening);
        crowd.with("Due at midnight", 60, today().plusDays(1).minusDays(30), "ACTIVE")
                .with("Due a day later", 30, today().plusDays(2).minusDays(30), "ACTIVE")
                .with("Cold long since", 30, LONG_AGO, "ACTIVE");
        owner.api().body("{\"defaultCadence\": \"P30D\"}").patch("/v1/me").then().statusCode(200);
        var job = job();
        finish(job);
        assertEquals(ids("Cold long since"), toldOfAsOneBatch("went-cold", 30, Map.of("cause", "CADENCE")));

        owner.api().body("{\"timeZone\": \"Pacific/Kiritimati\"}").patch("/v1/me").then().statusCode(200);
        finish(job);
        assertEquals(ids("Due at midnight"), toldOfAsOneBatch("went-cold", 60, Map.of("cause", "CORRECTION")));

        owner.api().body("{\"timeZone\": \"UTC\"}").patch("/v1/me").then().statusCode(200);
        finish(job);
        assertEquals(ids("Due at midnight"), toldOfAsOneBatch("warmed", 60, Map.of("reason", "CORRECTION")));
    }

    private void cadence(String cadence) {
        owner.api().body("{\"cadence\": " + cadence + "}").put("/v1/tags/crowd").then().statusCode(200);
    }

    private static LocalDate today() {
        return LocalDate.ofInstant(TestClock.now(), ZoneOffset.UTC);
    }

    private RecomputeJob job() {
        var config = new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(WarmthConfig.class)
                .withDefaultValues(Map.of("kith.warmth.batch-size", "50")).build();
        return new RecomputeJob(system, relationships, events, takenOff, config.getConfigMapping(WarmthConfig.class),
                background);
    }

    private static void finish(RecomputeJob job) throws SQLException {
        while (job.batch()) {
            // the next one
        }
    }

    /** Ends the connection of a batch that has written everything but its events. */
    private static void cutOff(RecomputeJob job) throws Exception {
        var worker = Executors.newSingleThreadExecutor();
        try (var other = Database.asSuperuser(); var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table outbox in share mode");
            var batch = worker.submit(job::batch);
            var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (!batch.isDone()) {
                assertEquals(true, System.nanoTime() < deadline, "the batch appends no event");
                LockSupport.parkNanos(10_000_000);
                statement.execute("select pg_stat_clear_snapshot()"); // which a transaction keeps
                statement.execute("""
                        select pg_terminate_backend(pid) from pg_locks join pg_stat_activity using (pid)
                        where relation = 'outbox'::regclass and not granted and query ilike '%insert into outbox%'
                        """);
            }
            assertThrows(ExecutionException.class, batch::get);
            other.rollback();
        } finally {
            worker.shutdown();
        }
    }

    /** Somebody whom the change has not reached yet. */
    private String outstanding() throws SQLException {
        return query("""
                select c.id from contact c join recompute r using (owner_id)
                where c.owner_id = ? and c.id > r.after_contact_id and c.display_name like 'Stranger%' limit 1
                """).get(0);
    }

    private Set<String> ids(String name) throws SQLException {
        return new TreeSet<>(query("select id from contact where owner_id = ? and display_name like '" + name + "%'"));
    }

    private List<String> query(String sql) throws SQLException {
        try (var connection = Database.asSystem(); var select = connection.prepareStatement(sql)) {
            select.setObject(1, owner.id());
            try (var rows = select.executeQuery()) {
                var ids = new ArrayList<String>();
                while (rows.next()) {
                    ids.add(rows.getString(1));
                }
                return ids;
            }
        }
    }

    /** Of whom the log tells something, of each once, and all by one batch that has told of nobody else. */
    @SuppressWarnings("unchecked")
    private Set<String> toldOfAsOneBatch(String type, int number, Map<String, String> facts) {
        var told = network.events("contact." + type + ".v1", number).stream()
                .collect(Collectors.groupingBy(event -> ((Map<String, Object>) event.get("data")).get("batchId")));
        var batch = told.values().stream().filter(group -> facts.entrySet().stream().allMatch(
                fact -> fact.getValue().equals(((Map<String, Object>) group.get(0).get("data")).get(fact.getKey())))).toList();
        assertEquals(1, batch.size(), "batches: " + told.keySet());
        assertEquals(number, batch.get(0).size());
        return batch.get(0).stream().map(event -> event.get("subject").toString())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
