package dev.kith.introduction;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;

import org.junit.jupiter.api.Test;

import dev.kith.support.PostgresTap;
import dev.kith.support.Tapped;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/**
 * Shows what requests about 10,000 contacts and 50,000 introductions of one owner cost, beside nine others of that size, in
 * {@code target/figures/introductions.md}, and their plans beside it. Takes minutes, so that it runs when it is named only.
 */
@QuarkusTest
@TestProfile(Tapped.class)
class IntroductionFigures {

    private PostgresTap tap; // set by the tap itself

    @TestHTTPResource
    URI home;

    @Test
    void requests() throws SQLException, IOException {
        var table = new StringBuilder("""
                | request | statements | buffers | request : its SQL |
                | --- | ---: | ---: | ---: |
                """);
        var plans = new StringBuilder();
        try (var network = new IntroductionCost(tap, home, 10_000)) {
            network.requests().forEach((name, path) -> {
                var cost = network.cost(name, path, 25);
                cost.assertByIndexes();
                table.append(String.format(Locale.ROOT, "| %s | %d | %,d | %.1f |%n", name, cost.statements(), cost.buffers(),
                        cost.millis() / cost.sqlMillis()));
                plans.append("## ").append(name).append(" (").append(String.format(Locale.ROOT, "%.2f", cost.sqlMillis()))
                        .append(" ms)\n\n").append(String.join("\n", cost.plans())).append("\n\n");
            });
            var sweep = network.emptySweep();
            table.append(String.format(Locale.ROOT, "| the sweep, when none expires | 1 | %d | |%n", sweep.buffers()));
            plans.append("## sweep\n\n").append(sweep.plans().get(0));
        }
        var figures = Files.createDirectories(Path.of("target", "figures"));
        Files.writeString(figures.resolve("introductions.md"), table);
        Files.writeString(figures.resolve("introductions-plans.txt"), plans);
    }
}
