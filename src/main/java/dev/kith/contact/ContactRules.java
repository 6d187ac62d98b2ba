package dev.kith.contact;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;

import dev.kith.problem.RuleBroken;
import dev.kith.warmth.Cadence;

/**
 * The rules of a contact's details that a single field cannot show.
 *
 * @param today where the owner is
 * @param isContact whether the owner has a contact of this id
 */
record ContactRules(Supplier<LocalDate> today, Predicate<UUID> isContact) {

    /**
     * @param metBefore what has been said of the meeting so far
     * @throws RuleBroken if one of them is broken
     */
    void check(ContactDetails details, HowWeMet metBefore) {
        Cadence.of("/cadence", details.cadence());
        for (int i = 0; i < details.positions().size(); i++) {
            var position = details.positions().get(i);
            if (position.organization() == null && position.title() == null) {
                throw new RuleBroken("/positions/" + i, "A position has an organization or a title.");
            }
        }
        if (details.birthday() != null) {
            checkBirthday(details.birthday());
        }
        checkMeeting(details, metBefore);
    }

    /** Each only when it is said: a later change of the zone can put a day that was right back into the future. */
    private void checkMeeting(ContactDetails details, HowWeMet before) {
        var met = details.howWeMet();
        if (met.on() != null && !met.on().equals(before.on()) && met.on().isAfter(today.get())) {
            throw new RuleBroken("/howWeMet/on", "This day has not come yet.");
        }
        if (!Objects.equals(met.introductionId(), before.introductionId())) {
            throw new RuleBroken("/howWeMet/introductionId", "The introduction sets this itself, when it is made.");
        }
        if (met.introductionId() != null && !Objects.equals(met.introducedById(), before.introducedById())) {
            throw new RuleBroken("/howWeMet/introducedById", "An introduction says so; withdraw it if that is wrong.");
        }
        var introducer = met.introducedById();
        if (introducer != null && !introducer.equals(before.introducedById())
                && (introducer.equals(details.id()) || !isContact.test(introducer))) {
            throw new RuleBroken("/howWeMet/introducedById", "This is none of your other contacts.");
        }
    }

    private static void checkBirthday(String birthday) {
        try {
            if (birthday.startsWith("--")) {
                MonthDay.parse(birthday);
            } else {
                LocalDate.parse(birthday);
            }
        } catch (DateTimeException e) {
            throw new RuleBroken("/birthday", "There is no such day.");
        }
    }
}
