package dev.kith.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

import dev.kith.faults.Caller.Wish;

/**
 * Several who write for one owner at once, about the same few people and introductions. None knows what there has to be; that
 * one thing happened after the other, the events have to tell.
 */
final class Crowd {

    private static final int PEOPLE = 4;
    /** In milliseconds. */
    private static final long MEETING = 250;
    /** For how long an interaction warms, at most, in milliseconds: it ends before or while somebody waits for a row. */
    private static final int WARM = 1_500;

    private static final List<String> MOVES = List.of("ASKED", "MADE", "DECLINED", "WITHDRAWN");

    private final String mark;
    private final List<UUID> people = new CopyOnWriteArrayList<>();
    private final List<UUID> introductions = new CopyOnWriteArrayList<>();
    private final AtomicLong made = new AtomicLong();

    Crowd(String mark) {
        this.mark = mark;
    }

    Round member(Caller caller, Random random) {
        return () -> {
            if (people.size() < PEOPLE) {
                add(caller);
                return;
            }
            meet();
            var choice = random.nextInt(10);
            if (choice < 5) {
                log(caller, random);
            } else if (choice < 7) {
                rest(caller, random);
            } else if (choice < 8) {
                propose(caller, random);
            } else {
                move(caller, random);
            }
        };
    }

    /** All who have something to do at about this time do it at once, so that rows are fought for. */
    private static void meet() throws InterruptedException {
        Thread.sleep(MEETING - System.currentTimeMillis() % MEETING);
    }

    private void add(Caller caller) throws InterruptedException {
        var id = UUID.randomUUID();
        var marker = marker();
        var done = caller.carryOut(Wish.of("create a contact", "POST", "/v1/contacts",
                Json.of("id", id, "name", Map.of("display", marker), "cadence", "P1D")).making(id, marker).keyed(key())
                .with(Effect.of(Effect.CREATED, id)));
        if (done.outcome() == Outcome.OK) {
            people.add(id);
        }
    }

    /** With some of the four: whoever has the first and waits for the second may come to the third behind somebody younger. */
    private void log(Caller caller, Random random) throws InterruptedException {
        var marker = marker();
        var at = Instant.now().minus(Duration.ofDays(1)).plusMillis(random.nextInt(WARM)).toString();
        caller.carryOut(Wish.of("log an interaction", "POST", "/v1/interactions",
                Json.of("kind", "MEAL", "occurredAt", at, "summary", marker, "participants",
                        some(2 + random.nextInt(PEOPLE - 1), random).stream().map(id -> Map.of("contactId", id)).toList()))
                .making(null, marker).keyed(key()).with(Effect.of(Effect.LOGGED, null)));
    }

    private void rest(Caller caller, Random random) throws InterruptedException {
        var path = "/v1/contacts/" + some(1, random).get(0) + "/snooze";
        caller.carryOut(random.nextBoolean() ? Wish.of("end a snooze", "DELETE", path, null)
                : Wish.of("snooze", "POST", path, Json.of("until", Instant.now().plus(Duration.ofDays(2)).toString()))
                        .keyed(key()));
    }

    private void propose(Caller caller, Random random) throws InterruptedException {
        var id = UUID.randomUUID();
        var marker = marker();
        var done = caller.carryOut(Wish.of("propose an introduction", "POST", "/v1/introductions",
                Json.of("id", id, "partyIds", some(2, random), "notes", marker)).making(id, marker).keyed(key())
                .with(Effect.introduction(id, null, "PROPOSED")).orRefused(409));
        if (done.outcome() == Outcome.OK) {
            introductions.add(id);
        }
    }

    private void move(Caller caller, Random random) throws InterruptedException {
        var newest = introductions.size();
        if (newest > 0) {
            var id = introductions.get(newest - 1 - random.nextInt(Math.min(3, newest)));
            var to = MOVES.get(random.nextInt(MOVES.size()));
            var at = Instant.now().minus(Duration.ofDays(1)).plusMillis(500).toString();
            caller.carryOut(Wish.of("move an introduction", "POST", "/v1/introductions/" + id + "/transitions",
                    Json.of("to", to, "at", at)).keyed(key()).with(Effect.introduction(id, null, to)).orRefused(409, 422));
        }
    }

    private List<UUID> some(int howMany, Random random) {
        var all = new ArrayList<>(people);
        Collections.shuffle(all, random);
        return all.subList(0, howMany);
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }

    private String marker() {
        return mark + "-" + made.incrementAndGet();
    }
}
