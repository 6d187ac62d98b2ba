package dev.kith.contact;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import jakarta.persistence.Version;

import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.PartitionKey;
import org.hibernate.annotations.TenantId;
import org.hibernate.type.SqlTypes;

import dev.kith.text.Folding;

/** A person in the owner's network. Tags are kept beside it. */
@Entity
@Table(name = Contact.TABLE)
class Contact {

    static final String TABLE = "contact";

    private static final int LONGEST_SORT_NAME = 400;

    @Id
    private UUID id;
    @TenantId
    @PartitionKey
    @Column(name = "owner_id")
    private UUID ownerId;
    @Version
    private int version;
    @Column(name = "display_name")
    private String displayName;
    @Column(name = "sort_name")
    private String sortName;
    @Column(name = "given_name")
    private String givenName;
    @Column(name = "family_name")
    private String familyName;
    @Column(name = "name_prefix")
    private String namePrefix;
    @Column(name = "name_suffix")
    private String nameSuffix;
    private String nickname;
    @JdbcTypeCode(SqlTypes.JSON)
    private List<Email> emails;
    @JdbcTypeCode(SqlTypes.JSON)
    private List<Phone> phones;
    @JdbcTypeCode(SqlTypes.JSON)
    private List<Link> links;
    @JdbcTypeCode(SqlTypes.JSON)
    private List<Position> positions;
    @Transient
    private boolean isNew;
    @Transient
    private boolean movedOn;
    private String city;
    @Column(name = "city_key")
    private String cityKey;
    private String country;
    private String birthday;
    private String notes;
    @JdbcTypeCode(SqlTypes.JSON)
    private List<String> needs;
    @JdbcTypeCode(SqlTypes.JSON)
    private List<String> offers;
    @Column(name = "met_on")
    private LocalDate metOn;
    @Column(name = "met_where")
    private String metWhere;
    @Column(name = "introduced_by_id")
    private UUID introducedById;
    @Column(name = "introduction_id")
    private UUID introductionId;
    private String cadence;
    @Enumerated(EnumType.STRING)
    private ContactStatus status;
    @Column(name = "made_from")
    private byte[] madeFrom;
    @Column(name = "binned_at")
    private Instant binnedAt;
    @Column(name = "created_at")
    private Instant createdAt;
    @Column(name = "updated_at")
    private Instant updatedAt;

    protected Contact() {
    }

    /** @param madeFrom fingerprint of what a client asked for together with an id of its own; else null */
    Contact(UUID id, ContactDetails details, byte[] madeFrom, Instant now) {
        this.id = id;
        this.isNew = true;
        this.madeFrom = madeFrom;
        this.createdAt = now;
        become(details, now);
    }

    /**
     * Takes new details, all but the tags.
     *
     * @return the fields that are different now, as the API calls them
     */
    List<String> revise(ContactDetails details, Instant now) {
        var before = details(List.of());
        var changed = new ArrayList<String>();
        note(changed, "name", before.name(), details.name());
        note(changed, "emails", before.emails(), details.emails());
        note(changed, "phones", before.phones(), details.phones());
        note(changed, "links", before.links(), details.links());
        note(changed, "positions", before.positions(), details.positions());
        note(changed, "city", before.city(), details.city());
        note(changed, "country", before.country(), details.country());
        note(changed, "birthday", before.birthday(), details.birthday());
        note(changed, "notes", before.notes(), details.notes());
        note(changed, "howWeMet", before.howWeMet(), details.howWeMet());
        note(changed, "needs", before.needs(), details.needs());
        note(changed, "offers", before.offers(), details.offers());
        note(changed, "cadence", before.cadence(), details.cadence());
        note(changed, "status", before.status(), details.status());
        if (!changed.isEmpty()) {
            become(details, now);
        }
        return changed;
    }

    private static void note(List<String> changed, String field, Object before, Object after) {
        if (!Objects.equals(before, after)) {
            changed.add(field);
        }
    }

    private void become(ContactDetails details, Instant now) {
        var name = details.name();
        displayName = name.display();
        sortName = sortName(name.display());
        givenName = name.given();
        familyName = name.family();
        namePrefix = name.prefix();
        nameSuffix = name.suffix();
        nickname = name.nickname();
        emails = details.emails();
        phones = details.phones();
        links = details.links();
        movedOn |= !details.positions().equals(positions == null ? List.of() : positions);
        positions = details.positions();
        city = details.city();
        cityKey = cityKey(city);
        country = details.country();
        birthday = details.birthday();
        notes = details.notes();
        needs = details.needs();
        offers = details.offers();
        metOn = details.howWeMet().on();
        metWhere = details.howWeMet().where();
        introducedById = details.howWeMet().introducedById();
        introductionId = details.howWeMet().introductionId();
        cadence = details.cadence();
        status = details.status();
        updatedAt = now;
    }

    /** What is compared follows from what is written; an older version did not write it. */
    void index() {
        movedOn |= !positions.isEmpty();
        cityKey = cityKey(city);
    }

    private static String cityKey(String city) {
        return city == null ? null : Folding.fold(city);
    }

    /** Folding can lengthen a text beyond what fits into an index. */
    private static String sortName(String display) {
        var folded = Folding.fold(display);
        return folded.substring(0, Math.min(folded.length(), LONGEST_SORT_NAME));
    }

    /** How the owner came to know this person turned out otherwise. @return whether that is new */
    boolean met(HowWeMet how, Instant now) {
        if (how.equals(howWeMet())) {
            return false;
        }
        metOn = how.on();
        introducedById = how.introducedById();
        introductionId = how.introductionId();
        updatedAt = now;
        return true;
    }

    /** Something kept beside the contact was changed, as its tags. */
    void touch(Instant now) {
        updatedAt = now;
    }

    /** Another contact, who is the same person, became part of this one. */
    void knownSince(Instant earlier, Instant now) {
        createdAt = earlier.isBefore(createdAt) ? earlier : createdAt;
        touch(now);
    }

    void bin(Instant now) {
        binnedAt = now;
        updatedAt = now;
    }

    void restore(Instant now) {
        binnedAt = null;
        updatedAt = now;
    }

    boolean isBinned() {
        return binnedAt != null;
    }

    /** Whether the positions are others than those of which {@link Employments} knows. */
    boolean hasMovedOn() {
        return movedOn;
    }

    /** Whether nothing but the contact itself is written yet. */
    boolean isNew() {
        return isNew;
    }

    /** What it is found by is written down now. */
    void settle() {
        isNew = false;
        movedOn = false;
    }

    boolean wasMadeFrom(byte[] fingerprint) {
        return Arrays.equals(madeFrom, fingerprint);
    }

    ContactDetails details(List<String> tags) {
        return new ContactDetails(id, new Name(displayName, givenName, familyName, namePrefix, nameSuffix, nickname), emails,
                phones, links, positions, city, country, birthday, tags, notes, howWeMet(), needs, offers, cadence, status);
    }

    HowWeMet howWeMet() {
        return new HowWeMet(metOn, metWhere, introducedById, introductionId);
    }

    UUID id() {
        return id;
    }

    List<Position> positions() {
        return positions;
    }

    int version() {
        return version;
    }

    Instant binnedAt() {
        return binnedAt;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant updatedAt() {
        return updatedAt;
    }
}
