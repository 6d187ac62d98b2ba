package dev.kith.organization;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Which organizations some names lead to. */
public record Spellings(Map<String, UUID> byKey) {

    /** Null for a name that leads to none, and for none. */
    public UUID organizationOf(String name) {
        return keyOf(name).map(byKey::get).orElse(null);
    }

    /** Whether two names, each of which may be null, mean the same organization. */
    public boolean same(String one, String other) {
        var organization = organizationOf(one);
        return keyOf(one).equals(keyOf(other)) || organization != null && organization.equals(organizationOf(other));
    }

    private static Optional<String> keyOf(String name) {
        return Optional.ofNullable(name).flatMap(OrganizationName::keyOf);
    }
}
