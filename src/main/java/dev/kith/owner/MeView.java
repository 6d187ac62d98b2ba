package dev.kith.owner;

import java.time.Instant;

import dev.kith.http.Tagged;

/** The owner, as the API says it. @param recomputing contacts a changed setting has not been applied to yet */
public record MeView(String timeZone, String defaultCadence, Integer weeklyCapacity, String region, int introductionExpiryDays,
        int recomputing,
        Instant createdAt, Instant updatedAt, String etag) implements Tagged {

    static MeView of(Settings settings, int recomputing) {
        var details = settings.details();
        return new MeView(details.timeZone(), details.defaultCadence(), details.weeklyCapacity(), details.region(),
                details.introductionExpiryDays(), recomputing,
                settings.createdAt(), settings.updatedAt(), settings.version() + "." + recomputing);
    }
}
