package dev.kith.support;

import java.util.Map;

import io.quarkus.test.junit.QuarkusTestProfile;

/** No job works unless the test calls it, and nothing is published. */
public class NothingByItself implements QuarkusTestProfile {

    /** Small, so that a recompute of a few contacts takes several transactions. */
    public static final int BATCH_SIZE = 2;

    /** Small as well. */
    public static final int IMPORT_BATCH_SIZE = 5;

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("kafka.bootstrap.servers", "", "kith.background.enabled", "false", "quarkus.scheduler.enabled", "false",
                "kith.warmth.batch-size", Integer.toString(BATCH_SIZE),
                "kith.imports.batch-size", Integer.toString(IMPORT_BATCH_SIZE));
    }
}
