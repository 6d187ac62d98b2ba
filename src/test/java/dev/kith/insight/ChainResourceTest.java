package dev.kith.insight;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.kith.support.Network;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class ChainResourceTest {

    private final TestOwner owner = TestOwner.fresh();
    private final Network network = new Network(owner);

    @Test
    void somebody_the_owner_knew_is_the_whole_chain() {
        var ana = network.contact("Ana");
        owner.api().get("/v1/contacts/" + ana + "/chain").then().statusCode(200)
                .body("hops.name", contains("Ana")).body("depth", equalTo(0)).body("complete", equalTo(true));
    }

    @Test
    void an_introducer_that_was_only_written_down_is_a_hop_too() {
        var ana = network.contact("Ana");
        var ben = introducedBy("Ben", ana);
        var cara = introducedBy("Cara", ben);
        owner.api().get("/v1/contacts/" + cara + "/chain").then().statusCode(200)
                .body("hops.contactId", contains(cara, ben, ana)).body("hops[0].introductionId", nullValue())
                .body("complete", equalTo(true));
        owner.api().get("/v1/insights/referrals").then().statusCode(200)
                .body("people", equalTo(3)).body("maxDepth", equalTo(2)).body("branching[0].newContacts", equalTo(2))
                .body("branching[0].factor", nullValue()).body("conversions.namesPerAsk", nullValue());
    }

    @Test
    void a_walk_in_a_circle_ends() {
        var ana = network.contact("Ana");
        var ben = introducedBy("Ben", ana);
        var cara = introducedBy("Cara", ben);
        network.patch(ana, "{\"howWeMet\": {\"introducedById\": \"%s\"}}".formatted(cara));
        owner.api().get("/v1/contacts/" + cara + "/chain").then().statusCode(200)
                .body("hops.contactId", contains(cara, ben, ana)).body("complete", equalTo(false));
        owner.api().get("/v1/insights/referrals").then().statusCode(200)
                .body("people", equalTo(3)).body("roots", equalTo(0)).body("connectors", hasSize(3));
        // and one introduction more, on the way round, has a depth
        owner.api().body(Map.of("introducerId", cara, "partyIds", new String[] { network.contact("Dan") }, "status", "MADE"))
                .post("/v1/introductions").then().statusCode(201);
    }

    private String introducedBy(String name, String introducer) {
        var id = network.contact(name);
        network.patch(id, "{\"howWeMet\": {\"introducedById\": \"%s\"}}".formatted(introducer));
        return id;
    }
}
