package dev.kith.owner;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Objects;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kith.http.ExpectedVersion;
import dev.kith.http.MergePatch;
import dev.kith.problem.RuleBroken;

/** The current owner as the API says it. */
@ApplicationScoped
public class MeService {

    private final OwnerSettings owners;
    private final EntityManager entities;
    private final SettingsDependents dependents;
    private final MergePatch mergePatch;
    private final Event<IntroductionExpiryChanged> expiryChanged;

    MeService(OwnerSettings owners, EntityManager entities, SettingsDependents dependents, MergePatch mergePatch,
            Event<IntroductionExpiryChanged> expiryChanged) {
        this.owners = owners;
        this.entities = entities;
        this.dependents = dependents;
        this.mergePatch = mergePatch;
        this.expiryChanged = expiryChanged;
    }

    @Transactional
    public MeView get() {
        return MeView.of(owners.settings(), dependents.outstanding());
    }

    @Transactional
    MeView patch(JsonNode patch, ExpectedVersion expected) {
        var now = owners.holdForChange();
        var settings = owners.settings();
        expected.check(settings.version());
        var before = settings.details();
        var details = mergePatch.apply(patch, before, SettingsDetails.class);
        dependents.checkCadence("/defaultCadence", details.defaultCadence());
        checkZone(details.timeZone());
        settings.become(details, now);
        entities.persist(settings);
        entities.flush();
        var cadence = !Objects.equals(before.defaultCadence(), details.defaultCadence());
        if (cadence || !before.timeZone().equals(settings.details().timeZone())) {
            dependents.settingsChanged(cadence, now);
        }
        if (!before.introductionExpiryDays().equals(details.introductionExpiryDays())) {
            expiryChanged.fire(new IntroductionExpiryChanged(settings.introductionExpiry()));
        }
        return MeView.of(settings, dependents.outstanding());
    }

    private static void checkZone(String zone) {
        try {
            if (zone != null && !ZoneId.getAvailableZoneIds().contains(ZoneId.of(zone).getId())) {
                throw unknownZone();
            }
        } catch (DateTimeException e) {
            throw unknownZone();
        }
    }

    private static RuleBroken unknownZone() {
        return new RuleBroken("/timeZone", "This is no time zone of the IANA database, as Europe/Berlin is one.");
    }
}
