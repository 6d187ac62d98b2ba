package dev.kith.warmth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import dev.kith.eventlog.EventLog;
import io.quarkus.test.junit.QuarkusTest;

/**
 * Shows what sweeps read with ten thousand and with a million contacts, in {@code target/figures/sweep.md}. Takes minutes,
 * so that it runs when it is named only; {@link SweepCostTest} holds the limits in every build.
 */
@QuarkusTest
class SweepFigures {

    @Inject
    WarmthRepository relationships;
    @Inject
    EventLog events;

    private final StringBuilder table = new StringBuilder("""
            | contacts | sweep | found | buffers | limit |
            | ---: | --- | ---: | ---: | ---: |
            """);

    @Test
    void buffers() throws SQLException, IOException {
        show(10_000, 5_000);
        show(1_000_000, 100_000);
        Files.writeString(Files.createDirectories(Path.of("target", "figures")).resolve("sweep.md"), table);
    }

    private void show(int all, int flips) throws SQLException {
        try (var contacts = new SweepCost(relationships, events, all)) {
            var sweep = contacts.sweep();
            contacts.warmUp(sweep);
            row(contacts, sweep, "nobody is due");
            row(contacts, contacts.fullSweep(), "nobody is due, the full sweep of every ten minutes");
            for (var due : new int[] { 1, 10, 100, 500 }) {
                contacts.settle(sweep);
                contacts.makeDue(due);
                row(contacts, sweep, "some are due");
            }
            contacts.makeDue(flips);
            try (var old = contacts.snapshot()) {
                row(contacts, sweep, "many are due, an old snapshot is open");
                contacts.settle(sweep);
                row(contacts, sweep, "nobody is due, the old snapshot is still open");
                row(contacts, contacts.fullSweep(), "the same, the full sweep of every ten minutes");
                old.rollback();
            }
            var full = contacts.fullSweep();
            contacts.settle(full);
            row(contacts, full, "the old snapshot is closed, the full sweep of every ten minutes");
        }
    }

    private void row(SweepCost contacts, Sweep sweep, String what) throws SQLException {
        var cost = contacts.cost(sweep);
        table.append("| %,d | %s | %,d | %,d | %,d |%n".formatted(contacts.size(), what, cost.found(), cost.buffers(),
                SweepCost.limit(cost.found())));
    }
}
