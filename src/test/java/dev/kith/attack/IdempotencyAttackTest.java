package dev.kith.attack;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import dev.kith.support.Contract.Operation;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** A key makes a request safe to send again: for its owner, for that request, once, however many send it at a time. */
@QuarkusTest
@TestProfile(UnderAttack.class)
class IdempotencyAttackTest extends AttackTest {

    private static final int AT_ONCE = 32;
    private static final String KEY = "Idempotency-Key";
    private static final String REPLAYED = "Idempotency-Replayed";

    /** All that a key can be made of, and as long as it can be. */
    private static final String LONGEST = "!~%'\"\\;--/*".concat("k".repeat(255)).substring(0, 255);

    IdempotencyAttackTest() {
        super("idempotency", 20, 4);
    }

    @Override
    boolean concerns(Operation operation) {
        return CONTRACT.headers(operation).contains(KEY);
    }

    @Override
    List<Attempt> attempts(Operation operation) {
        var attempts = new ArrayList<Attempt>();
        keys().forEach(key -> {
            attempts.add(somebodyElses(operation, key));
            attempts.add(forSomethingElse(operation, key));
        });
        attempts.add(new Attempt(AT_ONCE + " at once", () -> Request.of("GET", "/v1/me").bearing(Scene.fresh().owner().token()),
                answer -> atOnce(operation, UUID.randomUUID().toString())));
        attempts.add(new Attempt(AT_ONCE + " at once with the longest key",
                () -> Request.of("GET", "/v1/me").bearing(Scene.fresh().owner().token()),
                answer -> atOnce(operation, LONGEST)));
        for (var key : List.of("k".repeat(256), "", " ", "two words", "é", "\u0001", "a\tb", "x".repeat(10_000))) {
            attempts.add(Attempt.answered("a key that is none: " + key.length() + " characters", Set.of(400, 431),
                    () -> Scene.fresh().request(operation).with(KEY, key)));
        }
        attempts.add(Attempt.answered("two keys", Set.of(400),
                () -> Scene.fresh().request(operation).with(KEY, "one").and(KEY, "two")));
        return attempts;
    }

    private static List<String> keys() {
        return List.of(UUID.randomUUID().toString(), LONGEST, "1", "';drop/**/table/**/idempotency_key;--", "%", "../../me");
    }

    /** Whoever has the key of another owner gets neither their answer nor a word of it being taken. */
    private static Attempt somebodyElses(Operation operation, String key) {
        var mine = Scene.fresh();
        return new Attempt("their key " + name(key), () -> {
            var theirs = Scene.fresh().request(operation).with(KEY, key);
            Wire.send(theirs);
            return mine.request(operation).with(KEY, key);
        }, answer -> answer.successful() && answer.header(REPLAYED).isEmpty() ? List.of()
                : List.of("not carried out as if nobody had the key"));
    }

    private static Attempt forSomethingElse(Operation operation, String key) {
        return new Attempt("my key " + name(key) + " for something else", () -> {
            var scene = Scene.fresh();
            var first = scene.request(operation).with(KEY, key);
            Wire.send(first);
            return first.body() == null ? first.to(first.target() + "?again=1")
                    : first.sending(new String(first.body(), StandardCharsets.UTF_8) + " ");
        }, answer -> answer.status() == 422 ? List.of() : List.of("not 422"));
    }

    /** A secret is told once. */
    private static String told(Answer answer) {
        return answer.status() + " " + answer.header("Location") + " " + answer.header("ETag") + " "
                + answer.body().replaceAll("\"(token|feed|secret)\":(\"[^\"]*\"|null)", "");
    }

    private static String name(String key) {
        return key.length() > 40 ? "of " + key.length() + " characters" : key;
    }

    /** One effect, one answer: others are told the same, or to come again. */
    private static List<String> atOnce(Operation operation, String key) {
        var scene = Scene.fresh();
        var request = scene.request(operation).with(KEY, key);
        var pool = Executors.newFixedThreadPool(AT_ONCE);
        try {
            var all = pool
                    .invokeAll(Stream.generate(() -> (Callable<Answer>) () -> Wire.send(request)).limit(AT_ONCE).toList());
            var answers = new ArrayList<Answer>();
            for (var one : all) {
                answers.add(one.get());
            }
            answers.add(Wire.send(request));
            var faults = new ArrayList<String>();
            var done = answers.stream().filter(Answer::successful).toList();
            if (done.stream().filter(answer -> answer.header(REPLAYED).isEmpty()).count() != 1) {
                faults.add("not carried out once");
            }
            if (done.stream().map(IdempotencyAttackTest::told).distinct()
                    .count() != 1) {
                faults.add("more than one answer");
            }
            answers.stream().filter(answer -> !answer.successful() && answer.status() != 409)
                    .forEach(answer -> faults.add("another answer: " + answer));
            return faults;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            pool.shutdownNow();
        }
    }
}
