package dev.kith.contact;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32C;

import dev.kith.http.Tagged;
import dev.kith.warmth.WarmthView;

/** A contact, as the API says it. @param binnedAt since when it is in the bin, or null */
public record ContactView(UUID id, Name name, List<Email> emails, List<Phone> phones, List<Link> links,
        List<PositionView> positions, String city, String country, String birthday, List<String> tags, String notes,
        HowWeMet howWeMet, List<String> needs, List<String> offers, String cadence, ContactStatus status, WarmthView warmth,
        Instant binnedAt, Instant createdAt, Instant updatedAt, String etag) implements Tagged {

    /** @param employers the organizations of the positions, by their number; a position may be at none */
    static ContactView of(Contact contact, List<String> tags, Map<Integer, UUID> employers, WarmthView warmth) {
        var details = contact.details(tags);
        var positions = PositionView.of(details.positions(), employers);
        return new ContactView(contact.id(), details.name(), details.emails(), details.phones(), details.links(),
                positions, details.city(), details.country(), details.birthday(), tags, details.notes(),
                details.howWeMet(), details.needs(), details.offers(), details.cadence(), details.status(), warmth,
                contact.binnedAt(), contact.createdAt(), contact.updatedAt(), etag(contact, tags, employers, warmth));
    }

    /**
     * The version counts changes of the contact; warmth, the names of tags, and what an employer was merged into change beside
     * it.
     */
    private static String etag(Contact contact, List<String> tags, Map<Integer, UUID> employers, WarmthView warmth) {
        var beside = new CRC32C();
        beside.update((warmth + tags.toString() + employers).getBytes(StandardCharsets.UTF_8));
        return contact.version() + "." + Long.toHexString(beside.getValue());
    }
}
