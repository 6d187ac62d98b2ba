package dev.kith.organization;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;

import dev.kith.http.Tagged;

/**
 * An organization, as the API says it.
 *
 * @param names by each of which, and by what is spelt nearly like it, it is found again
 * @param renaming how many people's positions do not carry its name yet
 */
record OrganizationView(UUID id, String name, String sector, String domain, List<String> names, People people, int renaming,
        Instant createdAt, Instant updatedAt, String etag) implements Tagged {

    record People(int now, int before) {
    }

    static OrganizationView of(Organization organization, List<String> names, Headcount headcount) {
        var details = organization.details();
        return new OrganizationView(organization.id(), details.name(), details.sector(), details.domain(), names,
                new People(headcount.now(), headcount.before()), headcount.renaming(), organization.createdAt(),
                organization.updatedAt(), etag(organization, names, headcount));
    }

    /** The version counts changes of the organization; who works there, and how it is spelt, changes beside it. */
    private static String etag(Organization organization, List<String> names, Headcount headcount) {
        var beside = new CRC32C();
        beside.update((headcount + names.toString()).getBytes(StandardCharsets.UTF_8));
        return organization.version() + "." + Long.toHexString(beside.getValue());
    }
}
