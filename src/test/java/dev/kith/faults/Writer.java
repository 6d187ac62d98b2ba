package dev.kith.faults;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import dev.kith.faults.Caller.Wish;

/**
 * The only one who writes for an owner, one thing after the other: so it knows what there has to be. What it does not know
 * the outcome of, it never touches again. Cadences are a day, and everything happened nearly a day ago: people go cold within
 * seconds, and come back.
 */
final class Writer implements Round {

    private static final int PEOPLE = 40;
    private static final int TAGS = 3;

    /** How far back an introduction takes place; moves follow one another, and so do the instants this long before them. */
    private static final Duration BACK = Duration.ofDays(1).minusSeconds(6);

    private final Caller caller;
    private final Random random;
    private final String mark;
    private final Map<UUID, Person> people = new HashMap<>();
    private final Map<UUID, Introduction> introductions = new HashMap<>();
    private final List<UUID> interactions = new ArrayList<>();
    private final List<String> tagNames = new ArrayList<>();
    private final Map<String, String> tags = new HashMap<>();
    private final Set<Set<UUID>> doubtfulPairs = new HashSet<>();
    private long made;

    /** What is known of somebody. */
    private static final class Person {
        private String cadence;
        private boolean binned;
        private final Set<String> tags = new HashSet<>();
    }

    private static final class Introduction {
        private final UUID introducer;
        private final List<UUID> parties;
        private final Set<UUID> agreed = new HashSet<>();
        private String status;

        Introduction(UUID introducer, List<UUID> parties, String status) {
            this.introducer = introducer;
            this.parties = parties;
            this.status = status;
        }

        Stream<UUID> people() {
            return Stream.concat(Stream.ofNullable(introducer), parties.stream());
        }
    }

    Writer(Caller caller, Random random, String mark) {
        this.caller = caller;
        this.random = random;
        this.mark = mark;
        while (tagNames.size() < TAGS) {
            tagNames.add(marker());
        }
    }

    @Override
    public void once() throws InterruptedException {
        if (people.size() < 6) {
            addPerson();
            return;
        }
        var choice = random.nextInt(100);
        if (choice < 10 && people.size() < PEOPLE) {
            addPerson();
        } else if (choice < 48) {
            logInteraction();
        } else if (choice < 55) {
            propose();
        } else if (choice < 73) {
            move();
        } else if (choice < 82) {
            snooze();
        } else if (choice < 87) {
            setCadence();
        } else if (choice < 90) {
            tag();
        } else if (choice < 92) {
            setTag();
        } else if (choice < 95) {
            removeInteraction();
        } else if (choice < 98) {
            binOrRestore();
        } else {
            erase();
        }
    }

    // ---- people

    private void addPerson() throws InterruptedException {
        var id = random.nextInt(3) == 0 ? null : UUID.randomUUID();
        var marker = marker();
        var cadence = random.nextInt(4) == 0 ? null : "P1D";
        var metYesterday = random.nextInt(3) == 0;
        var body = Json.of("name", Map.of("display", marker), "cadence", cadence, "id", id, "howWeMet",
                metYesterday ? Map.of("on", LocalDate.now(ZoneOffset.UTC).minusDays(1).toString()) : null);
        var done = caller.carryOut(maybeKeyed(Wish.of("create a contact", "POST", "/v1/contacts", body).making(id, marker)
                .with(Effect.of(Effect.CREATED, id)), id));
        if (done.outcome() == Outcome.OK) {
            var person = new Person();
            person.cadence = cadence;
            people.put(done.effect().subject(), person);
        }
    }

    private void setCadence() throws InterruptedException {
        var id = anybody();
        var cadence = random.nextInt(3) == 0 ? null : random.nextInt(3) == 0 ? "P2D" : "P1D";
        var done = caller.carryOut(Wish.of("set a cadence", "PATCH", "/v1/contacts/" + id, Json.of("cadence", cadence))
                .asSeen(contact -> Objects.equals(contact.get("cadence").textValue(), cadence)));
        people.get(id).cadence = cadence;
        forgetUnless(done, id);
    }

    private void tag() throws InterruptedException {
        var id = anybody();
        var tag = tagNames.get(random.nextInt(TAGS));
        var takesOff = people.get(id).tags.contains(tag);
        var done = caller.carryOut(Wish.of(takesOff ? "untag" : "tag", takesOff ? "DELETE" : "PUT",
                "/v1/contacts/" + id + "/tags/" + tag, null));
        if (done.outcome() != Outcome.OK || done.mayComeLate()) {
            forget(id);
        } else if (takesOff) {
            people.get(id).tags.remove(tag);
        } else {
            people.get(id).tags.add(tag);
        }
    }

    private void setTag() throws InterruptedException {
        var place = random.nextInt(TAGS);
        var tag = tagNames.get(place);
        var cadence = random.nextBoolean() ? "P1D" : "P3D";
        var done = caller.carryOut(Wish.of("set a tag's cadence", "PUT", "/v1/tags/" + tag, Json.of("cadence", cadence)));
        if (done.outcome() == Outcome.OK && !done.mayComeLate()) {
            tags.put(tag, cadence);
        } else {
            tags.remove(tag);
            tagNames.set(place, marker());
        }
    }

    private void snooze() throws InterruptedException {
        var path = "/v1/contacts/" + anybody() + "/snooze";
        caller.carryOut(random.nextInt(3) > 0 ? Wish.of("end a snooze", "DELETE", path, null)
                : Wish.of("snooze", "POST", path, Json.of("until", Instant.now().plus(Duration.ofDays(2)).toString()))
                        .keyed(key()));
    }

    /** Somebody who has part in nothing that the bin would stop. */
    private void binOrRestore() throws InterruptedException {
        var binned = people.keySet().stream().filter(id -> people.get(id).binned).findFirst();
        if (binned.isPresent()) {
            var id = binned.get();
            var done = caller.carryOut(Wish.of("restore a contact", "POST", "/v1/contacts/" + id + "/restore", null)
                    .keyed(key()).with(Effect.of(Effect.RESTORED, id)));
            people.get(id).binned = false;
            forgetUnless(done, id);
            return;
        }
        var id = anybody();
        if (introductions.values().stream().noneMatch(one -> one.people().anyMatch(id::equals))) {
            var done = caller.carryOut(Wish.of("bin a contact", "DELETE", "/v1/contacts/" + id, null)
                    .asSeen(contact -> !contact.get("binnedAt").isNull())
                    .with(Effect.of(Effect.BINNED, id)));
            people.get(id).binned = true;
            forgetUnless(done, id);
        }
    }

    private void erase() throws InterruptedException {
        var id = anybody();
        caller.carryOut(Wish.of("erase a contact", "DELETE", "/v1/contacts/" + id + "?erase=true", null)
                .with(Effect.of(Effect.ERASED, id)));
        forget(id);
    }

    private void forgetUnless(Operation done, UUID id) {
        if (done.outcome() != Outcome.OK) {
            forget(id);
        }
    }

    /** Them, and all in which they had part, is not looked at any more. */
    private void forget(UUID id) {
        people.remove(id);
        introductions.values().removeIf(one -> one.people().anyMatch(id::equals));
        interactions.clear(); // some may be gone with them
    }

    // ---- what happens

    private void logInteraction() throws InterruptedException {
        var participants = some(1 + random.nextInt(3));
        var id = random.nextInt(3) == 0 ? null : UUID.randomUUID();
        var marker = marker();
        var body = Json.of("id", id, "kind", "MEAL", "occurredAt", nearlyADayAgo(random), "summary", marker, "participants",
                participants.stream().map(one -> Map.of("contactId", one)).toList());
        var done = caller.carryOut(maybeKeyed(Wish.of("log an interaction", "POST", "/v1/interactions", body)
                .making(id, marker).with(Effect.of(Effect.LOGGED, id)), id));
        if (done.outcome() == Outcome.OK) {
            interactions.add(done.effect().subject());
        }
    }

    /** So that the cadence is over in some seconds. */
    static String nearlyADayAgo(Random random) {
        return Instant.now().minus(Duration.ofDays(1)).plusMillis(1_000 + random.nextInt(20_000)).toString();
    }

    private void removeInteraction() throws InterruptedException {
        if (!interactions.isEmpty()) {
            var id = interactions.remove(random.nextInt(interactions.size()));
            caller.carryOut(Wish.of("remove an interaction", "DELETE", "/v1/interactions/" + id, null)
                    .with(Effect.of(Effect.REMOVED, id)));
        }
    }

    // ---- introductions

    private void propose() throws InterruptedException {
        var three = some(3);
        var introducer = random.nextBoolean() ? null : three.get(2);
        var parties = introducer != null && random.nextBoolean() ? three.subList(0, 1) : three.subList(0, 2);
        var all = new HashSet<>(parties);
        all.add(introducer);
        if (three.size() < 3 || doubtfulPairs.contains(all) || introductions.values().stream()
                .anyMatch(one -> Objects.equals(one.introducer, introducer)
                        && Set.copyOf(one.parties).equals(Set.copyOf(parties)))) {
            return;
        }
        var id = random.nextInt(3) == 0 ? null : UUID.randomUUID();
        var marker = marker();
        var status = List.of("PROPOSED", "ASKED", "MADE").get(random.nextInt(3));
        var body = Json.of("id", id, "introducerId", introducer, "partyIds", parties, "status", status, "notes", marker, "at",
                status.equals("PROPOSED") ? null : at());
        var done = caller.carryOut(maybeKeyed(Wish.of("propose an introduction", "POST", "/v1/introductions", body)
                .making(id, marker).with(Effect.introduction(id, null, status)), id));
        if (done.outcome() == Outcome.OK) {
            introductions.put(done.effect().subject(), new Introduction(introducer, List.copyOf(parties), status));
        } else {
            doubtfulPairs.add(all);
        }
    }

    private void move() throws InterruptedException {
        var movable = introductions.keySet().stream().filter(id -> !nextOf(introductions.get(id)).isEmpty()).sorted().toList();
        if (movable.isEmpty()) {
            return;
        }
        var id = movable.get(random.nextInt(movable.size()));
        var introduction = introductions.get(id);
        var next = nextOf(introduction);
        var to = next.get(random.nextInt(next.size()));
        Operation done;
        if (to.equals("AGREED")) {
            var party = introduction.parties.stream().filter(one -> !introduction.agreed.contains(one)).findFirst()
                    .orElseThrow();
            introduction.agreed.add(party);
            var last = introduction.agreed.size() == introduction.parties.size();
            done = caller.carryOut(Wish.of("record a yes", "POST", "/v1/introductions/" + id + "/consents",
                    Json.of("partyId", party, "answer", "YES", "at", at())).keyed(key())
                    .with(last ? Effect.introduction(id, "ASKED", to) : null));
            to = last ? to : "ASKED";
        } else {
            done = caller.carryOut(Wish.of("move an introduction", "POST", "/v1/introductions/" + id + "/transitions",
                    Json.of("to", to, "at", at())).keyed(key()).with(Effect.introduction(id, introduction.status, to)));
        }
        introduction.status = to;
        if (done.outcome() != Outcome.OK) {
            introductions.remove(id);
            var all = new HashSet<>(introduction.parties);
            all.add(introduction.introducer);
            doubtfulPairs.add(all);
        }
    }

    private static List<String> nextOf(Introduction introduction) {
        return switch (introduction.status) {
            case "PROPOSED" -> List.of("ASKED", "MADE", "WITHDRAWN");
            case "ASKED" -> List.of("AGREED", "AGREED", "MADE", "DECLINED", "WITHDRAWN");
            case "AGREED" -> List.of("MADE", "DECLINED", "WITHDRAWN");
            case "MADE" -> List.of("CLOSED", "CLOSED", "WITHDRAWN");
            case "CLOSED" -> List.of("MADE");
            default -> List.of();
        };
    }

    private static String at() {
        return Instant.now().minus(BACK).toString();
    }

    // ---- whom, and how

    private UUID anybody() {
        return some(1).get(0);
    }

    /** Different people who are not in the bin, as far as there are. */
    private List<UUID> some(int howMany) {
        var there = new ArrayList<>(people.keySet().stream().filter(id -> !people.get(id).binned).sorted().toList());
        Collections.shuffle(there, random);
        return there.subList(0, Math.min(howMany, there.size()));
    }

    /** What has a client's id is made once without a key as well. */
    private Wish maybeKeyed(Wish wish, UUID id) {
        return id != null && random.nextBoolean() ? wish : wish.keyed(key());
    }

    private String key() {
        return UUID.randomUUID().toString();
    }

    private String marker() {
        return mark + "-" + ++made;
    }

    /**
     * What has to be there, as far as it is known.
     *
     * @param cadences of contacts; empty text for none
     * @param tags of contacts
     */
    record Expected(UUID owner, Map<UUID, String> cadences, Map<UUID, Set<String>> tags, Map<UUID, String> introductions,
            Map<String, String> tagCadences) {
    }

    Expected expected() {
        var cadences = new HashMap<UUID, String>();
        var tagged = new HashMap<UUID, Set<String>>();
        people.forEach((id, person) -> {
            cadences.put(id, person.cadence == null ? "" : person.cadence);
            tagged.put(id, Set.copyOf(person.tags));
        });
        var statuses = new HashMap<UUID, String>();
        introductions.forEach((id, introduction) -> statuses.put(id, introduction.status));
        return new Expected(caller.owner(), cadences, tagged, statuses, Map.copyOf(tags));
    }
}
