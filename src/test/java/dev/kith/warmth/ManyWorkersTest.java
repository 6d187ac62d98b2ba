package dev.kith.warmth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

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
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** What several replicas do at once, each contact sees once. */
@QuarkusTest
@TestProfile(NothingByItself.class)
class ManyWorkersTest {

    private static final int PEOPLE = 700;

    @Inject
    SystemDatabase system;
    @Inject
    WarmthRepository relationships;
    @Inject
    EventLog events;
    @Inject
    Event<TagTakenOff> takenOff;
    @Inject
    WarmthConfig config;
    @Inject
    BackgroundWork background;

    private final TestOwner owner = TestOwner.fresh();
    private final Network network = new Network(owner);

    @Test
    void contacts_that_many_sweeps_find_at_once_go_cold_once() throws Exception {
        people(TestClock.now().plus(Duration.ofDays(10)));
        TestClock.ahead(Duration.ofDays(11));
        var sweeps = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 4; i++) {
            var sweep = new Sweep(system, relationships, events, config, new SimpleMeterRegistry());
            sweeps.add(sweep::sweep);
        }
        all(sweeps);
        all(sweeps); // whom another one had locked
        eachWentColdOnce();
    }

    @Test
    void who_was_locked_by_a_request_that_failed_is_found_by_the_next_sweep() throws Exception {
        var ada = network.contact("Ada", "P1D");
        TestClock.ahead(Duration.ofHours(23));
        var sweep = new Sweep(system, relationships, events, config, new SimpleMeterRegistry());
        try (var busy = Database.asSystem();
                var lock = busy.prepareStatement(
                        "select from warmth where owner_id = ? and contact_id = ? for no key update")) {
            busy.setAutoCommit(false);
            lock.setObject(1, owner.id());
            lock.setObject(2, UUID.fromString(ada));
            lock.execute();
            TestClock.ahead(Duration.ofHours(2));
            sweep.sweep();
            sweep.sweep();
            busy.rollback();
        }
        sweep.sweep();
        assertEquals("COLD", network.state(ada));
    }

    @Test
    void a_default_cadence_reaches_everybody_once_however_many_apply_it() throws Exception {
        people(null);
        owner.api().body("{\"defaultCadence\": \"P1D\"}").patch("/v1/me").then().statusCode(200);
        var jobs = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 3; i++) {
            var job = new RecomputeJob(system, relationships, events, takenOff, config, background);
            jobs.add(() -> {
                job.run();
                return 0;
            });
        }
        var deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (owner.api().get("/v1/me").then().extract().<Integer> path("recomputing") > 0) {
            all(jobs);
            assertEquals(true, System.nanoTime() < deadline, "the recompute does not come to an end");
        }
        eachWentColdOnce();
    }

    private void eachWentColdOnce() {
        var cold = network.events("contact.went-cold.v1", PEOPLE);
        assertEquals(PEOPLE, cold.size());
        assertEquals(PEOPLE, cold.stream().map(event -> event.get("subject")).distinct().count());
        assertEquals(PEOPLE, cold.stream().map(event -> event.get("id")).distinct().count());
    }

    /** Writes people who were met long ago, as the API would have, but faster; due then, or never without a cadence. */
    private void people(Instant dueAt) throws Exception {
        try (var connection = Database.asOwner();
                var insert = connection.prepareStatement(
                        """
                                with made as (
                                    insert into contact (owner_id, id, version, display_name, sort_name, emails, phones, links, positions,
                                                         needs, offers, met_on, cadence, status, created_at, updated_at)
                                    select ?, gen_random_uuid(), 0, 'Somebody ' || i, 'somebody ' || i, '[]', '[]', '[]', '[]', '[]', '[]',
                                           '2020-01-01', case when ?::timestamptz is null then null else 'P1Y' end, 'ACTIVE', kith_now(), kith_now()
                                    from generate_series(1, ?) i
                                    returning owner_id, id)
                                insert into warmth (owner_id, contact_id, anchor, cadence, cadence_source, paused, cools_at, goes_cold_at, due_at,
                                                    turns_at, spells)
                                select owner_id, id, '2020-01-01', case when ?::timestamptz is null then null else 'P1Y' end,
                                       case when ?::timestamptz is null then 'NONE' else 'CONTACT' end, false, ?, ?, ?, ?, 0
                                from made
                                """)) {
            var due = dueAt == null ? null : dueAt.atOffset(java.time.ZoneOffset.UTC);
            insert.setObject(1, owner.id());
            insert.setObject(2, due);
            insert.setInt(3, PEOPLE);
            for (int i = 4; i <= 9; i++) {
                insert.setObject(i, due);
            }
            assertEquals(PEOPLE, insert.executeUpdate());
        }
    }

    private static void all(List<Callable<Integer>> work) throws Exception {
        var threads = Executors.newFixedThreadPool(work.size());
        try {
            for (var done : threads.invokeAll(work)) {
                done.get();
            }
        } finally {
            threads.shutdown();
        }
    }
}
