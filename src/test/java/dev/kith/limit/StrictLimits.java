package dev.kith.limit;

import java.util.Map;

import io.quarkus.test.junit.QuarkusTestProfile;

/** Limits that a test can meet, behind a proxy that is believed, with a front end of another origin. */
public class StrictLimits implements QuarkusTestProfile {

    static final String FRONT_END = "https://app.example";

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "kith.background.enabled", "false", // nor is there a victim, who would meet the limits
                "kith.limits.window", "1H",
                "kith.limits.owner.requests", "5",
                "kith.limits.address.requests", "25",
                "kith.limits.address.failed-sign-in", "10",
                "kith.limits.body.patience", "3S",
                "kith.limits.body.per-second", "1K",
                "quarkus.http.proxy.proxy-address-forwarding", "true",
                "quarkus.http.cors.enabled", "true",
                "quarkus.http.cors.origins", FRONT_END);
    }
}
