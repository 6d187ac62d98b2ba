package dev.kith.contact;

import java.util.UUID;
import java.util.regex.Pattern;

import dev.kith.organization.OrganizationDirectory;

/**
 * An organization whose people are meant.
 *
 * @param id null when it is named
 * @param key of its name; null when the id is known, and empty when no organization has such a name
 */
record Employer(UUID id, String key, When when) {

    /** Whether they work there, worked there and do not any more, or either. */
    enum When {
        NOW,
        BEFORE,
        ANY
    }

    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    static Employer of(String idOrName) {
        return ID.matcher(idOrName).matches() ? new Employer(UUID.fromString(idOrName), null, When.ANY)
                : new Employer(null, OrganizationDirectory.keyOf(idOrName).orElse(""), When.ANY);
    }
}
