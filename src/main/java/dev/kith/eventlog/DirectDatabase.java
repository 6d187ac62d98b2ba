package dev.kith.eventlog;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * The way to the database for threads that live with their connection: for session locks, notifications and settings a
 * pool is no use, and a job that takes all of its connections must not hold up the log.
 */
record DirectDatabase(String url, String username, String password) {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** Longer than any statement here takes: a connection that is silent for so long has lost its other end. */
    private static final Duration SILENCE = Duration.ofSeconds(20);

    /** @param settings of the server, for this session */
    Connection open(String application, Map<String, String> settings) throws SQLException {
        var properties = new Properties();
        PGProperty.USER.set(properties, username);
        PGProperty.PASSWORD.set(properties, password);
        PGProperty.APPLICATION_NAME.set(properties, application);
        PGProperty.CONNECT_TIMEOUT.set(properties, (int) CONNECT.toSeconds());
        PGProperty.LOGIN_TIMEOUT.set(properties, (int) CONNECT.toSeconds());
        PGProperty.SOCKET_TIMEOUT.set(properties, (int) SILENCE.toSeconds());
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        PGProperty.LOG_SERVER_ERROR_DETAIL.set(properties, false);
        PGProperty.OPTIONS.set(properties, settings.entrySet().stream()
                .map(setting -> "-c " + setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining(" ")));
        var connection = new Driver().connect(url, properties);
        if (connection == null) {
            throw new SQLException("not a JDBC URL of PostgreSQL");
        }
        return connection;
    }

    @Override
    public String toString() {
        return url;
    }
}
