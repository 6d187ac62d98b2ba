package dev.kith.warmth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kith.eventlog.EventLog;
import dev.kith.support.TestOwner;
import dev.kith.warmth.WarmthOracle.Clock;
import dev.kith.warmth.WarmthOracle.Happening;
import dev.kith.warmth.WarmthOracle.Person;
import dev.kith.warmth.WarmthOracle.Published;
import dev.kith.warmth.WarmthOracle.Recompute;
import dev.kith.warmth.WarmthOracle.Snooze;
import dev.kith.warmth.WarmthOracle.View;

/**
 * Random things that a new owner does, one after the other. After each of them what the API says, the stored spells and the
 * published events are compared with what the oracle says, for everybody.
 *
 * <p>
 * The oracle does not know the instant of a transaction, only that it lies between the comparison before and the one after,
 * some milliseconds. Where it matters, it is taken from the event that was published; where none was, both ends are tried.
 */
final class WarmthHistory {

    private static final int MOST_PEOPLE = 7;
    private static final List<String> CADENCES = List.of("P1D", "P3D", "P1W", "P7D", "P10D", "P2W", "P30D", "P1M", "P1M",
            "P45D", "P2M", "P1M2W", "P3M", "P1Y", "P1Y2M3D");
    /** Offsets of half and quarter hours, summer time of half an hour or from midnight, far east and west. */
    private static final List<String> ZONES = List.of("UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu",
            "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Chatham", "America/Santiago", "Asia/Beirut", "America/New_York",
            "Africa/Casablanca", "Pacific/Pago_Pago");
    private static final List<String> TAGS = List.of("alpha", "Beta", "gamma", "DELTA");
    private static final List<String> KINDS = List.of("MEETING", "MEAL", "CALL", "VIDEO_CALL", "INTERVIEW", "EVENT",
            "INTRODUCTION", "MESSAGE", "EMAIL", "NOTE", "FILE");
    private static final List<String> DIRECTIONS = Arrays.asList("INBOUND", "OUTBOUND", "OUTBOUND", "TWO_WAY", null);
    private static final List<String> STATUSES = List.of("MUTED", "ARCHIVED", "DECEASED", "DO_NOT_CONTACT");
    private static final List<String> STATES = Stream.of(State.values()).map(Enum::name).toList();

    /** What a history is tried on. */
    record Bench(WarmthApi.Transport transport, WarmthDatabase database, Sweep sweep, RecomputeJob recomputes, EventLog events,
            int batchSize) {
    }

    private record Line(String text, Set<Person> people) {
    }

    private record Operation(int weight, BooleanSupplier doing) {
    }

    private final Bench bench;
    private final TestOwner owner = TestOwner.fresh();
    private final WarmthApi api;
    private final Random random;
    private final WarmthOracle oracle;
    private final List<Line> diary = new ArrayList<>();
    private final List<Operation> operations = List.of(
            new Operation(5, this::create),
            new Operation(24, this::log),
            new Operation(9, this::edit),
            new Operation(6, this::answer),
            new Operation(3, this::withdrawAnswer),
            new Operation(7, this::remove),
            new Operation(8, this::setCadence),
            new Operation(6, this::addTag),
            new Operation(4, this::removeTag),
            new Operation(6, this::setTagCadence),
            new Operation(3, this::deleteTag),
            new Operation(4, this::setDefault),
            new Operation(3, this::setZone),
            new Operation(6, this::snooze),
            new Operation(3, this::snoozeForOneCadence),
            new Operation(4, this::endSnooze),
            new Operation(7, this::setStatus),
            new Operation(2, this::bin),
            new Operation(4, this::restore),
            new Operation(3, this::setMetOn),
            new Operation(3, this::merge),
            new Operation(24, this::letTimePass),
            new Operation(9, this::sweep),
            new Operation(9, this::recompute));
    private final int weights = operations.stream().mapToInt(Operation::weight).sum();

    /** What the events say, applied in order: since when somebody is cold. */
    private final Map<String, Instant> fold = new HashMap<>();
    private final Set<String> wentCold = new HashSet<>();
    private String cursor;
    private long position;
    /** All that was compared was true here; what comes, comes later. */
    private Instant now;
    private int happenings;
    private int names;
    /** Who became part of somebody else since the last comparison, or null. */
    private Person gone;

    WarmthHistory(Bench bench, Random random, boolean byContract) {
        this.bench = bench;
        this.random = random;
        this.api = new WarmthApi(bench.transport(), owner, byContract);
        this.oracle = new WarmthOracle(bench.batchSize());
        this.now = bench.database().now();
    }

    void run(int length) {
        create();
        compare();
        for (int done = 1; done < length;) {
            if (pick().doing().getAsBoolean()) {
                compare();
                done++;
            }
        }
        if (!oracle.recomputes.isEmpty()) {
            recompute(Integer.MAX_VALUE);
            compare();
        }
        sweep();
        compare();
    }

    private Operation pick() {
        var left = random.nextInt(weights);
        for (var operation : operations) {
            left -= operation.weight();
            if (left < 0) {
                return operation;
            }
        }
        throw new IllegalStateException();
    }

    /** All that was done or, when one contact is named in the text, what of it concerns this one. */
    String diary(String about) {
        var person = oracle.people.values().stream().filter(one -> about.startsWith(one + ":")).findFirst();
        return diary.stream().filter(line -> person.isEmpty() || line.people.isEmpty() || line.people.contains(person.get()))
                .map(Line::text).collect(Collectors.joining("\n  ", "  ", ""));
    }

    private void note(Collection<Person> people, String text, Object... parts) {
        diary.add(new Line("%2d %s %s".formatted(diary.size(), now, text.formatted(parts)), Set.copyOf(people)));
    }

    // ---- contacts

    private boolean create() {
        if (oracle.people.size() >= MOST_PEOPLE) {
            return false;
        }
        var name = nextName();
        var metOn = chance(40) ? day() : null;
        var cadence = chance(60) ? any(CADENCES) : null;
        var tags = TAGS.stream().filter(tag -> chance(35)).toList();
        var status = chance(6) ? any(STATUSES) : "ACTIVE";
        note(List.of(), "create %s: met on %s, cadence %s, tags %s, %s", name, metOn, cadence, tags, status);
        var made = api.send("POST", "/v1/contacts", 201, fields("name", Map.of("display", name),
                "howWeMet", fields("on", metOn), "cadence", cadence, "tags", tags, "status", status));
        var person = new Person(made.path("id").asText(), name, instant(made, "createdAt"));
        person.metOn = metOn;
        person.cadence = cadence;
        person.status = status;
        tags.forEach(tag -> person.tags.add(oracle.tag(tag)));
        oracle.people.put(person.id, person);
        oracle.touched(person);
        return true;
    }

    private String nextName() {
        return String.valueOf((char) ('A' + names++));
    }

    private boolean setCadence() {
        return anyone(present()).then(person -> {
            var cadence = chance(25) ? null : any(CADENCES);
            note(Set.of(person), "%s gets the cadence %s", person, cadence);
            patch(person, fields("cadence", cadence));
            if (!Objects.equals(person.cadence, cadence)) {
                person.cadence = cadence;
                oracle.touched(person);
            }
        });
    }

    private boolean setMetOn() {
        return anyone(present()).then(person -> {
            var metOn = chance(30) ? null : day();
            note(Set.of(person), "%s was met on %s", person, metOn);
            patch(person, Map.of("howWeMet", fields("on", metOn)));
            if (!Objects.equals(person.metOn, metOn)) {
                person.metOn = metOn;
                oracle.touched(person);
            }
        });
    }

    private boolean setStatus() {
        return anyone(present()).then(person -> {
            var status = person.status.equals("ACTIVE") || chance(15) ? any(STATUSES) : "ACTIVE";
            note(Set.of(person), "%s becomes %s", person, status);
            patch(person, Map.of("status", status));
            if (!person.status.equals(status)) {
                person.status = status;
                oracle.touched(person);
            }
        });
    }

    private void patch(Person person, Object patch) {
        api.send("PATCH", contact(person), 200, patch);
    }

    private boolean bin() {
        return anyone(present()).then(person -> {
            note(Set.of(person), "%s goes to the bin", person);
            api.send("DELETE", contact(person), 204, null);
            person.binned = true;
            oracle.touched(person);
        });
    }

    private boolean restore() {
        return anyone(people(one -> one.binned)).then(person -> {
            note(Set.of(person), "%s comes back from the bin", person);
            api.send("POST", contact(person) + "/restore", 200, null);
            person.binned = false;
            oracle.touched(person);
        });
    }

    private boolean merge() {
        var present = present();
        if (present.size() < 2) {
            return false;
        }
        var two = new ArrayList<>(present);
        Collections.shuffle(two, random);
        var into = two.get(0);
        gone = two.get(1);
        note(Set.of(into, gone), "%s becomes part of %s", gone, into);
        if (chance(30)) {
            api.send("GET", contact(into) + "/merge?contactId=" + gone.id, 200, null);
        }
        api.send("POST", contact(into) + "/merge", 200, Map.of("contactId", gone.id));
        oracle.merge(gone, into);
        return true;
    }

    private boolean snooze() {
        return anyone(present()).then(person -> {
            var until = now.plus(1, ChronoUnit.DAYS).plusSeconds(random.nextInt(chance(80) ? 30 * 86_400 : 360 * 86_400))
                    .plus(random.nextInt(1_000_000), ChronoUnit.MICROS);
            note(Set.of(person), "%s is snoozed until %s", person, until);
            api.send("POST", contact(person) + "/snooze", 200, Map.of("until", until.toString()));
            person.snooze = new Snooze(now, until);
            oracle.touched(person);
        });
    }

    private boolean snoozeForOneCadence() {
        return anyone(people(one -> !one.binned && oracle.clock(one).cadence() != null)).then(person -> {
            var cadence = oracle.clock(person).cadence();
            note(Set.of(person), "%s is snoozed for a cadence of %s", person, cadence);
            var answer = api.send("POST", contact(person) + "/snooze", 200, Map.of("nextCadence", true));
            var until = instant(answer.path("warmth"), "snoozedUntil");
            var earliest = WarmthOracle.plus(now, cadence, oracle.zone);
            var latest = WarmthOracle.plus(bench.database().now(), cadence, oracle.zone);
            assertTrue(!until.isBefore(earliest) && !until.isAfter(latest),
                    person + ": snoozed until " + until + ", not from " + earliest + " to " + latest);
            person.snooze = new Snooze(now, until);
            oracle.touched(person);
        });
    }

    private boolean endSnooze() {
        return anyone(people(one -> !one.binned && one.snooze != null)).then(person -> {
            note(Set.of(person), "%s is snoozed no more", person);
            api.send("DELETE", contact(person) + "/snooze", 200, null);
            person.snooze = null;
            oracle.touched(person);
        });
    }

    private static String contact(Person person) {
        return "/v1/contacts/" + person.id;
    }

    // ---- tags and settings

    private boolean addTag() {
        return anyone(present()).then(person -> {
            var name = anyTag();
            note(Set.of(person), "%s gets the tag %s", person, name);
            api.send("PUT", contact(person) + "/tags/" + name, 200, null);
            if (person.tags.add(oracle.tag(name))) {
                oracle.touched(person);
            }
        });
    }

    private boolean removeTag() {
        return anyone(people(one -> !one.binned && !one.tags.isEmpty())).then(person -> {
            var tag = any(person.tags.stream().sorted((one, other) -> one.name.compareTo(other.name)).toList());
            note(Set.of(person), "%s loses the tag %s", person, tag.name);
            api.send("DELETE", contact(person) + "/tags/" + tag.name, 200, null);
            person.tags.remove(tag);
            oracle.touched(person);
        });
    }

    private boolean setTagCadence() {
        var name = anyTag();
        var cadence = chance(25) ? null : any(CADENCES);
        note(Set.of(), "tag %s gets the cadence %s", name, cadence);
        api.send("PUT", "/v1/tags/" + name, 0, fields("cadence", cadence));
        var tag = oracle.tag(name);
        if (!Objects.equals(tag.cadence, cadence)) {
            tag.cadence = cadence;
            oracle.recomputes.add(new Recompute(tag, "CADENCE"));
            apply();
        }
        return true;
    }

    private boolean deleteTag() {
        if (oracle.tags.isEmpty()) {
            return false;
        }
        var changing = oracle.tags.values().stream()
                .filter(tag -> oracle.recomputes.stream().anyMatch(one -> one.tag == tag)).toList();
        var tag = any(changing.isEmpty() || chance(30) ? List.copyOf(oracle.tags.values()) : changing);
        note(Set.of(), "tag %s is deleted", tag.name);
        var answer = api.send("DELETE", "/v1/tags/" + tag.name, 200, null);
        oracle.delete(tag);
        assertEquals(tag.hadBy.size(), answer.path("recomputing").asInt());
        apply();
        return true;
    }

    private boolean setDefault() {
        var cadence = chance(30) ? null : any(CADENCES);
        note(Set.of(), "the default is the cadence %s", cadence);
        api.send("PATCH", "/v1/me", 200, fields("defaultCadence", cadence));
        if (!Objects.equals(oracle.defaultCadence, cadence)) {
            oracle.defaultCadence = cadence;
            oracle.recomputes.add(new Recompute(null, "CADENCE"));
            apply();
        }
        return true;
    }

    private boolean setZone() {
        var zone = ZoneId.of(any(ZONES));
        note(Set.of(), "the zone is %s", zone);
        api.send("PATCH", "/v1/me", 200, Map.of("timeZone", zone.getId()));
        if (!oracle.zone.equals(zone)) {
            oracle.zone = zone;
            oracle.recomputes.add(new Recompute(null, "CORRECTION"));
            apply();
        }
        return true;
    }

    /** Mostly a changed setting has reached everybody before something else happens; not always. */
    private void apply() {
        var chance = random.nextInt(100);
        if (chance < 65) {
            recompute(Integer.MAX_VALUE);
        } else if (chance < 85) {
            recompute(1 + random.nextInt(2));
        }
    }

    private boolean recompute() {
        if (oracle.recomputes.isEmpty()) {
            return false;
        }
        recompute(chance(60) ? Integer.MAX_VALUE : 1 + random.nextInt(2));
        return true;
    }

    private void recompute(int batches) {
        for (int done = 0; done < batches && !oracle.recomputes.isEmpty(); done++) {
            if (oracle.nextBatch().stream().anyMatch(Person::isLookedAt)) {
                compare();
            }
            note(oracle.nextBatch(), "a batch of a recompute: %s", oracle.nextBatch());
            try {
                assertTrue(bench.recomputes().batch(), "a setting was changed, and there is nothing to recompute");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            oracle.batchDone();
        }
        bench.events().announce();
    }

    // ---- interactions

    private boolean log() {
        var people = several(present());
        if (people.isEmpty()) {
            return false;
        }
        var stranger = oracle.people.size() < MOST_PEOPLE && chance(6) ? nextName() : null;
        var kind = any(KINDS);
        var direction = direction(kind);
        var occurredAt = past();
        var answers = new ArrayList<Instant>();
        people.forEach(person -> answers.add(chance("OUTBOUND".equals(direction) ? 45 : 8) ? since(occurredAt) : null));
        var called = "#" + ++happenings;
        note(people, "log %s: %s %s at %s with %s, answered at %s%s", called, kind, direction, occurredAt, people, answers,
                stranger == null ? "" : ", and the new " + stranger);
        var participants = new ArrayList<Object>(participants(people, answers));
        if (stranger != null) {
            participants.add(Map.of("new", Map.of("name", Map.of("display", stranger))));
        }
        var made = api.send("POST", "/v1/interactions", 201, fields("kind", kind, "direction", direction,
                "occurredAt", occurredAt, "participants", participants));
        var touched = new ArrayList<>(people);
        if (stranger != null) {
            var id = made.path("participants").path(people.size()).path("contactId").asText();
            var person = new Person(id, stranger, instant(api.send("GET", "/v1/contacts/" + id, 200, null), "createdAt"));
            oracle.people.put(id, person);
            touched.add(person);
            answers.add(null);
        }
        learn(called, kind, direction, occurredAt, touched, answers, made);
        touched.forEach(oracle::touched);
        return true;
    }

    private boolean edit() {
        return anything(any -> true).then(happening -> {
            var kind = chance(35) ? any(KINDS) : happening.kind();
            var direction = chance(35) || needsDirection(kind) && happening.direction() == null ? direction(kind)
                    : happening.direction();
            var answers = new LinkedHashMap<>(happening.answers());
            if (chance(35)) {
                several(present()).forEach(person -> answers.putIfAbsent(person.id, null));
            }
            if (chance(35) && answers.size() > 1) {
                answers.remove(any(List.copyOf(answers.keySet())));
            }
            var occurredAt = happening.occurredAt();
            if (chance(45)) {
                occurredAt = past();
                var first = answers.values().stream().filter(Objects::nonNull).min(Instant::compareTo);
                if (first.isPresent() && occurredAt.isAfter(first.get())) {
                    occurredAt = first.get();
                }
            }
            if (chance(20)) {
                var one = any(List.copyOf(answers.keySet()));
                answers.put(one, answers.get(one) != null ? null : since(occurredAt));
            }
            var people = answers.keySet().stream().map(oracle.people::get).toList();
            var touched = new LinkedHashSet<>(people);
            happening.answers().keySet().forEach(id -> touched.add(oracle.people.get(id)));
            note(touched, "edit %s: %s %s at %s with %s, answered at %s", happening.called(), kind, direction, occurredAt,
                    people, answers.values());
            var patch = new HashMap<String, Object>();
            if (!kind.equals(happening.kind())) {
                patch.put("kind", kind);
            }
            if (!Objects.equals(direction, happening.direction())) {
                patch.put("direction", direction);
            }
            if (!occurredAt.equals(happening.occurredAt())) {
                patch.put("occurredAt", occurredAt.toString());
            }
            if (!answers.equals(happening.answers())) {
                patch.put("participants", participants(people, nullable(answers)));
            }
            var made = api.send("PATCH", "/v1/interactions/" + happening.id(), 200, patch);
            learn(happening.called(), kind, direction, occurredAt, people, nullable(answers), made);
            if (!patch.isEmpty()) {
                touched.forEach(oracle::touched);
            }
        });
    }

    private boolean answer() {
        return anything(happening -> "OUTBOUND".equals(happening.direction()) || chance(10)).then(happening -> {
            var person = oracle.people.get(any(List.copyOf(happening.answers().keySet())));
            var at = since(happening.occurredAt());
            note(Set.of(person), "%s answers %s at %s", person, happening.called(), at);
            var answers = new LinkedHashMap<>(happening.answers());
            answers.put(person.id, at);
            answered(happening, person, answers, api.send("PUT",
                    "/v1/interactions/" + happening.id() + "/answers/" + person.id, 200, Map.of("answeredAt", at.toString())));
        });
    }

    private boolean withdrawAnswer() {
        return anything(happening -> happening.answers().values().stream().anyMatch(Objects::nonNull)).then(happening -> {
            var person = oracle.people.get(any(happening.answers().keySet().stream()
                    .filter(id -> happening.answers().get(id) != null).toList()));
            note(Set.of(person), "%s did not answer %s after all", person, happening.called());
            var answers = new LinkedHashMap<>(happening.answers());
            answers.put(person.id, null);
            answered(happening, person, answers,
                    api.send("DELETE", "/v1/interactions/" + happening.id() + "/answers/" + person.id, 200, null));
        });
    }

    private void answered(Happening happening, Person person, Map<String, Instant> answers, JsonNode made) {
        learn(happening.called(), happening.kind(), happening.direction(), happening.occurredAt(),
                answers.keySet().stream().map(oracle.people::get).toList(), nullable(answers), made);
        if (!answers.equals(happening.answers())) {
            oracle.touched(person);
        }
    }

    private boolean remove() {
        return anything(any -> true).then(happening -> {
            var people = happening.answers().keySet().stream().map(oracle.people::get).toList();
            note(people, "remove %s", happening.called());
            api.send("DELETE", "/v1/interactions/" + happening.id(), 204, null);
            oracle.happenings.remove(happening.id());
            people.forEach(oracle::touched);
        });
    }

    /** Takes an interaction as it was answered, which is as it was asked for, but that the near future is now. */
    private void learn(String called, String kind, String direction, Instant occurredAt, List<Person> people,
            List<Instant> answers, JsonNode made) {
        var id = made.path("id").asText();
        assertEquals(kind, made.path("kind").asText(), called);
        assertEquals(direction, text(made, "direction"), called);
        var occurred = stored(occurredAt, instant(made, "occurredAt"), called);
        var stored = new LinkedHashMap<String, Instant>();
        for (int i = 0; i < people.size(); i++) {
            var participant = made.path("participants").path(i);
            assertEquals(people.get(i).id, participant.path("contactId").asText(), called);
            var answered = stored(answers.get(i), instant(participant, "answeredAt"), called);
            stored.put(people.get(i).id, answered);
            assertEquals(WarmthOracle.countsAt(kind, direction, occurred, answered), instant(participant, "countsAt"),
                    () -> called + ": from when it counts");
        }
        assertEquals(people.size(), made.path("participants").size(), called);
        oracle.happenings.put(id, new Happening(id, called, kind, direction, occurred, stored));
    }

    private Instant stored(Instant asked, Instant answered, String what) {
        if (asked == null || !asked.isAfter(now) || answered == null) {
            assertEquals(asked, answered, what);
        } else {
            assertTrue(answered.equals(asked) || !answered.isBefore(now) && answered.isBefore(now.plusSeconds(60)),
                    what + ": asked " + asked + ", stored " + answered);
        }
        return answered;
    }

    private static List<Object> participants(List<Person> people, List<Instant> answers) {
        var participants = new ArrayList<Object>();
        for (int i = 0; i < people.size(); i++) {
            participants.add(fields("contactId", people.get(i).id, "answeredAt", answers.get(i)));
        }
        return participants;
    }

    private static List<Instant> nullable(Map<String, Instant> answers) {
        return Collections.unmodifiableList(new ArrayList<>(answers.values()));
    }

    private static boolean needsDirection(String kind) {
        return kind.equals("MESSAGE") || kind.equals("EMAIL");
    }

    private String direction(String kind) {
        var direction = any(DIRECTIONS);
        return direction == null && needsDirection(kind) ? "OUTBOUND" : direction;
    }

    /** Some time ago, or what a clock that is ahead calls now. */
    private Instant past() {
        Instant at;
        do {
            at = switch (random.nextInt(8)) {
                case 0 -> now.plusSeconds(30 + random.nextInt(200));
                case 1, 2 -> ago(Duration.ofHours(2));
                case 3, 4 -> ago(Duration.ofDays(12));
                case 5 -> ago(Duration.ofDays(200));
                // a little more or less than a cadence
                case 6 -> now.minus((long) (WarmthOracle.estimatedDays(any(CADENCES)) * 24 * 60), ChronoUnit.MINUTES)
                        .plusSeconds(43_200 - random.nextInt(86_400));
                default -> oracle.happenings.isEmpty() ? ago(Duration.ofDays(3))
                        : any(List.copyOf(oracle.happenings.values())).occurredAt();
            };
        } while (isNearSnooze(at));
        return at;
    }

    private Instant ago(Duration most) {
        return now.minus((long) (random.nextDouble() * ChronoUnit.MICROS.between(Instant.EPOCH, Instant.EPOCH.plus(most))),
                ChronoUnit.MICROS);
    }

    /** When a snooze was set is known to some milliseconds only. */
    private boolean isNearSnooze(Instant at) {
        return oracle.people.values().stream().anyMatch(one -> one.snooze != null
                && Duration.between(one.snooze.setAt(), at).abs().compareTo(Duration.ofSeconds(2)) < 0 && at.isBefore(now));
    }

    private Instant since(Instant occurredAt) {
        Instant at;
        do {
            at = occurredAt.isAfter(now) || chance(20) ? now.plusSeconds(235)
                    : occurredAt.plus((long) (random.nextDouble() * ChronoUnit.MICROS.between(occurredAt, now)),
                            ChronoUnit.MICROS);
        } while (isNearSnooze(at));
        return at;
    }

    private LocalDate day() {
        return now.atZone(oracle.zone).toLocalDate().minusDays(random.nextInt(chance(50) ? 15 : 400));
    }

    // ---- time

    private boolean letTimePass() {
        var to = chance(50) ? boundary() : null;
        if (to == null) {
            to = now.plus(switch (random.nextInt(10)) {
                case 0, 1 -> Duration.ofMinutes(1 + random.nextInt(60));
                case 2, 3 -> Duration.ofHours(1 + random.nextInt(24));
                case 4, 5, 6 -> Duration.ofDays(1 + random.nextInt(6));
                case 7, 8 -> Duration.ofDays(7 + random.nextInt(20));
                default -> Duration.ofDays(30 + random.nextInt(35));
            });
        }
        note(Set.of(), "time passes until %s", to);
        bench.database().ahead(Duration.between(now, to));
        now = bench.database().now();
        if (chance(40)) {
            sweep();
        }
        return true;
    }

    /** A little before or after something happens by the time alone. */
    private Instant boundary() {
        var ahead = oracle.people.values().stream().map(Person::clock).flatMap(WarmthHistory::boundaries)
                .filter(at -> at.isAfter(now) && at.isBefore(now.plus(100, ChronoUnit.DAYS))).sorted().toList();
        if (ahead.isEmpty()) {
            return null;
        }
        var to = any(ahead).plusMillis(switch (random.nextInt(10)) {
            case 0 -> random.nextInt(80) - 60;
            case 1, 2 -> -1500;
            case 3, 4, 5 -> 5;
            case 6, 7 -> 3_000;
            default -> 3_600_000;
        });
        return to.isAfter(now) ? to : null;
    }

    private static Stream<Instant> boundaries(Clock clock) {
        return Stream
                .of(clock.coolsAt(), clock.goesColdAt(), clock.dueAt(), clock.snooze() == null ? null : clock.snooze().until())
                .filter(Objects::nonNull);
    }

    private boolean sweep() {
        note(Set.of(), "sweep");
        try {
            bench.sweep().sweep();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        oracle.swept();
        return true;
    }

    // ---- comparison

    private void compare() {
        var views = new HashMap<String, JsonNode>();
        api.send("GET", "/v1/contacts?status=ACTIVE&status=MUTED&status=ARCHIVED&status=DECEASED&status=DO_NOT_CONTACT"
                + "&status=BINNED&limit=200", 200, null).path("items")
                .forEach(view -> views.put(view.path("id").asText(), view));
        var stored = bench.database().awaitLog(owner.id());
        var published = published(stored.published());
        if (gone != null) {
            oracle.people.remove(gone.id);
            oracle.explain(gone, published.getOrDefault(gone.id, List.of()), now, stored.now());
            fold.remove(gone.id);
            gone = null;
        }
        assertEquals(oracle.people.keySet(), views.keySet());
        for (var person : oracle.people.values()) {
            oracle.explain(person, published.getOrDefault(person.id, List.of()), now, stored.now());
            assertEquals(person.spells(), stored.spells().getOrDefault(person.id, List.of()), () -> person + ": stored spells");
            compare(person, view(views.get(person.id).path("warmth")), stored.now());
        }
        if (chance(4)) {
            compareList(any(STATES), stored.now());
        }
        now = stored.now();
    }

    private void compare(Person person, View view, Instant until) {
        var before = oracle.view(person, now);
        var after = oracle.view(person, until);
        if (!view.equals(before) && !view.equals(after)) {
            assertEquals(after, view, () -> person + ": warmth in the API, by the clock " + person.clock());
        }
        var since = fold.get(person.id);
        assertEquals(since, view.coldSince(), () -> person + ": cold since, by the events in order and by the API");
        assertEquals(since != null, view.state().equals("COLD"), () -> person + ": cold, by the events in order");
    }

    /** The database filters by state in words of its own. */
    private void compareList(String state, Instant until) {
        var later = bench.database().now().plusSeconds(1);
        var clear = oracle.people.values().stream().map(Person::clock).flatMap(WarmthHistory::boundaries)
                .noneMatch(at -> at.isAfter(until) && !at.isAfter(later));
        if (clear) {
            var expected = oracle.people.values().stream().filter(one -> oracle.view(one, until).state().equals(state))
                    .map(one -> one.id).collect(Collectors.toSet());
            var found = new HashSet<String>();
            api.send("GET", "/v1/contacts?status=ACTIVE&status=MUTED&status=ARCHIVED&status=DECEASED&status=DO_NOT_CONTACT"
                    + "&status=BINNED&state=" + state, 200, null).path("items")
                    .forEach(view -> found.add(view.path("id").asText()));
            assertEquals(expected, found, () -> "the list of those " + state);
        }
    }

    /** What was published since the last time, by contact; applied to the fold. */
    private Map<String, List<Published>> published(long last) {
        var published = new HashMap<String, List<Published>>();
        while (position < last) {
            var page = api.send("GET", "/v1/events?limit=200" + (cursor == null ? "" : "&after=" + cursor), 200, null);
            cursor = page.path("nextCursor").asText();
            assertTrue(!page.path("items").isEmpty(), "the log has more, and the API has not");
            for (var event : page.path("items")) {
                position = Long.parseLong(event.path("sequence").asText());
                var data = event.path("data");
                var contact = text(data, "contactId");
                var type = event.path("type").asText().replaceAll("^dev\\.kith\\.contact\\.|\\.v1$", "");
                switch (type) {
                    case "cooling" -> published.computeIfAbsent(contact, id -> new ArrayList<>()).add(published(type, data));
                    case "went-cold", "spell-reopened", "warmed" -> {
                        fold(contact, type, data, event);
                        published.computeIfAbsent(contact, id -> new ArrayList<>()).add(published(type, data));
                    }
                    default -> {
                        // of other events other tests tell
                    }
                }
            }
        }
        return published;
    }

    private void fold(String contact, String type, JsonNode data, JsonNode event) {
        assertEquals(contact, event.path("subject").asText());
        if (type.equals("warmed")) {
            fold.remove(contact);
        } else {
            fold.put(contact, instant(data, "coldAt"));
        }
        if (type.equals("went-cold")) {
            var spell = contact + "/" + data.path("spell").asInt();
            assertTrue(wentCold.add(spell), () -> "a second went-cold of " + spell);
            assertEquals(WarmthApi.uuid5(owner.id(), spell).toString(), event.path("id").asText(), "id of went-cold");
        }
    }

    private static Published published(String type, JsonNode data) {
        var at = switch (type) {
            case "cooling", "went-cold" -> "detectedAt";
            case "spell-reopened" -> "reopenedAt";
            default -> "closedAt";
        };
        return new Published(type, data.path("spell").asInt(),
                instant(data, type.equals("cooling") ? "coolingSince" : "coldAt"),
                instant(data, "detectedAt"),
                instant(data, at), instant(data, "goesColdAt"), number(data, "daysOverdue"), text(data, "cause"),
                text(data, "reason"), text(data, "batchId"), text(data, "cadence"), text(data, "cadenceSource"),
                data.has("neverContacted") ? (Boolean) data.path("neverContacted").asBoolean() : null,
                data.path("lastContact").isObject()
                        ? new WarmthOracle.LastContact(text(data.path("lastContact"), "interactionId"),
                                text(data.path("lastContact"), "kind"), instant(data.path("lastContact"), "at"))
                        : null);
    }

    private static View view(JsonNode warmth) {
        return new View(text(warmth, "state"), text(warmth, "cadence"), text(warmth, "cadenceSource"),
                text(warmth, "cadenceTag"), instant(warmth, "lastContactAt"), text(warmth, "lastInteractionId"),
                instant(warmth, "coolsAt"), instant(warmth, "goesColdAt"), instant(warmth, "coldSince"),
                instant(warmth, "snoozedUntil"), warmth.path("spells").asInt(), warmth.path("pending").asBoolean());
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).textValue();
    }

    private static Long number(JsonNode node, String field) {
        return node.has(field) ? (Long) node.path(field).asLong() : null;
    }

    private static Instant instant(JsonNode node, String field) {
        var text = text(node, field);
        return text == null ? null : Instant.parse(text);
    }

    // ---- chance

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String anyTag() {
        var name = any(TAGS);
        return chance(30) ? name.toUpperCase(Locale.ROOT) : name;
    }

    private List<Person> present() {
        return people(one -> !one.binned);
    }

    private List<Person> people(Predicate<Person> which) {
        return oracle.people.values().stream().filter(which).toList();
    }

    private List<Person> several(List<Person> people) {
        var shuffled = new ArrayList<>(people);
        Collections.shuffle(shuffled, random);
        return List.copyOf(shuffled.subList(0, Math.min(people.size(), chance(60) ? 1 : 1 + random.nextInt(3))));
    }

    private Chosen<Person> anyone(List<Person> people) {
        return new Chosen<>(people.isEmpty() ? null : any(people));
    }

    /** Rather one of the last: what was just done is what is mostly undone. */
    private Chosen<Happening> anything(Predicate<Happening> which) {
        var happened = oracle.happenings.values().stream().filter(which).toList();
        return new Chosen<>(happened.isEmpty() ? null
                : any(chance(60) ? happened.subList(Math.max(0, happened.size() - 3), happened.size()) : happened));
    }

    private record Chosen<T>(T one) {

        /** @return whether there was one to do it with */
        boolean then(Consumer<T> doing) {
            if (one != null) {
                doing.accept(one);
            }
            return one != null;
        }
    }

    /** Pairs of names and values, null ones included; instants and days as JSON has them. */
    private static Map<String, Object> fields(Object... pairs) {
        var fields = new LinkedHashMap<String, Object>();
        Function<Object, Object> json = value -> value instanceof Instant || value instanceof LocalDate ? value.toString()
                : value;
        for (int i = 0; i < pairs.length; i += 2) {
            fields.put((String) pairs[i], json.apply(pairs[i + 1]));
        }
        return fields;
    }
}
