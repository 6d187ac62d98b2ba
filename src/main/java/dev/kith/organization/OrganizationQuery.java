package dev.kith.organization;

import dev.kith.problem.Invalid;
import dev.kith.text.Folding;

/**
 * Which organizations. What a filter is left out for is null.
 *
 * @param q how one of its names begins, as it was typed
 * @param sector folded
 */
record OrganizationQuery(String q, String sector) {

    static final OrganizationQuery ALL = new OrganizationQuery(null, null);

    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_SECTOR = 100;

    static OrganizationQuery of(String q, String sector) {
        checkLength("?q", q, LONGEST_NAME);
        checkLength("?sector", sector, LONGEST_SECTOR);
        return new OrganizationQuery(q == null || q.isBlank() ? null : q, sector == null ? null : Folding.fold(sector));
    }

    private static void checkLength(String pointer, String text, int longest) {
        if (text != null && text.codePointCount(0, text.length()) > longest) {
            throw new Invalid(pointer, "At most " + longest + " characters.");
        }
    }

    /** All that decides which rows come in which order, for the cursor. */
    String fingerprint() {
        return "organizations %s %s".formatted(q, sector);
    }
}
