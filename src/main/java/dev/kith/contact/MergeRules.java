package dev.kith.contact;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;

import dev.kith.organization.Spellings;
import dev.kith.text.Folding;

/**
 * What two contacts are as one. Nothing that was written down about either is lost unless both cannot be true, and then the
 * one who survives is right, or the other one where the owner says so.
 */
final class MergeRules {

    /** Which of a person's statuses says most, the strongest first: a wish not to be contacted outlives a merge. */
    private static final List<ContactStatus> STRONGEST = List.of(ContactStatus.DECEASED, ContactStatus.DO_NOT_CONTACT);

    private MergeRules() {
    }

    /** @param taken what the other one is right about; @param spellings of the organizations of both */
    static ContactDetails merge(ContactDetails survivor, ContactDetails other, Set<MergeField> taken, Spellings spellings) {
        var first = new Choice(survivor, other, taken);
        return new ContactDetails(survivor.id(), name(first),
                emails(survivor.emails(), other.emails()),
                union(survivor.phones(), other.phones(), (one, another) -> digits(one).equals(digits(another))),
                union(survivor.links(), other.links(), MergeRules::isSame),
                positions(survivor.positions(), other.positions(), spellings),
                first.of(MergeField.CITY, ContactDetails::city), country(first), birthday(first),
                union(survivor.tags(), other.tags(), (one, another) -> Tag.key(one).equals(Tag.key(another))),
                notes(first), howWeMet(first),
                union(survivor.needs(), other.needs(), MergeRules::isSame),
                union(survivor.offers(), other.offers(), MergeRules::isSame),
                first.of(MergeField.CADENCE, ContactDetails::cadence), status(first));
    }

    /** Who is asked first, field by field. */
    private record Choice(ContactDetails survivor, ContactDetails other, Set<MergeField> taken) {

        <T> T of(MergeField field, Function<ContactDetails, T> value) {
            var first = value.apply(first(field));
            return first == null ? value.apply(second(field)) : first;
        }

        ContactDetails first(MergeField field) {
            return taken.contains(field) ? other : survivor;
        }

        ContactDetails second(MergeField field) {
            return taken.contains(field) ? survivor : other;
        }
    }

    /** One of the two as a whole: parts of two names are no name. A nickname is one beside it. */
    private static Name name(Choice choice) {
        var name = choice.first(MergeField.NAME).name();
        var more = choice.second(MergeField.NAME).name();
        var isShownAlone = name.given() == null && name.family() == null && isSame(name.display(), more.display());
        var parts = isShownAlone ? more : name;
        return new Name(name.display(), parts.given(), parts.family(), parts.prefix(), parts.suffix(),
                name.nickname() == null ? more.nickname() : name.nickname());
    }

    /** At most one is preferred, and the survivor's is it. */
    private static List<Email> emails(List<Email> survivors, List<Email> others) {
        var isDecided = survivors.stream().anyMatch(Email::preferred);
        return union(survivors, others.stream()
                .map(email -> isDecided ? new Email(email.address(), email.label(), false) : email).toList(),
                (one, another) -> key(one).equals(key(another)));
    }

    private static String key(Email email) {
        return EmailAddress.keyOf(email.address()).orElse(email.address());
    }

    private static String digits(Phone phone) {
        var digits = phone.number().replaceAll("[^0-9+]", "").replaceFirst("^00", "+");
        return digits.isEmpty() ? phone.number() : digits;
    }

    private static boolean isSame(Link one, Link other) {
        var key = ProfileAddress.keyOf(one.url());
        return one.url().equals(other.url()) || key.isPresent() && key.equals(ProfileAddress.keyOf(other.url()));
    }

    /** The same work told twice is one position, with all that either says of it. */
    private static List<Position> positions(List<Position> survivors, List<Position> others, Spellings spellings) {
        var positions = new ArrayList<>(survivors);
        for (var other : others) {
            var told = positions.stream().filter(position -> isSameWork(position, other, spellings)).findFirst();
            told.ifPresentOrElse(position -> positions.set(positions.indexOf(position), completed(position, other)),
                    () -> positions.add(other));
        }
        return positions;
    }

    private static boolean isSameWork(Position one, Position other, Spellings spellings) {
        return spellings.same(one.organization(), other.organization()) && isSame(one.title(), other.title())
                && fits(one.from(), other.from()) && fits(one.to(), other.to());
    }

    /** Nothing is said of one of them, or the same, or the same more exactly. */
    private static boolean fits(String one, String other) {
        return one == null || other == null || one.startsWith(other) || other.startsWith(one);
    }

    private static Position completed(Position position, Position other) {
        return new Position(position.organization(), position.title(),
                position.sector() == null ? other.sector() : position.sector(),
                moreExact(position.from(), other.from()), moreExact(position.to(), other.to()));
    }

    private static String moreExact(String date, String other) {
        return date == null || other != null && other.length() > date.length() ? other : date;
    }

    /** A country goes with its city. */
    private static String country(Choice choice) {
        if (choice.taken.contains(MergeField.COUNTRY)) {
            return choice.of(MergeField.COUNTRY, ContactDetails::country);
        }
        var first = choice.first(MergeField.CITY);
        var second = choice.second(MergeField.CITY);
        var isElsewhere = first.city() != null && second.city() != null && !isSame(first.city(), second.city());
        return first.country() != null || isElsewhere ? first.country() : second.country();
    }

    /** A birthday with its year says more than the same day without. */
    private static String birthday(Choice choice) {
        var birthday = choice.of(MergeField.BIRTHDAY, ContactDetails::birthday);
        var other = choice.second(MergeField.BIRTHDAY).birthday();
        return birthday != null && other != null && birthday.startsWith("--") && other.endsWith(birthday.substring(1))
                ? other
                : birthday;
    }

    private static String notes(Choice choice) {
        var notes = choice.survivor.notes();
        var more = choice.other.notes();
        if (notes == null || more == null || notes.contains(more)) {
            return notes == null ? more : notes;
        }
        return more.contains(notes) ? more : notes + "\n\n" + more;
    }

    /** The earlier day is when they met; nobody was introduced to themselves. */
    private static HowWeMet howWeMet(Choice choice) {
        var met = known(choice.first(MergeField.HOW_WE_MET), choice);
        var other = known(choice.second(MergeField.HOW_WE_MET), choice);
        var isLater = other.on() != null && (met.on() == null || other.on().isBefore(met.on()))
                && !choice.taken.contains(MergeField.HOW_WE_MET);
        var first = isLater ? other : met;
        var second = isLater ? met : other;
        var introduced = first.introducedById() == null ? second : first;
        return new HowWeMet(first.on() == null ? second.on() : first.on(),
                first.where() == null ? second.where() : first.where(),
                introduced.introducedById(), introduced.introductionId());
    }

    private static HowWeMet known(ContactDetails details, Choice choice) {
        var met = details.howWeMet();
        Predicate<UUID> isOneOfThem = id -> id.equals(choice.survivor.id()) || id.equals(choice.other.id());
        return Optional.ofNullable(met.introducedById()).filter(isOneOfThem).isPresent()
                ? new HowWeMet(met.on(), met.where(), null, null)
                : met;
    }

    private static ContactStatus status(Choice choice) {
        if (choice.taken.contains(MergeField.STATUS)) {
            return choice.other.status();
        }
        return STRONGEST.stream().filter(strong -> strong == choice.survivor.status() || strong == choice.other.status())
                .findFirst().orElse(choice.survivor.status());
    }

    private static boolean isSame(String one, String other) {
        return Objects.equals(one == null ? null : Folding.fold(one), other == null ? null : Folding.fold(other));
    }

    /** The survivor's first, in their order, then those of the other that are new. */
    private static <T> List<T> union(List<T> survivors, List<T> others, BiPredicate<T, T> isSame) {
        var union = new ArrayList<>(survivors);
        others.stream().filter(other -> survivors.stream().noneMatch(one -> isSame.test(one, other))).forEach(union::add);
        return union;
    }
}
