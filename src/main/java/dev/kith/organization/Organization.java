package dev.kith.organization;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

import org.hibernate.annotations.PartitionKey;
import org.hibernate.annotations.TenantId;

import dev.kith.text.Folding;

/** Where people work. What it is called besides its name is kept beside it. */
@Entity
@Table(name = Organization.TABLE)
class Organization {

    static final String TABLE = "organization";

    @Id
    private UUID id;
    @TenantId
    @PartitionKey
    @Column(name = "owner_id")
    private UUID ownerId;
    @Version
    private int version;
    private String name;
    @Column(name = "sort_name")
    private String sortName;
    private String sector;
    @Column(name = "sector_key")
    private String sectorKey;
    private String domain;
    @Column(name = "of_positions")
    private boolean ofPositions;
    @Column(name = "made_from")
    private byte[] madeFrom;
    @Column(name = "created_at")
    private Instant createdAt;
    @Column(name = "updated_at")
    private Instant updatedAt;

    protected Organization() {
    }

    /** @param madeFrom fingerprint of what a client asked for together with an id of its own; else null */
    Organization(UUID id, OrganizationDetails details, byte[] madeFrom, Instant now) {
        this.id = id;
        this.madeFrom = madeFrom;
        this.createdAt = now;
        become(details, now);
    }

    /** @return whether anything is different now */
    boolean revise(OrganizationDetails details, Instant now) {
        var before = details();
        become(details, updatedAt);
        if (before.equals(details())) {
            return false;
        }
        ofPositions = false;
        updatedAt = now;
        return true;
    }

    private void become(OrganizationDetails details, Instant now) {
        name = details.name();
        sortName = OrganizationName.sortable(name);
        sector = details.sector();
        sectorKey = sector == null ? null : Folding.fold(sector);
        domain = details.domain() == null ? null : details.domain().toLowerCase(Locale.ROOT);
        updatedAt = now;
    }

    /** The other one turned out to be the same: what is not known of this one is taken from it. */
    void absorb(Organization same, Instant now) {
        become(new OrganizationDetails(id, name, sector == null ? same.sector : sector,
                domain == null ? same.domain : domain), now);
        ofPositions = false;
    }

    boolean wasMadeFrom(byte[] fingerprint) {
        return Arrays.equals(madeFrom, fingerprint);
    }

    OrganizationDetails details() {
        return new OrganizationDetails(id, name, sector, domain);
    }

    UUID id() {
        return id;
    }

    int version() {
        return version;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant updatedAt() {
        return updatedAt;
    }
}
