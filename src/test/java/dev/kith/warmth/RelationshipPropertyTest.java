package dev.kith.warmth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.kith.eventlog.DomainEvent;
import dev.kith.warmth.Facts.TagCadence;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for one relationship whatever happens, and whenever a sweep runs. */
class RelationshipPropertyTest {

    private static final Instant BEGIN = Instant.parse("2026-01-31T10:00:00.000001Z");
    private static final List<String> CADENCES = List.of("P1D", "P1W", "P7D", "P2W", "P1M", "P30D", "P3M", "P1Y");
    private static final List<String> ZONES = List.of("UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns",
            "Pacific/Chatham");

    /**
     * What a transaction changed, some time after the one before it.
     *
     * @param lastContact how long before the transaction, or null for never
     * @param snooze how long before it was set and how long it lasts from then, in days; null for none
     */
    record Step(Duration later, Duration lastContact, LocalDate metOn, boolean paused, String own, List<String> tags,
            String ownersDefault, String zone, Snoozing snooze, boolean swept) {

        Reading reading(Instant now) {
            var last = lastContact == null ? null
                    : new LastContact(new UUID(7, lastContact.toSeconds()), "MEAL", now.minus(lastContact));
            List<TagCadence> cadences = new ArrayList<>();
            for (var tag : tags) {
                cadences.add(new TagCadence(new UUID(8, cadences.size()), "tag" + cadences.size(), Cadence.stored(tag)));
            }
            return Reading.of(new Facts(BEGIN, metOn, last, paused, Cadence.stored(own), cadences,
                    Cadence.stored(ownersDefault), ZoneId.of(zone)),
                    snooze == null ? null
                            : new Snooze(now.minus(snooze.setBefore), now.minus(snooze.setBefore).plus(snooze.length)));
        }
    }

    record Snoozing(Duration setBefore, Duration length) {
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        var contact = Combinators.combine(minutes(60 * 24 * 60).injectNull(0.2),
                Arbitraries.integers().between(-300, 0).map(days -> LocalDate.of(2026, 1, 31).plusDays(days)).injectNull(0.5),
                Arbitraries.of(true, false, false, false))
                .as((last, metOn, paused) -> new Object[] { last, metOn, paused });
        var cadence = Combinators.combine(cadence().injectNull(0.6), cadence().list().ofMaxSize(3), cadence().injectNull(0.5),
                Arbitraries.of(ZONES)).as((own, tags, ownersDefault, zone) -> new Object[] { own, tags, ownersDefault, zone });
        var snooze = Combinators.combine(minutes(60 * 24 * 20), minutes(60 * 24 * 60)).as(Snoozing::new).injectNull(0.6);
        return Combinators.combine(minutes(60 * 24 * 40), contact, cadence, snooze, Arbitraries.of(true, false))
                .as((later, who, how, rest, swept) -> new Step(later, (Duration) who[0], (LocalDate) who[1], (Boolean) who[2],
                        (String) how[0], texts(how[1]), (String) how[2], (String) how[3], rest, swept))
                .list().ofMinSize(1).ofMaxSize(12);
    }

    private static List<String> texts(Object list) {
        return ((List<?>) list).stream().map(String.class::cast).toList();
    }

    private static Arbitrary<String> cadence() {
        return Arbitraries.of(CADENCES);
    }

    private static Arbitrary<Duration> minutes(int most) {
        return Arbitraries.integers().between(0, most).map(Duration::ofMinutes);
    }

    /** Called after each step with the relationship as it is then. */
    private interface Look {
        void at(Relationship relationship, Instant now);
    }

    /** @param sweep whether a sweep comes in the middle between two transactions */
    private static Relationship live(List<Step> history, boolean sweep, Look look) {
        var relationship = Relationship.begun(new UUID(1, 1), new UUID(2, 2));
        var now = BEGIN;
        for (var step : history) {
            if (sweep && step.swept()) {
                relationship.settle(now.plus(step.later().dividedBy(2)));
            }
            now = now.plus(step.later());
            relationship.take(step.reading(now), now, Batch.NONE);
            look.at(relationship, now);
        }
        relationship.settle(now.plus(Duration.ofDays(500)));
        return relationship;
    }

    @Property
    void whoever_is_due_has_an_open_spell_and_nobody_else(@ForAll("histories") List<Step> history) {
        live(history, false, (relationship, now) -> assertEquals(relationship.reading().isDue(now), relationship.isCold()));
    }

    @Property
    void events_applied_in_order_are_the_state(@ForAll("histories") List<Step> history) {
        live(history, true, (relationship, now) -> {
            Instant coldSince = null;
            var numbers = new HashSet<Integer>();
            for (var event : relationship.events()) {
                if (event instanceof WentCold cold) {
                    assertNull(coldSince, "went cold while it was cold");
                    assertTrue(numbers.add(cold.spell()), "one spell, one went-cold");
                    assertEquals(numbers.size(), cold.spell());
                    assertFalse(cold.coldAt().isAfter(cold.detectedAt()));
                    coldSince = cold.coldAt();
                } else if (event instanceof SpellReopened again) {
                    assertNull(coldSince, "reopened while it was open");
                    assertEquals(numbers.size(), again.spell());
                    coldSince = again.coldAt();
                } else if (event instanceof Warmed warmed) {
                    assertEquals(coldSince, warmed.coldAt(), "warmed of what it went cold of");
                    assertEquals(numbers.size(), warmed.spell());
                    coldSince = null;
                }
            }
            assertEquals(numbers.size(), relationship.spells());
            assertEquals(coldSince, relationship.isCold() ? relationship.last().coldAt() : null);
            assertEquals(coldSince != null,
                    relationship.reading().state(relationship.isCold(), now) == State.COLD, "cold by events and by state");
        });
    }

    @Property
    void each_approach_is_told_once_and_runs_while_the_state_says_so(@ForAll("histories") List<Step> history) {
        var seen = new AtomicInteger();
        var running = new AtomicBoolean();
        live(history, true, (relationship, now) -> {
            var all = relationship.events();
            for (var event : all.subList(seen.getAndSet(all.size()), all.size())) {
                if (event instanceof Cooling cooling) {
                    assertFalse(running.getAndSet(true), "told while it was running");
                    assertFalse(cooling.coolingSince().isAfter(cooling.detectedAt()));
                } else if (event instanceof WentCold || event instanceof SpellReopened) {
                    running.set(false);
                }
            }
            var isCooling = relationship.reading().state(relationship.isCold(), now) == State.COOLING;
            if (isCooling) {
                assertTrue(running.get(), "not told");
                assertFalse(relationship.coolingSince().isAfter(now));
            }
            running.set(isCooling);
        });
    }

    @Property
    void a_sweep_comes_by_when_the_state_changes_by_itself(@ForAll("histories") List<Step> history) {
        live(history, false, (relationship, now) -> {
            var turnsAt = relationship.turnsAt();
            var last = turnsAt == null ? now.plus(Duration.ofDays(4000)) : turnsAt.minus(1, ChronoUnit.MICROS);
            var cold = relationship.isCold();
            var told = relationship.coolingSince() != null;
            var state = relationship.reading().state(cold, last);
            assertTrue(turnsAt == null || turnsAt.isAfter(now));
            assertEquals(told, state == State.COOLING, "until then it is as it was");
            assertEquals(cold, relationship.reading().isDue(last));
            if (turnsAt != null) {
                relationship.settle(turnsAt);
                assertTrue(relationship.isCold() != cold || (relationship.coolingSince() != null) != told,
                        "and then it is not");
            }
        });
    }

    @Property
    void history_does_not_depend_on_when_a_sweep_ran(@ForAll("histories") List<Step> history) {
        var swept = live(history, true, (relationship, now) -> {
        });
        var notSwept = live(history, false, (relationship, now) -> {
        });
        assertEquals(outline(notSwept), outline(swept));
    }

    /** The events but for when something was noticed. */
    private static List<String> outline(Relationship relationship) {
        return relationship.events().stream().map(RelationshipPropertyTest::outline).toList();
    }

    private static String outline(DomainEvent event) {
        if (event instanceof Cooling cooling) {
            return "cooling " + cooling.coolingSince() + cooling.cause() + cooling.goesColdAt() + cooling.lastContact();
        }
        if (event instanceof WentCold cold) {
            return "cold " + cold.spell() + cold.coldAt() + cold.cause() + cold.goesColdAt() + cold.lastContact();
        }
        if (event instanceof SpellReopened again) {
            return "cold again " + again.spell() + again.coldAt() + again.cause() + again.goesColdAt() + again.lastContact();
        }
        return event.toString();
    }

    @Property
    void to_settle_twice_is_to_settle_once(@ForAll("histories") List<Step> history) {
        live(history, false, (relationship, now) -> {
            var later = now.plus(Duration.ofDays(3));
            var copy = new Relationship(new UUID(1, 1), new UUID(2, 2), relationship.reading(), relationship.last(),
                    relationship.coolingSince());
            copy.settle(later);
            var once = List.copyOf(copy.events());
            copy.settle(later);
            copy.settle(later.plusSeconds(1));
            assertEquals(once, copy.events());
            assertTrue(once.size() <= 2, "cooling, and then cold");
        });
    }

    @Property
    void what_is_told_again_changes_nothing(@ForAll("histories") List<Step> history) {
        live(history, false, (relationship, now) -> {
            var copy = new Relationship(new UUID(1, 1), new UUID(2, 2), relationship.reading(), relationship.last(),
                    relationship.coolingSince());
            copy.take(relationship.reading(), now, Batch.NONE);
            assertEquals(List.of(), copy.events());
            assertFalse(copy.spellChanged());
        });
    }

    @Property
    void four_fifths_of_the_way_it_cools(@ForAll("histories") List<Step> history) {
        live(history, false, (relationship, now) -> {
            var reading = relationship.reading();
            if (reading.goesColdAt() == null) {
                assertNull(reading.coolsAt());
                assertNull(reading.dueAt());
                assertEquals(CadenceSource.NONE, reading.applying().source());
                return;
            }
            assertFalse(reading.coolsAt().isBefore(reading.anchor()));
            assertTrue(reading.coolsAt().isBefore(reading.goesColdAt()));
            var whole = reading.anchor().until(reading.goesColdAt(), ChronoUnit.MICROS);
            var warm = reading.anchor().until(reading.coolsAt(), ChronoUnit.MICROS);
            assertTrue(5 * warm <= 4 * whole && 5 * warm > 4 * whole - 20, () -> warm + " of " + whole);
            if (reading.paused()) {
                assertNull(reading.dueAt());
            } else {
                assertNotNull(reading.dueAt());
                assertFalse(reading.dueAt().isBefore(reading.goesColdAt()), "a snooze makes nothing due earlier");
            }
        });
    }

    @Property
    void while_a_snooze_lasts_nothing_goes_cold(@ForAll("histories") List<Step> history) {
        live(history, true, (relationship, now) -> {
            if (relationship.reading().isSnoozed(now)) {
                assertFalse(relationship.isCold());
            }
        });
    }

    @Property
    void the_nearest_cadence_applies_and_of_tags_the_tightest(@ForAll("histories") List<Step> history) {
        for (var step : history) {
            var applying = step.reading(BEGIN).applying();
            if (step.own() != null) {
                assertEquals(CadenceSource.CONTACT, applying.source());
                assertEquals(step.own(), applying.cadence().toString());
            } else if (!step.tags().isEmpty()) {
                assertEquals(CadenceSource.TAG, applying.source());
                var days = WarmthOracle.estimatedDays(applying.cadence().toString());
                assertTrue(step.tags().stream().allMatch(tag -> WarmthOracle.estimatedDays(tag) >= days));
                var first = step.tags().stream().filter(tag -> WarmthOracle.estimatedDays(tag) == days).findFirst()
                        .orElseThrow();
                assertEquals(new UUID(8, step.tags().indexOf(first)), applying.tagId());
            } else if (step.ownersDefault() != null) {
                assertEquals(CadenceSource.DEFAULT, applying.source());
            } else {
                assertEquals(CadenceSource.NONE, applying.source());
                assertNull(applying.cadence());
            }
        }
    }
}
