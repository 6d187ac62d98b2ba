package dev.kith.contact;

import java.net.URI;
import java.sql.SQLException;

import org.junit.jupiter.api.Test;

import dev.kith.support.PostgresTap;
import dev.kith.support.RequestCost;
import dev.kith.support.Tapped;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Lists of a large network beside a thousand small ones. */
@QuarkusTest
@TestProfile(Tapped.class)
class ContactListCostTest {

    private PostgresTap tap; // set by the tap itself

    @TestHTTPResource
    URI home;

    @Test
    void pages_come_in_the_order_of_an_index_and_everything_else_reads_the_owners_rows_only() throws SQLException {
        try (var network = new ContactListCost()) {
            network.inOrder().forEach((name, path) -> {
                var cost = RequestCost.of(tap, network.owner(), home, name, path, 1);
                cost.assertByIndexes();
                cost.assertInOrder();
                if (!name.startsWith("WARM")) { // which passes over all entries of those who are cooling
                    cost.assertReadsAtMost(ContactListCost.MOST_BUFFERS_OF_A_PAGE);
                }
            });
            network.ofEmployers().forEach((name, path) -> {
                var cost = RequestCost.of(tap, network.owner(), home, name, path, 1);
                cost.assertByIndexes();
                cost.assertReadsAtMost(ContactListCost.MOST_BUFFERS_OF_AN_ORGANIZATION);
            });
            network.others()
                    .forEach((name, path) -> RequestCost.of(tap, network.owner(), home, name, path, 1).assertByIndexes());
            RequestCost.of(tap, network.owner(), home, "duplicates", "/v1/duplicates", 1).assertByIndexes();
            var ofOne = RequestCost.of(tap, network.owner(), home, "duplicates of one", "/v1/duplicates?minScore=1&contactId="
                    + network.somebody(), 1);
            ofOne.assertByIndexes();
            ofOne.assertReadsAtMost(ContactListCost.MOST_BUFFERS_OF_A_PAGE);
            var lunch = """
                    {"kind": "MEAL", "occurredAt": "2026-01-01T12:00:00Z", "participants": [{"contactId": "%s"}]}
                    """.formatted(network.somebody());
            var logging = RequestCost.ofPost(tap, network.owner(), home, "logging a lunch", "/v1/interactions", lunch);
            logging.assertByIndexes();
            logging.assertReadsAtMost(ContactListCost.MOST_BUFFERS_OF_A_LUNCH);
        }
    }
}
