package dev.kith.introduction;

import java.net.URI;
import java.sql.SQLException;

import org.junit.jupiter.api.Test;

import dev.kith.support.PostgresTap;
import dev.kith.support.Tapped;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Every list and walk is answered from indexes; {@link IntroductionFigures} shows it at full size. */
@QuarkusTest
@TestProfile(Tapped.class)
class IntroductionCostTest {

    private static final int MOST_BUFFERS_OF_AN_EMPTY_SWEEP = 12;

    private PostgresTap tap; // set by the tap itself

    @TestHTTPResource
    URI home;

    @Test
    void lists_walks_and_the_sweep_read_indexes_and_a_page_reads_no_more_than_a_page() throws SQLException {
        try (var network = new IntroductionCost(tap, home, 1_000)) {
            network.requests().forEach((name, path) -> {
                var cost = network.cost(name, path, 1);
                cost.assertByIndexes();
                if (!name.equals("referrals")) {
                    cost.assertReadsAtMost(IntroductionCost.MOST_BUFFERS_OF_A_PAGE);
                }
            });
            var sweep = network.emptySweep();
            sweep.assertByIndexes();
            sweep.assertReadsAtMost(MOST_BUFFERS_OF_AN_EMPTY_SWEEP);
        }
    }
}
