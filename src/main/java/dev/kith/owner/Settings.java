package dev.kith.owner;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

/** What an owner has set. Its id is the owner's own, so it needs no tenant column beside it. */
@Entity
@Table(name = "owner_settings")
class Settings {

    private static final String ZONE_OF_NEW_OWNERS = "UTC";

    @Id
    @Column(name = "owner_id")
    private UUID ownerId;
    @Version
    private int version;
    @Column(name = "time_zone")
    private String timeZone;
    @Column(name = "default_cadence")
    private String defaultCadence;
    @Column(name = "weekly_capacity")
    private Integer weeklyCapacity;
    private String region;
    @Column(name = "introduction_expiry_days")
    private int introductionExpiryDays;
    @Column(name = "created_at")
    private Instant createdAt;
    @Column(name = "updated_at")
    private Instant updatedAt;

    protected Settings() {
    }

    /** Those of an owner who has set nothing yet. */
    Settings(UUID ownerId) {
        this.ownerId = ownerId;
        this.timeZone = ZONE_OF_NEW_OWNERS;
        this.introductionExpiryDays = SettingsDetails.EXPIRY_DAYS;
    }

    void become(SettingsDetails details, Instant now) {
        timeZone = details.timeZone() == null ? ZONE_OF_NEW_OWNERS : details.timeZone();
        defaultCadence = details.defaultCadence();
        weeklyCapacity = details.weeklyCapacity();
        region = details.region();
        introductionExpiryDays = details.introductionExpiryDays();
        createdAt = createdAt == null ? now : createdAt;
        updatedAt = now;
    }

    SettingsDetails details() {
        return new SettingsDetails(timeZone, defaultCadence, weeklyCapacity, region, introductionExpiryDays);
    }

    ZoneId zone() {
        return ZoneId.of(timeZone);
    }

    Duration introductionExpiry() {
        return Duration.ofDays(introductionExpiryDays);
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
