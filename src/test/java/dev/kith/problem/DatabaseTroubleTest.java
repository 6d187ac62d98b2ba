package dev.kith.problem;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.sql.SQLException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseTroubleTest {

    /** What Agroal says when no connection is free for too long, in its several places. */
    @ParameterizedTest
    @ValueSource(strings = { "Sorry, acquisition timeout!", "Acquisition timeout while waiting for new connection",
            "Acquisition timeout on health check" })
    void who_waited_in_vain_for_a_connection_is_asked_to_come_again(String said) {
        assertInstanceOf(Busy.class, DatabaseTrouble.explain(new IllegalStateException(new SQLException(said))));
    }

    @Test
    void who_meets_a_standby_is_asked_to_come_again() {
        assertInstanceOf(Busy.class, DatabaseTrouble.explain(new IllegalStateException(
                new SQLException("cannot execute INSERT in a read-only transaction", "25006"))));
    }

    @Test
    void a_fault_of_ours_is_none_of_the_moment() {
        assertNull(DatabaseTrouble.explain(new IllegalStateException(new SQLException("no such column", "42703"))));
    }
}
