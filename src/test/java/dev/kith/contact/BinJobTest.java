package dev.kith.contact;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.SQLException;
import java.time.Duration;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import dev.kith.support.Network;
import dev.kith.support.TestClock;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class BinJobTest {

    @Inject
    BinJob job;

    private final TestOwner owner = TestOwner.fresh();
    private final Network network = new Network(owner);

    @Test
    void the_bin_keeps_a_contact_for_thirty_days() throws SQLException {
        var ada = network.contact("Ada");
        owner.api().delete("/v1/contacts/" + ada).then().statusCode(204);
        TestClock.ahead(Duration.ofDays(29));
        job.run();
        owner.api().get("/v1/contacts/" + ada).then().statusCode(200);
        TestClock.ahead(Duration.ofDays(2));
        job.run();
        owner.api().get("/v1/contacts/" + ada).then().statusCode(404);
        assertEquals(ada, network.events("contact.erased.v1", 1).get(0).get("subject"));
    }
}
