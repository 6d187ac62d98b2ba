package dev.kith.introduction;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

import org.hibernate.annotations.PartitionKey;
import org.hibernate.annotations.TenantId;

import dev.kith.contact.ContactDetails;
import dev.kith.contact.Email;
import dev.kith.contact.EmailAddress;
import dev.kith.contact.Link;
import dev.kith.contact.Name;
import dev.kith.contact.Position;
import dev.kith.contact.ProfileAddress;

/** Somebody whom a contact said the owner should meet: often a name and an employer, and nothing else yet. */
@Entity
@Table(name = "ask_name")
class AskedName {

    @Id
    private UUID id;
    @TenantId
    @PartitionKey
    @Column(name = "owner_id")
    private UUID ownerId;
    @Version
    private int version;
    @Column(name = "ask_id")
    private UUID askId;
    private String name;
    private String organization;
    private String title;
    private String email;
    private String link;
    private String notes;
    @Column(name = "given_at")
    private Instant givenAt;
    @Column(name = "contact_id")
    private UUID contactId;
    @Column(name = "introduction_id")
    private UUID introductionId;
    @Column(name = "dismissed_at")
    private Instant dismissedAt;
    @Column(name = "created_at")
    private Instant createdAt;
    @Column(name = "updated_at")
    private Instant updatedAt;

    protected AskedName() {
    }

    AskedName(UUID id, UUID askId, NameDetails details, Instant givenAt, Instant now) {
        this.id = id;
        this.askId = askId;
        this.givenAt = givenAt;
        this.createdAt = now;
        become(details, now);
    }

    void revise(NameDetails details, Instant now) {
        if (!details.equals(details())) {
            become(details, now);
        }
    }

    private void become(NameDetails details, Instant now) {
        name = details.name();
        organization = details.organization();
        title = details.title();
        email = details.email();
        link = details.link();
        notes = details.notes();
        if (details.dismissed() != (dismissedAt != null)) {
            dismissedAt = details.dismissed() ? now : null;
        }
        updatedAt = now;
    }

    NameDetails details() {
        return new NameDetails(name, organization, title, email, link, notes, dismissedAt != null);
    }

    void followUp(UUID knownAs, UUID introduction, Instant now) {
        contactId = knownAs;
        introductionId = introduction;
        dismissedAt = null;
        updatedAt = now;
    }

    /** By what an existing contact is known to be this person for certain. */
    Set<String> keys() {
        return Stream.of(EmailAddress.keyOf(email == null ? "" : email), ProfileAddress.keyOf(link == null ? "" : link))
                .flatMap(Optional::stream).collect(Collectors.toSet());
    }

    ContactDetails person() {
        return ContactDetails.of(Name.shown(name), email == null ? null : List.of(new Email(email, null, false)), null,
                link == null ? null : List.of(new Link(link, null)),
                organization == null && title == null ? null
                        : List.of(new Position(organization, title, null, null, null)));
    }

    AskedNameView view() {
        return new AskedNameView(id, askId, name, organization, title, email, link, notes, givenAt, contactId, introductionId,
                dismissedAt, createdAt, updatedAt, version + "." + Besides.digest(introductionId));
    }

    UUID id() {
        return id;
    }

    int version() {
        return version;
    }

    UUID askId() {
        return askId;
    }

    UUID contactId() {
        return contactId;
    }
}
