package dev.kith.warmth;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The rules of warmth once more, as slow and as plain as they can be written: it knows what the owner said, and after each
 * transaction works out everything anew from all that ever happened. It shares no line with the code under test.
 */
final class WarmthOracle {

    private static final Pattern PERIOD = Pattern.compile("P(?:(\\d+)Y)?(?:(\\d+)M)?(?:(\\d+)W)?(?:(\\d+)D)?");

    /** By id, which is the order in which changed settings are applied. */
    final Map<String, Person> people = new TreeMap<>();
    /** By id; a later one has a larger id. */
    final Map<String, Happening> happenings = new TreeMap<>();
    /** Those that were not deleted, by name in lower case. */
    final Map<String, Tag> tags = new TreeMap<>();
    /** Changed settings that have not reached everybody, in order. */
    final List<Recompute> recomputes = new ArrayList<>();
    ZoneId zone = ZoneId.of("UTC");
    String defaultCadence;

    private final int batchSize;
    private final Set<String> batchIds = new HashSet<>();

    /** @param batchSize to how many contacts a changed setting is applied in one transaction */
    WarmthOracle(int batchSize) {
        this.batchSize = batchSize;
    }

    // ---- what was said

    static final class Person {
        final String id;
        final String called;
        Instant createdAt;
        LocalDate metOn;
        String cadence;
        String status = "ACTIVE";
        boolean binned;
        final Set<Tag> tags = new HashSet<>();
        Snooze snooze;

        /** All transactions that looked at this relationship, in order, and what has followed from them. */
        private final List<Moment> moments = new ArrayList<>();
        private Course course = new Course();
        /** A transaction of which is not known yet what it did. */
        private Look look;

        Person(String id, String called, Instant createdAt) {
            this.id = id;
            this.called = called;
            this.createdAt = createdAt;
        }

        /** As the last transaction that changed anything left it. */
        Clock clock() {
            return course.clock;
        }

        List<Spell> spells() {
            return course.spells;
        }

        boolean isCold() {
            return course.isCold();
        }

        boolean isLookedAt() {
            return look != null;
        }

        @Override
        public String toString() {
            return called;
        }
    }

    static final class Tag {
        final String name;
        String cadence;
        /** Who had it when it was deleted; null while it is there. */
        Set<Person> hadBy;

        Tag(String name) {
            this.name = name;
        }
    }

    /** @param setAt a little before the transaction, and after everything that happened before it */
    record Snooze(Instant setAt, Instant until) {
    }

    /** @param answers by contact id, in the order of the participants; null for those who did not answer */
    record Happening(String id, String called, String kind, String direction, Instant occurredAt,
            Map<String, Instant> answers) {

        /** With one person in the place of another; if both were there, who answered first did so for both. */
        Happening with(String gone, String into) {
            if (!answers.containsKey(gone)) {
                return this;
            }
            var seats = new LinkedHashMap<String, Instant>();
            answers.forEach((person, answeredAt) -> {
                var known = seats.get(person.equals(gone) ? into : person);
                seats.put(person.equals(gone) ? into : person,
                        known == null || answeredAt != null && answeredAt.isBefore(known) ? answeredAt : known);
            });
            return new Happening(id, called, kind, direction, occurredAt, seats);
        }
    }

    /** A change of a tag or, without one, of the default or the zone, on its way to the contacts. */
    static final class Recompute {
        final Tag tag;
        final String cause;
        private String after = "";
        private String batchId;

        Recompute(Tag tag, String cause) {
            this.tag = tag;
            this.cause = cause;
        }
    }

    Tag tag(String name) {
        return tags.computeIfAbsent(name.toLowerCase(Locale.ROOT), key -> new Tag(name));
    }

    void delete(Tag tag) {
        tag.hadBy = new HashSet<>();
        people.values().stream().filter(person -> person.tags.remove(tag)).forEach(tag.hadBy::add);
        tags.remove(tag.name.toLowerCase(Locale.ROOT));
        recomputes.add(new Recompute(tag, "CADENCE"));
    }

    /** One person turned out to be another: whatever was said of the one is said of the other. */
    void merge(Person gone, Person into) {
        happenings.replaceAll((id, happening) -> happening.with(gone.id, into.id));
        into.createdAt = gone.createdAt.isBefore(into.createdAt) ? gone.createdAt : into.createdAt;
        if (into.metOn == null || gone.metOn != null && gone.metOn.isBefore(into.metOn)) {
            into.metOn = gone.metOn;
        }
        into.cadence = into.cadence == null ? gone.cadence : into.cadence;
        for (var strong : List.of("DO_NOT_CONTACT", "DECEASED")) { // the last one is the strongest
            into.status = gone.status.equals(strong) || into.status.equals(strong) ? strong : into.status;
        }
        into.tags.addAll(gone.tags);
        if (into.snooze == null || gone.snooze != null && gone.snooze.until.isAfter(into.snooze.until)) {
            into.snooze = gone.snooze;
        }
        looked(gone, new Look(null, null)); // what time alone has done to the one is told before
        touched(into);
    }

    // ---- the clock of one relationship

    record LastContact(String interactionId, String kind, Instant at) {
    }

    record Clock(Instant anchor, LastContact last, String cadence, String source, String tag, boolean paused, Snooze snooze,
            Instant coolsAt, Instant goesColdAt, Instant dueAt) {

        boolean isDue(Instant now) {
            return dueAt != null && dueAt.compareTo(now) <= 0;
        }

        boolean isSnoozed(Instant now) {
            return snooze != null && snooze.until.compareTo(now) > 0 && !isOvertaken();
        }

        /** From when on it is cooling if nothing is done, though it may be cold before; null for never. */
        Instant coolsFrom() {
            if (dueAt == null) {
                return null;
            }
            var from = coolsAt;
            if (snooze != null && !isOvertaken() && snooze.until.compareTo(from) > 0) {
                from = snooze.until;
            }
            return from.compareTo(dueAt) < 0 ? from : null;
        }

        boolean hasCooledBy(Instant now) {
            return coolsFrom() != null && coolsFrom().compareTo(now) <= 0;
        }

        private boolean isOvertaken() {
            return last != null && last.at.compareTo(snooze.setAt) > 0;
        }

        boolean hasCadenceOf(Clock other) {
            return String.valueOf(cadence).equals(String.valueOf(other.cadence)) && source.equals(other.source)
                    && String.valueOf(tag).equals(String.valueOf(other.tag));
        }
    }

    /** Rule 2, as the contract's table has it. */
    static Instant countsAt(String kind, String direction, Instant occurredAt, Instant answeredAt) {
        return switch (kind) {
            case "MEETING", "MEAL", "INTERVIEW", "EVENT", "INTRODUCTION" -> occurredAt;
            case "CALL", "VIDEO_CALL", "MESSAGE", "EMAIL" -> "OUTBOUND".equals(direction) ? answeredAt : occurredAt;
            case "NOTE", "FILE" -> null;
            default -> throw new IllegalArgumentException(kind);
        };
    }

    /** Rules 1 to 4 and 11, from what is known now. */
    Clock clock(Person person) {
        LastContact last = null;
        for (var happening : happenings.values()) {
            if (happening.answers.containsKey(person.id)) {
                var at = countsAt(happening.kind, happening.direction, happening.occurredAt, happening.answers.get(person.id));
                if (at != null && (last == null || at.compareTo(last.at) >= 0)) {
                    last = new LastContact(happening.id, happening.kind, at);
                }
            }
        }
        Instant anchor;
        if (last != null) {
            anchor = last.at;
        } else if (person.metOn != null) {
            anchor = LocalDateTime.of(person.metOn, LocalTime.MIDNIGHT).atZone(zone).toInstant();
        } else {
            anchor = person.createdAt;
        }
        var paused = person.binned || !person.status.equals("ACTIVE");

        var cadence = person.cadence;
        var source = "CONTACT";
        String tagName = null;
        if (cadence == null) {
            source = "TAG";
            for (var tag : tags.values()) { // in the order of their names
                if (person.tags.contains(tag) && tag.cadence != null
                        && (cadence == null || estimatedDays(tag.cadence) < estimatedDays(cadence))) {
                    cadence = tag.cadence;
                    tagName = tag.name;
                }
            }
        }
        if (cadence == null) {
            source = "DEFAULT";
            cadence = defaultCadence;
        }
        if (cadence == null) {
            return new Clock(anchor, last, null, "NONE", null, paused, person.snooze, null, null, null);
        }
        var goesColdAt = plus(anchor, cadence, zone);
        var coolsAt = anchor.plus(ChronoUnit.MICROS.between(anchor, goesColdAt) / 5 * 4, ChronoUnit.MICROS);
        var dueAt = goesColdAt;
        if (person.snooze != null && (last == null || last.at.compareTo(person.snooze.setAt) <= 0)
                && person.snooze.until.compareTo(goesColdAt) > 0) {
            dueAt = person.snooze.until;
        }
        return new Clock(anchor, last, cadence, source, tagName, paused, person.snooze, coolsAt, goesColdAt,
                paused ? null : dueAt);
    }

    /** Months on the calendar first, days then; where the clock is put back, the hour it was by the old time. */
    static Instant plus(Instant anchor, String cadence, ZoneId zone) {
        var parts = parts(cadence);
        var local = LocalDateTime.ofInstant(anchor, zone).plusMonths(parts[0] * 12 + parts[1])
                .plusDays(parts[2] * 7 + parts[3]);
        return ZonedDateTime.ofLocal(local, zone, zone.getRules().getOffset(anchor)).toInstant();
    }

    static double estimatedDays(String cadence) {
        var parts = parts(cadence);
        return parts[0] * 365.25 + parts[1] * 30.44 + parts[2] * 7 + parts[3];
    }

    private static long[] parts(String cadence) {
        var matcher = PERIOD.matcher(cadence);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(cadence);
        }
        var parts = new long[4];
        for (int i = 0; i < 4; i++) {
            parts[i] = matcher.group(i + 1) == null ? 0 : Long.parseLong(matcher.group(i + 1));
        }
        return parts;
    }

    // ---- transactions

    /** @param clock as it is afterwards; null: a sweep, which changes no clock */
    private record Look(Clock clock, Recompute batch) {
    }

    /** @param unnoticed it changed nothing, and so it need not have looked whether the contact is due */
    private record Moment(Look look, Instant at, boolean unnoticed) {
    }

    /** A transaction has changed what the warmth of this one depends on. */
    void touched(Person person) {
        touched(person, null);
    }

    private void touched(Person person, Recompute batch) {
        looked(person, new Look(clock(person), batch));
    }

    private static void looked(Person person, Look look) {
        if (person.look != null) {
            throw new IllegalStateException("two transactions, and nobody compared after the first: " + person);
        }
        person.look = look;
    }

    void swept() {
        people.values().forEach(person -> looked(person, new Look(null, null)));
    }

    /** Whom the next batch of the first changed setting will reach. */
    List<Person> nextBatch() {
        var next = recomputes.get(0);
        return people.values().stream().filter(person -> isConcerned(next, person) && person.id.compareTo(next.after) > 0)
                .limit(batchSize).toList();
    }

    void batchDone() {
        var next = recomputes.get(0);
        var batch = nextBatch();
        batch.forEach(person -> touched(person, next));
        if (batch.size() < batchSize) {
            recomputes.remove(0);
        } else {
            next.after = batch.get(batch.size() - 1).id;
        }
    }

    private static boolean isConcerned(Recompute recompute, Person person) {
        var tag = recompute.tag;
        return tag == null || (tag.hadBy == null ? person.tags.contains(tag) : tag.hadBy.contains(person));
    }

    boolean isPending(Person person) {
        return recomputes.stream().anyMatch(one -> isConcerned(one, person) && person.id.compareTo(one.after) > 0);
    }

    /**
     * Finds the course of a relationship in which exactly these events were published by the last transaction; or by the
     * last sweep, which is a transaction a batch, so that somebody may cool in one of them and be cold by a later one.
     *
     * @param from the transaction was not earlier
     * @param to and not later
     * @throws AssertionError if the rules do not lead to these events
     */
    void explain(Person person, List<Published> seen, Instant from, Instant to) {
        if (person.look == null) {
            if (!seen.isEmpty()) {
                throw new AssertionError(person + ": no transaction touched it, and yet was published " + seen);
            }
            return;
        }
        var look = person.look;
        person.look = null;
        var ways = List.of(List.of(to), List.of(from));
        if (!seen.isEmpty()) {
            var instants = seen.stream().map(Published::at).distinct().toList();
            if (instants.stream().anyMatch(at -> at.isBefore(from) || at.isAfter(to))) {
                throw new AssertionError(person + ": not from " + from + " to " + to + ": " + seen);
            }
            ways = List.of(look.clock == null ? instants : instants.subList(0, 1));
            learnBatchId(look, seen);
        }
        var mayBeUnnoticed = look.clock != null && look.clock.equals(person.clock());
        List<Published> expected = null;
        for (var instants : ways) {
            for (var unnoticed : mayBeUnnoticed ? List.of(false, true) : List.of(false)) {
                var moments = new ArrayList<>(person.moments);
                instants.forEach(at -> moments.add(new Moment(look, at, unnoticed)));
                var course = Course.of(moments);
                var published = course.published.subList(person.course.published.size(), course.published.size());
                if (published.equals(seen)) {
                    person.moments.clear();
                    person.moments.addAll(moments);
                    person.course = course;
                    return;
                }
                expected = expected == null ? published : expected;
            }
        }
        throw new AssertionError(
                "%s: published is\n    %s\n  and should be\n    %s\n  by the clock of before\n    %s\n  and that of now\n    %s\n  after %s"
                        .formatted(person, seen, expected, person.clock(), look.clock, person.spells()));
    }

    private void learnBatchId(Look look, List<Published> seen) {
        if (look.batch != null && look.batch.batchId == null) {
            seen.stream().map(Published::batchId).filter(id -> id != null).findFirst().ifPresent(id -> {
                if (!batchIds.add(id)) {
                    throw new AssertionError("two changes of settings with one batchId: " + seen);
                }
                look.batch.batchId = id;
            });
        }
    }

    // ---- spells

    record Spell(int number, Instant coldAt, Instant detectedAt, String cause, Instant closedAt, String closeReason) {
    }

    /**
     * An event; what it does not have is null, or 0.
     *
     * @param since when it cooled, or went cold
     * @param at when the transaction was that published it
     */
    record Published(String type, int spell, Instant since, Instant detectedAt, Instant at, Instant goesColdAt,
            Long daysOverdue, String cause, String reason, String batchId, String cadence, String cadenceSource,
            Boolean neverContacted, LastContact lastContact) {
    }

    /** Rules 5 to 8: what follows from a row of moments. */
    private static final class Course {

        final List<Spell> spells = new ArrayList<>();
        final List<Published> published = new ArrayList<>();
        Clock clock;
        private boolean isCooling;

        static Course of(List<Moment> moments) {
            var course = new Course();
            moments.stream().filter(moment -> !moment.unnoticed).forEach(course::pass);
            return course;
        }

        boolean isCold() {
            return !spells.isEmpty() && last().closedAt == null;
        }

        private Spell last() {
            return spells.get(spells.size() - 1);
        }

        private void pass(Moment moment) {
            var now = moment.at;
            if (clock != null && !isCold() && !isCooling && clock.hasCooledBy(now)) {
                cool(clock.coolsFrom().equals(clock.coolsAt) ? "TIME" : "SNOOZE_ENDED", now, null);
            }
            if (clock != null && !isCold() && clock.isDue(now)) {
                begin(clock.dueAt.equals(clock.goesColdAt) ? "TIME" : "SNOOZE_ENDED", now, null);
            }
            if (moment.look.clock == null) {
                return;
            }
            var before = clock;
            clock = moment.look.clock;
            var batch = moment.look.batch;
            if (isCold() && !clock.isDue(now)) {
                end(reason(before, now), now, batch == null ? null : batch.batchId);
            } else if (!isCold() && clock.isDue(now)) {
                begin(batch == null ? cause(before) : batch.cause, now, batch == null ? null : batch.batchId);
            }
            if (isCold() || !clock.hasCooledBy(now)) {
                isCooling = false;
            } else if (!isCooling) {
                cool(batch == null ? cause(before) : batch.cause, now, batch == null ? null : batch.batchId);
            }
        }

        private void cool(String cause, Instant now, String batchId) {
            isCooling = true;
            published.add(new Published("cooling", 0, clock.coolsFrom(), now, now, clock.goesColdAt, null, cause, null, batchId,
                    clock.cadence, clock.source, clock.last == null, clock.last));
        }

        private String cause(Clock before) {
            if (before == null) {
                return "CADENCE";
            } else if (before.paused) {
                return "RESUMED";
            } else if (!clock.hasCadenceOf(before)) {
                return "CADENCE";
            } else if (clock.anchor.equals(before.anchor) && clock.goesColdAt.equals(before.goesColdAt)) {
                return "SNOOZE_ENDED";
            }
            return "CORRECTION";
        }

        private String reason(Clock before, Instant now) {
            if (clock.paused) {
                return "PAUSED";
            } else if (clock.last != null && (before.last == null || clock.last.at.compareTo(before.last.at) > 0)) {
                return "CONTACT";
            } else if (clock.goesColdAt != null && clock.goesColdAt.compareTo(now) <= 0) {
                return "SNOOZED";
            } else if (!clock.hasCadenceOf(before)) {
                return "CADENCE";
            }
            return "CORRECTION";
        }

        private void begin(String cause, Instant now, String batchId) {
            isCooling = false;
            String type;
            if (!spells.isEmpty() && clock.goesColdAt.compareTo(last().closedAt) <= 0) {
                type = "spell-reopened";
                var again = last();
                spells.set(spells.size() - 1,
                        new Spell(again.number, again.coldAt, again.detectedAt, again.cause, null, null));
            } else {
                type = "went-cold";
                spells.add(new Spell(spells.size() + 1, clock.dueAt, now, cause, null, null));
            }
            published.add(new Published(type, last().number, last().coldAt, last().detectedAt, now, clock.goesColdAt,
                    ChronoUnit.DAYS.between(clock.goesColdAt, now), cause, null, batchId, clock.cadence, clock.source,
                    clock.last == null, clock.last));
        }

        private void end(String reason, Instant now, String batchId) {
            var open = last();
            spells.set(spells.size() - 1,
                    new Spell(open.number, open.coldAt, open.detectedAt, open.cause, now, reason));
            published.add(new Published("warmed", open.number, open.coldAt, null, now, clock.goesColdAt, null, null, reason,
                    batchId, null, null, null, null));
        }
    }

    // ---- what is to be seen

    record View(String state, String cadence, String cadenceSource, String cadenceTag, Instant lastContactAt,
            String lastInteractionId, Instant coolsAt, Instant goesColdAt, Instant coldSince, Instant snoozedUntil, int spells,
            boolean pending) {
    }

    View view(Person person, Instant now) {
        var clock = person.clock();
        var last = clock.last;
        return new View(state(person, now), clock.cadence, clock.source, clock.tag, last == null ? null : last.at,
                last == null ? null : last.interactionId, clock.coolsAt, clock.goesColdAt,
                person.isCold() ? person.course.last().coldAt : null, clock.isSnoozed(now) ? clock.snooze.until : null,
                person.spells().size(), isPending(person));
    }

    private static String state(Person person, Instant now) {
        var clock = person.clock();
        if (clock.paused) {
            return "PAUSED";
        } else if (clock.cadence == null) {
            return "NONE";
        } else if (person.isCold()) {
            return "COLD";
        } else if (clock.isSnoozed(now)) {
            return "SNOOZED";
        }
        return clock.coolsAt.compareTo(now) <= 0 ? "COOLING" : "WARM";
    }
}
