package dev.kith.warmth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.kith.eventlog.EventLog;
import dev.kith.warmth.SweepCost.Cost;
import io.quarkus.test.junit.QuarkusTest;

/** What a sweep costs follows the number of the newly cold. {@link SweepFigures} shows the same with a million contacts. */
@QuarkusTest
class SweepCostTest {

    @Inject
    WarmthRepository relationships;
    @Inject
    EventLog events;

    private SweepCost contacts;
    private Sweep sweep;

    @BeforeEach
    void tenThousand() throws SQLException {
        contacts = new SweepCost(relationships, events, 10_000);
        sweep = contacts.sweep();
        contacts.warmUp(sweep);
    }

    @AfterEach
    void gone() throws SQLException {
        contacts.close();
    }

    @Test
    void a_sweep_that_finds_nobody_reads_next_to_nothing() throws SQLException {
        assertCheap(contacts.cost(sweep), 0);
        assertCheap(contacts.cost(contacts.fullSweep()), 0);
    }

    @Test
    void also_after_many_went_cold_at_one_instant_while_an_old_transaction_is_open() throws SQLException {
        contacts.makeDue(5_000);
        try (var old = contacts.snapshot()) {
            assertCheap(contacts.cost(sweep), 5_000);
            contacts.settle(sweep);
            assertCheap(contacts.cost(sweep), 0);
            contacts.makeDue(10);
            assertCheap(contacts.cost(sweep), 10);
            old.rollback();
        }
    }

    @Test
    void a_sweep_that_finds_somebody_reads_in_proportion() throws SQLException {
        for (var due : new int[] { 1, 10, 100, 500 }) {
            contacts.settle(sweep);
            contacts.makeDue(due);
            assertCheap(contacts.cost(sweep), due);
        }
    }

    private static void assertCheap(Cost cost, int found) {
        assertEquals(found, cost.found());
        assertTrue(cost.buffers() <= SweepCost.limit(found), cost::toString);
    }
}
