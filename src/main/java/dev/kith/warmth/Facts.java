package dev.kith.warmth;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** All that decides how warm a relationship is, but for the snooze and the time. */
record Facts(Instant createdAt, LocalDate metOn, LastContact lastContact, boolean paused, Cadence own, List<TagCadence> tags,
        Cadence ownersDefault, ZoneId zone) {

    record TagCadence(UUID tagId, String name, Cadence cadence) {
    }

    /** Rule 1: the newest counting interaction, else the day they met, else the contact's creation; never "now". */
    Instant anchor() {
        if (lastContact != null) {
            return lastContact.at();
        }
        return metOn == null ? createdAt : metOn.atStartOfDay(zone).toInstant();
    }

    /** Rule 3: the contact's own, else the tightest of its tags, else the owner's default, else none. */
    Applying cadence() {
        if (own != null) {
            return new Applying(own, CadenceSource.CONTACT, null);
        }
        var tightest = tags.stream().min(Comparator.comparingDouble((TagCadence tag) -> tag.cadence().estimatedDays())
                .thenComparing(tag -> tag.name().toLowerCase(Locale.ROOT)).thenComparing(TagCadence::name));
        if (tightest.isPresent()) {
            return new Applying(tightest.get().cadence(), CadenceSource.TAG, tightest.get().tagId());
        }
        return ownersDefault == null ? Applying.NONE : new Applying(ownersDefault, CadenceSource.DEFAULT, null);
    }

    /**
     * The cadence that applies, and why it is this one.
     *
     * @param tagId the tag it comes from, null for the other sources
     */
    record Applying(Cadence cadence, CadenceSource source, UUID tagId) {

        static final Applying NONE = new Applying(null, CadenceSource.NONE, null);
    }
}
