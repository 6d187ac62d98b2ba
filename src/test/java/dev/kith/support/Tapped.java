package dev.kith.support;

import java.util.List;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTestProfile;

/**
 * Requests through a {@link PostgresTap}, with explained statements, over one connection that is warm after a few; no job uses
 * it meanwhile.
 */
public class Tapped implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("quarkus.datasource.jdbc.max-size", "1", "quarkus.scheduler.enabled", "false");
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(PostgresTap.class), new TestResourceEntry(ExplainedStatements.class));
    }
}
