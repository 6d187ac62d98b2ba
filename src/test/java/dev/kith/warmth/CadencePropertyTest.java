package dev.kith.warmth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZonedDateTime;

import dev.kith.problem.Invalid;
import dev.kith.problem.RuleBroken;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Periods in every zone there is. */
class CadencePropertyTest {

    private static final long YEAR_1950 = Instant.parse("1950-01-01T00:00:00Z").getEpochSecond();
    private static final long YEAR_2150 = Instant.parse("2150-01-01T00:00:00Z").getEpochSecond();

    @Provide
    Arbitrary<ZoneId> zones() {
        return Arbitraries.of(ZoneId.getAvailableZoneIds().stream()
                .filter(id -> !id.startsWith("ical4j-")) // names without rules, which reading a calendar in another test leaves
                .sorted().toList()).map(ZoneId::of);
    }

    @Provide
    Arbitrary<String> cadences() {
        return Combinators.combine(part(9, 'Y'), part(11, 'M'), part(3, 'W'), part(6, 'D'))
                .as((years, months, weeks, days) -> "P" + years + months + weeks + days)
                .filter(text -> !text.equals("P"));
    }

    private static Arbitrary<String> part(int most, char unit) {
        return Arbitraries.integers().between(0, most).map(number -> number == 0 ? "" : "" + number + unit);
    }

    @Property
    void a_month_after_the_31st_of_january_is_the_last_day_of_february(@ForAll("zones") ZoneId zone,
            @ForAll @IntRange(min = 1970, max = 2100) int year, @ForAll @IntRange(min = 0, max = 86_399) int second) {
        var time = LocalTime.ofSecondOfDay(second);
        var anchor = ZonedDateTime.of(LocalDate.of(year, 1, 31), time, zone);
        var expected = LocalDate.of(year, 2, Year.isLeap(year) ? 29 : 28).atTime(time);
        // the hour that a change of the clock leaves out, or has twice, is another property's
        Assume.that(anchor.toLocalTime().equals(time) && zone.getRules().getTransition(expected) == null);
        assertEquals(expected, LocalDateTime.ofInstant(stored("P1M").after(anchor.toInstant(), zone), zone));
    }

    @Property
    void it_is_the_calendars_arithmetic_however_it_is_worked_out(@ForAll("zones") ZoneId zone,
            @ForAll("cadences") String cadence, @ForAll("instants") Instant anchor) {
        var after = stored(cadence).after(anchor, zone);
        assertEquals(WarmthOracle.plus(anchor, cadence, zone), after);
        assertTrue(after.isAfter(anchor));
    }

    @Provide
    Arbitrary<Instant> instants() {
        return Arbitraries.longs().between(YEAR_1950, YEAR_2150).map(Instant::ofEpochSecond);
    }

    @Property
    void a_cadence_is_returned_as_it_was_sent(@ForAll("cadences") String cadence) {
        assertEquals(cadence, Cadence.of("/cadence", cadence).toString());
    }

    @Property
    void a_longer_cadence_never_ends_earlier(@ForAll("zones") ZoneId zone, @ForAll("instants") Instant anchor,
            @ForAll @LongRange(min = 1, max = 3650) long days) {
        var cadence = stored("P" + days + "D").after(anchor, zone);
        var longer = stored("P" + (days + 1) + "D").after(anchor, zone);
        assertFalse(longer.isBefore(cadence));
    }

    @Property
    void whatever_is_no_such_period_is_refused(@ForAll String text) {
        if (!text.matches(Cadence.PATTERN)) {
            assertEquals("/cadence", assertThrows(Invalid.class, () -> Cadence.of("/cadence", text)).errors().get(0).pointer());
        }
    }

    @Example
    void from_a_day_to_ten_years() {
        for (var allowed : new String[] { "P1D", "P1W", "P0M1D", "P10Y", "P120M", "P521W", "P3652D", "P9Y12M" }) {
            assertEquals(allowed, Cadence.of("/cadence", allowed).toString());
        }
        for (var refused : new String[] { "P0D", "P0Y0M", "P10Y1D", "P121M", "P522W", "P3653D", "P500Y",
                "P9999Y9999M9999W9999D" }) {
            assertThrows(RuleBroken.class, () -> Cadence.of("/cadence", refused), refused);
        }
        for (var none : new String[] { "", "P", "P1", "1D", "-P1M", "P-1M", "P1M-31D", "PT5H", "P1DT5H", "p1d", "P1D ", "P1,5D",
                "P1.5D", "P10000D", "P1D1W", "P1W\n", "P٣D" }) {
            assertThrows(Invalid.class, () -> Cadence.of("/cadence", none), none);
        }
        assertNull(Cadence.of("/cadence", null));
    }

    private static Cadence stored(String text) {
        return Cadence.stored(text);
    }
}
