package dev.kith.contact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.kith.organization.Spellings;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MergeRulesPropertyTest {

    private static final UUID ONE = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);
    private static final UUID SOMEBODY = new UUID(0, 3);

    private static final ContactDetails NOBODY = person("N").build();

    @Property
    void nothing_of_either_is_lost(@ForAll("people") ContactDetails one, @ForAll("people") ContactDetails another,
            @ForAll Set<MergeField> taken) {
        var other = withId(another, OTHER);
        var merged = merge(one, other, taken);
        assertHolds(merged, one, other,
                details -> details.emails().stream().map(email -> email.address().toLowerCase()).toList());
        assertHolds(merged, one, other, details -> details.phones().stream().map(Phone::number).toList());
        assertHolds(merged, one, other, details -> details.links().stream().map(Link::url).toList());
        assertHolds(merged, one, other, details -> details.tags().stream().map(String::toLowerCase).toList());
        assertHolds(merged, one, other, ContactDetails::needs);
        assertHolds(merged, one, other,
                details -> details.positions().stream().map(position -> position.title().toLowerCase()).toList());
        for (var notes : Stream.of(one.notes(), other.notes()).filter(Objects::nonNull).toList()) {
            assertTrue(merged.notes().contains(notes));
        }
        assertTrue(merged.emails().stream().filter(Email::preferred).count() <= 1 + Math.max(0,
                Math.max(preferred(one), preferred(other)) - 1));
    }

    private static long preferred(ContactDetails details) {
        return details.emails().stream().filter(Email::preferred).count();
    }

    private static void assertHolds(ContactDetails merged, ContactDetails one, ContactDetails other,
            Function<ContactDetails, Collection<String>> what) {
        assertTrue(what.apply(merged).containsAll(what.apply(one)));
        assertTrue(what.apply(merged).containsAll(what.apply(other)));
    }

    @Property
    void what_is_known_of_one_alone_holds_and_else_the_one_that_was_chosen(@ForAll("people") ContactDetails one,
            @ForAll("people") ContactDetails another, @ForAll Set<MergeField> taken) {
        var other = withId(another, OTHER);
        var merged = merge(one, other, taken);
        assertChosen(taken.contains(MergeField.CADENCE), one, other, merged, ContactDetails::cadence);
        assertChosen(taken.contains(MergeField.CITY), one, other, merged, ContactDetails::city);
        assertChosen(taken.contains(MergeField.NAME), one, other, merged, details -> details.name().display());
        assertEquals(ONE, merged.id());
    }

    private static <T> void assertChosen(boolean takesOther, ContactDetails one, ContactDetails other, ContactDetails merged,
            Function<ContactDetails, T> what) {
        var first = what.apply(takesOther ? other : one);
        assertEquals(first == null ? what.apply(takesOther ? one : other) : first, what.apply(merged));
    }

    @Property
    void somebody_told_twice_is_as_told_once(@ForAll("people") ContactDetails one, @ForAll Set<MergeField> taken) {
        assertEquals(withoutOneself(one), merge(one, withId(one, OTHER), taken));
    }

    private static ContactDetails withoutOneself(ContactDetails one) {
        var met = one.howWeMet();
        return met.introducedById() == null || met.introducedById().equals(SOMEBODY) ? one
                : with(one, one.id(), new HowWeMet(met.on(), met.where(), null, null));
    }

    @Property
    void nobody_was_introduced_by_themselves(@ForAll("people") ContactDetails one, @ForAll("people") ContactDetails another,
            @ForAll Set<MergeField> taken) {
        var met = merge(one, withId(another, OTHER), taken).howWeMet();
        assertTrue(met.introducedById() == null || met.introducedById().equals(SOMEBODY));
        assertEquals(met.introducedById() == null, met.introductionId() == null);
    }

    @Property
    void they_met_on_the_earlier_day(@ForAll("people") ContactDetails one, @ForAll("people") ContactDetails another) {
        var days = Stream.of(one, another).map(details -> details.howWeMet().on()).filter(Objects::nonNull);
        assertEquals(days.min(LocalDate::compareTo).orElse(null),
                merge(one, withId(another, OTHER), Set.of()).howWeMet().on());
    }

    @Example
    void a_country_does_not_go_with_another_city() {
        var bonn = person("A").city("Bonn", null).build();
        assertEquals(null, merge(bonn, person("B").city("Basel", "CH").build(), Set.of()).country());
        assertEquals("DE", merge(bonn, person("B").city("bonn", "DE").build(), Set.of()).country());
        assertEquals("CH", merge(NOBODY, person("B").city("Basel", "CH").build(), Set.of()).country());
    }

    @Example
    void the_day_with_its_year_says_more() {
        var day = person("A").birthday("--05-12").build();
        assertEquals("1980-05-12", merge(day, person("B").birthday("1980-05-12").build(), Set.of()).birthday());
        assertEquals("--05-12", merge(day, person("B").birthday("1980-05-13").build(), Set.of()).birthday());
    }

    @Example
    void the_same_work_is_told_once_and_two_times_at_the_same_place_are_two() {
        var since2019 = person("A").position("Acme", "Dev", "2019", null).build();
        var exactly = person("B").position("ACME", "dev", "2019-04", "2021").build();
        assertEquals(List.of(new Position("Acme", "Dev", null, "2019-04", "2021")),
                merge(since2019, exactly, Set.of()).positions());
        assertEquals(2, merge(since2019, person("B").position("Acme", "Dev", "2023", null).build(), Set.of())
                .positions().size());
    }

    @Example
    void the_parts_of_a_name_are_not_mixed() {
        var shown = person("Ann Lee").build();
        var parts = named(new Name("Ann Lee", "Ann", "Lee", null, null, null));
        assertEquals("Lee", merge(shown, parts, Set.of()).name().family());
        var another = named(new Name("Anne King", "Anne", "King", null, null, "Annie"));
        assertEquals(null, merge(shown, another, Set.of()).name().family());
        assertEquals("Annie", merge(shown, another, Set.of()).name().nickname());
        assertFalse(merge(shown, another, Set.of(MergeField.NAME)).name().family().isEmpty());
    }

    private static ContactDetails named(Name name) {
        var like = person("X").build();
        return new ContactDetails(OTHER, name, like.emails(), null, null, null, null, null, null, null, null, null, null, null,
                null, null);
    }

    private static ContactDetails merge(ContactDetails one, ContactDetails other, Set<MergeField> taken) {
        return MergeRules.merge(one, other, taken, new Spellings(Map.of()));
    }

    // ---- people

    private static Builder person(String name) {
        return new Builder(name);
    }

    private static final class Builder {
        private final String name;
        private String city;
        private String country;
        private String birthday;
        private List<Position> positions;

        Builder(String name) {
            this.name = name;
        }

        Builder city(String of, String in) {
            city = of;
            country = in;
            return this;
        }

        Builder birthday(String day) {
            birthday = day;
            return this;
        }

        Builder position(String organization, String title, String from, String to) {
            positions = List.of(new Position(organization, title, null, from, to));
            return this;
        }

        ContactDetails build() {
            return new ContactDetails(name.equals("B") ? OTHER : ONE, Name.shown(name), null, null, null, positions, city,
                    country, birthday, null, null, null, null, null, null, null);
        }
    }

    @Provide
    Arbitrary<ContactDetails> people() {
        var words = Arbitraries.of("ant", "Bee", "cat", "DOG", "eel");
        var some = words.list().uniqueElements(String::toLowerCase).ofMaxSize(3);
        var met = Combinators.combine(
                Arbitraries.integers().between(0, 5).map(day -> LocalDate.of(2020, 1, 1).plusDays(day)).injectNull(0.3),
                words.injectNull(0.5), Arbitraries.of(ONE, OTHER, SOMEBODY).injectNull(0.4))
                .as((on, where, who) -> new HowWeMet(on, where, who, who == null ? null : new UUID(9, 9)));
        var emails = Combinators.combine(some, Arbitraries.integers().between(-1, 2)).as((names, preferred) -> names.stream()
                .map(name -> new Email(name + "@x.example", null, names.indexOf(name) == preferred)).toList());
        var lists = Combinators.combine(emails, some, some, some, some).as(Lists::new);
        return Combinators.combine(words, lists, words.injectNull(0.4), words.injectNull(0.4), met,
                Arbitraries.of("P1M", "P1Y").injectNull(0.5), Arbitraries.of(ContactStatus.values()))
                .as((name, list, city, notes, how, cadence, status) -> new ContactDetails(ONE, Name.shown(name), list.emails,
                        list.phones.stream().map(number -> new Phone(number, null)).toList(),
                        list.links.stream().map(url -> new Link("https://" + url, null)).toList(),
                        list.titles.stream().map(title -> new Position("Acme", title, null, null, null)).toList(), city, null,
                        null, list.words, notes, how, list.words, null, cadence, status));
    }

    private record Lists(List<Email> emails, List<String> phones, List<String> links, List<String> titles,
            List<String> words) {
    }

    private static ContactDetails withId(ContactDetails details, UUID id) {
        return with(details, id, details.howWeMet());
    }

    private static ContactDetails with(ContactDetails details, UUID id, HowWeMet met) {
        return new ContactDetails(id, details.name(), details.emails(), details.phones(), details.links(), details.positions(),
                details.city(), details.country(), details.birthday(), details.tags(), details.notes(), met, details.needs(),
                details.offers(), details.cadence(), details.status());
    }
}
