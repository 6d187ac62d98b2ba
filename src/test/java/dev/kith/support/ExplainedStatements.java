package dev.kith.support;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/**
 * Has PostgreSQL tell the plan of every statement of a request, with what it read, as a notice that {@link PostgresTap}
 * hears. For connections that are opened while it is in force.
 */
public class ExplainedStatements implements QuarkusTestResourceLifecycleManager {

    private static final Map<String, String> SETTINGS = Map.of(
            "session_preload_libraries", "auto_explain",
            "auto_explain.log_min_duration", "0",
            "auto_explain.log_analyze", "on",
            "auto_explain.log_timing", "off",
            "auto_explain.log_buffers", "on",
            "auto_explain.log_level", "notice");

    @Override
    public int order() {
        return 2;
    }

    @Override
    public Map<String, String> start() {
        alter(SETTINGS.entrySet().stream().map(one -> "set %s = '%s'".formatted(one.getKey(), one.getValue())).toList());
        return Map.of();
    }

    @Override
    public void stop() {
        alter(SETTINGS.keySet().stream().map(name -> "reset " + name).toList());
    }

    private static void alter(List<String> changes) {
        try (var superuser = Database.asSuperuser(); var statement = superuser.createStatement()) {
            statement.execute("load 'auto_explain'"); // its settings are unknown before
            for (var change : changes) {
                statement.execute("alter role kith_api " + change);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
