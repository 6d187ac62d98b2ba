package dev.kith.support;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

/** The one clock, {@code kith_now()}, which tests can move ahead, and never back: other tests run on it too. */
public final class TestClock {

    private TestClock() {
    }

    public static Instant now() {
        return ask("select kith_now()");
    }

    /** @return the time it is now, afterwards */
    public static Instant ahead(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("time does not go back: " + by);
        }
        try (var connection = Database.asSystem();
                var update = connection.prepareStatement("update testing.clock set ahead = ahead + make_interval(secs => ?)")) {
            update.setDouble(1, by.toMillis() / 1000.0);
            update.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return now();
    }

    private static Instant ask(String sql) {
        try (var connection = Database.asSystem();
                var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            result.next();
            return result.getObject(1, OffsetDateTime.class).toInstant();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
