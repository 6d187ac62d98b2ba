package dev.kith.attack;

import java.util.List;
import java.util.Map;

import dev.kith.support.PostgresTap;
import io.quarkus.test.junit.QuarkusTestProfile;

/**
 * As in production nobody is the owner dev; few connections, so that requests of many owners share them, and all are tapped;
 * and what operators may switch on that tells of requests, is on.
 */
public class UnderAttack implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("kith.sign-in.dev-owner", "false", "quarkus.datasource.jdbc.max-size", "4",
                "quarkus.http.access-log.enabled", "true",
                "quarkus.log.category.\"io.quarkus.http.access-log\".use-parent-handlers", "false");
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(PostgresTap.class));
    }
}
