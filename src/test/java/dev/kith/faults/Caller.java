package dev.kith.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.kith.faults.Client.Answer;
import dev.kith.faults.Client.Request;

/**
 * Carries out what one thread of an owner wants: sends it again with the same key until it is answered, and keeps what became
 * of it. Now and then it does not wait for the answer, and now and then it never asks again.
 */
final class Caller {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** How long the outcome of one operation is asked for. */
    private static final Duration UNTIL_KNOWN = Duration.ofSeconds(90);

    private final Client client;
    private final History history;
    private final UUID owner;
    private final String token;
    private final Random random;

    Caller(Client client, History history, UUID owner, String token, Random random) {
        this.client = client;
        this.history = history;
        this.owner = owner;
        this.token = token;
        this.random = random;
    }

    /**
     * @param clientMade null unless the id is the client's
     * @param refusals the statuses of a refusal that is no surprise
     * @param isDone how it is seen in the thing that it is so, of what is changed only as it was seen; null if that makes no
     *        difference
     */
    record Wish(String what, String method, String path, String body, String key, UUID clientMade, String marker, Effect effect,
            Set<Integer> refusals, Predicate<JsonNode> isDone) {

        static Wish of(String what, String method, String path, String body) {
            return new Wish(what, method, path, body, null, null, null, null, Set.of(), null);
        }

        Wish keyed(String key) {
            return new Wish(what, method, path, body, key, clientMade, marker, effect, refusals, isDone);
        }

        /** With {@code If-Match}: an attempt that comes late changes nothing. */
        Wish asSeen(Predicate<JsonNode> isDone) {
            return new Wish(what, method, path, body, key, clientMade, marker, effect, refusals, isDone);
        }

        Wish making(UUID id, String marker) {
            return new Wish(what, method, path, body, key, id, marker, effect, refusals, isDone);
        }

        Wish with(Effect effect) {
            return new Wish(what, method, path, body, key, clientMade, marker, effect, refusals, isDone);
        }

        Wish orRefused(Integer... statuses) {
            return new Wish(what, method, path, body, key, clientMade, marker, effect, Set.of(statuses), isDone);
        }
    }

    UUID owner() {
        return owner;
    }

    Operation carryOut(Wish wish) throws InterruptedException {
        var start = Instant.now();
        var until = System.nanoTime() + UNTIL_KNOWN.toNanos();
        var statuses = new ArrayList<Integer>();
        var givesUp = random.nextInt(8) == 0;
        var seen = wish.isDone() == null ? null : read(wish.path());
        Answer answer;
        do {
            answer = client.ask(token, new Request(wish.method(), wish.path(), wish.body(), wish.key(),
                    seen == null ? null : seen.etag(), patience()));
            statuses.add(answer.status());
            if (seen != null && answer.status() == 412) {
                seen = read(wish.path());
                if (wish.isDone().test(Json.read(seen.body()))) { // by an attempt that was not answered
                    return keep(wish, start, Outcome.OK, statuses, answer);
                }
            } else if (!isOpen(wish, answer)) {
                return keep(wish, start, outcome(wish, answer, statuses), statuses, answer);
            }
            Thread.sleep(random.nextInt(20) + (statuses.size() > 3 ? 200 : 0));
        } while (System.nanoTime() < until && !(givesUp && answer.isNone()));
        return keep(wish, start, Outcome.UNKNOWN, statuses, answer);
    }

    /** One in fifty goes away before it can know. */
    private Duration patience() {
        return random.nextInt(50) == 0 ? Duration.ofMillis(1 + random.nextInt(10)) : PATIENCE;
    }

    private static boolean isOpen(Wish wish, Answer answer) {
        return answer.isNone() || answer.status() == 429 || answer.status() == 408
                || answer.status() == 409 && wish.key() != null && answer.text().contains("Idempotency-Key");
    }

    private Outcome outcome(Wish wish, Answer answer, ArrayList<Integer> statuses) {
        if (answer.isGood()) {
            return Outcome.OK;
        }
        var asked = statuses.stream().filter(status -> status != 429).count();
        if (asked > 1 && answer.status() == 404 && wish.method().equals("DELETE")) {
            return Outcome.OK; // by the one that was not answered
        }
        if (!wish.refusals().contains(answer.status())) {
            history.wrong(new Violation(Invariants.ACKNOWLEDGED,
                    "%s of %s was refused after %s, which what was acknowledged before allows: %s"
                            .formatted(wish.what(), owner, statuses, answer.text())));
        }
        // without a key a refusal speaks of this attempt alone
        return wish.key() == null && statuses.contains(0) ? Outcome.UNKNOWN : Outcome.FAILED;
    }

    private Operation keep(Wish wish, Instant start, Outcome outcome, ArrayList<Integer> statuses, Answer answer) {
        var effect = wish.effect();
        if (effect != null && effect.subject() == null && outcome == Outcome.OK) {
            effect = effect.on(made(answer));
        }
        var operation = new Operation(history.nextNumber(), owner, wish.what(), wish.key(), wish.clientMade() != null,
                wish.marker(), effect, start, Instant.now(), outcome, statuses, answer.text());
        history.add(operation);
        return operation;
    }

    private static UUID made(Answer answer) {
        try {
            return UUID.fromString(JSON.readTree(answer.body()).get("id").textValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads, however often that takes. */
    Answer read(String path) throws InterruptedException {
        Answer answer;
        do {
            answer = client.ask(token, Request.get(path));
            if (!answer.isGood()) {
                Thread.sleep(200);
            }
        } while (answer.isNone() || answer.status() == 429);
        return answer;
    }
}
