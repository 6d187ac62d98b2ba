package dev.kith.exchange;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import dev.kith.support.LinkedInPeople;
import dev.kith.support.PostgresTap;
import dev.kith.support.Tapped;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(Tapped.class)
class ImportCostTest {

    private static final int PEOPLE = 4_000;
    /** Of any step of a plan: some for each of the 500 people of a batch. */
    private static final double MOST_ROWS = 10_000;
    private static final Pattern STEP = Pattern.compile("actual rows=([0-9.]+) loops=([0-9]+)");

    private PostgresTap tap; // set by the tap itself

    /** Statistics or none: autovacuum may not have looked yet. */
    @Test
    void a_batch_does_not_go_through_those_who_came_before_it() throws InterruptedException {
        var owner = TestOwner.fresh();
        var location = owner.api().contentType("text/csv").body(LinkedInPeople.file(PEOPLE)).post("/v1/imports").then()
                .statusCode(202).extract().header("Location");
        List<String> plans = new ArrayList<>();
        while (owner.api().get(location).jsonPath().get("finishedAt") == null) {
            plans.addAll(tap.noticed());
            Thread.sleep(100);
        }
        plans.addAll(tap.noticed());
        assertTrue(plans.size() > PEOPLE / 500, "no plan was told");
        for (var plan : plans) {
            var most = STEP.matcher(plan).results()
                    .mapToDouble(step -> Double.parseDouble(step.group(1)) * Double.parseDouble(step.group(2))).max().orElse(0);
            assertTrue(most <= MOST_ROWS,
                    () -> "goes through " + most + " rows:\n" + plan.substring(0, Math.min(20_000, plan.length())));
        }
    }
}
