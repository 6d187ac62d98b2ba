package dev.kith.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.vertx.core.net.SocketAddress;

class BudgetTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void as_many_requests_as_there_are_tokens() {
        var budget = new Budget("owner", 3, HOUR);
        assertEquals("\"owner\";q=3;w=3600", budget.policy());
        assertEquals("\"owner\";r=3;t=0", budget.state());
        assertTrue(budget.spend() && budget.spend() && budget.spend());
        assertFalse(budget.spend());
        assertEquals("\"owner\";r=0;t=3600", budget.state());
        assertEquals(1200, budget.retryAfter());
    }

    @Test
    void a_charge_takes_what_is_there_and_leaves_no_debt() {
        var budget = new Budget("address", 5, HOUR);
        budget.charge(100);
        assertFalse(budget.spend());
        budget.giveBack();
        assertTrue(budget.spend());
    }

    @Test
    void what_is_given_back_is_no_more_than_there_can_be() {
        var budget = new Budget("address", 1, HOUR);
        budget.giveBack();
        assertTrue(budget.spend());
        assertFalse(budget.spend());
    }

    @Test
    void everybody_has_a_budget_of_their_own() {
        var budgets = new Budgets<Integer>("owner", 1, HOUR, 10);
        assertTrue(budgets.of(1).spend());
        assertFalse(budgets.of(1).spend());
        assertTrue(budgets.of(2).spend());
    }

    @ParameterizedTest
    @CsvSource({
            "192.0.2.1,            192.0.2.1",
            "192.0.2.1,            ::ffff:192.0.2.1",
            "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::9",
            "2001:db8:1:2::1,      [2001:db8:1:2::1]",
            "unknown,              _hidden" })
    void one_client(String one, String other) {
        assertEquals(client(one), client(other));
    }

    @ParameterizedTest
    @CsvSource({
            "192.0.2.1,     192.0.2.2",
            "2001:db8:1:2::, 2001:db8:1:3::",
            "2001:db8:1:2::, unknown" })
    void two_clients(String one, String other) {
        assertNotEquals(client(one), client(other));
    }

    private static ClientAddress client(String host) {
        return ClientAddress.of(SocketAddress.inetSocketAddress(1, host));
    }
}
