package dev.kith.support;

import java.sql.SQLException;

import io.quarkus.test.junit.callback.QuarkusTestAfterAllCallback;
import io.quarkus.test.junit.callback.QuarkusTestContext;

/** After every test class; found by its name in {@code META-INF/services}. */
public final class VictimUnharmed implements QuarkusTestAfterAllCallback {

    @Override
    public void afterAll(QuarkusTestContext context) {
        try {
            Victim.assertUnharmed();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
