package dev.kith.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

import dev.kith.faults.Client.Request;

/** Writers for some dozens of owners, who together want so and so many things a second, until they are stopped. */
final class Workload implements AutoCloseable {

    private static final int TOGETHER = 4;

    private final Client client;
    private final History history;
    private final Map<UUID, String> tokens = new LinkedHashMap<>();
    private final List<Writer> writers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    /**
     * @param tokens of an owner by name
     * @param owners with one writer each; a fourth as many are written for by several at once, and one has files to import
     * @param rate operations a second, altogether
     */
    Workload(Client client, History history, UnaryOperator<String> tokens, long seed, int owners, int rate)
            throws InterruptedException {
        this.client = client;
        this.history = history;
        var crowds = owners / 4;
        var pause = Duration.ofSeconds(1).multipliedBy(owners + crowds * TOGETHER).dividedBy(rate);
        for (var i = 0; i < owners; i++) {
            var name = "writer-" + i;
            var random = new Random(seed * 1_000 + i);
            var writer = new Writer(caller(name, tokens, random), random, name);
            writers.add(writer);
            add(name, writer, pause, random);
        }
        for (var i = 0; i < crowds; i++) {
            var name = "crowd-" + i;
            var crowd = new Crowd(name);
            for (var member = 0; member < TOGETHER; member++) {
                var random = new Random(seed * 1_000 + 500 + i * TOGETHER + member);
                add(name + "-" + member, crowd.member(caller(name, tokens, random), random), pause, random);
            }
        }
        var random = new Random(seed * 1_000 + 999);
        add("importer", new Importer(caller("importer", tokens, random), random), Duration.ZERO, random);
    }

    private Caller caller(String name, UnaryOperator<String> tokens, Random random) throws InterruptedException {
        var token = tokens.apply(name);
        var owner = ownerOf(token);
        this.tokens.put(owner, token);
        return new Caller(client, history, owner, token, random);
    }

    /** The account opens with the first request, and its first event says whose it is. */
    private UUID ownerOf(String token) throws InterruptedException {
        while (true) {
            client.ask(token, Request.get("/v1/me"));
            var answer = client.ask(token, Request.get("/v1/events?limit=1&wait=2"));
            if (answer.isGood()) {
                var items = Json.read(answer.body()).get("items");
                if (!items.isEmpty()) {
                    return UUID.fromString(items.get(0).get("partitionkey").textValue());
                }
            }
            Thread.sleep(100);
        }
    }

    private void add(String name, Round round, Duration pause, Random random) {
        var thread = new Thread(() -> work(round, pause, random), name);
        thread.setDaemon(true);
        threads.add(thread);
    }

    private void work(Round round, Duration pause, Random random) {
        try {
            LockSupport.parkNanos((long) (random.nextDouble() * pause.toNanos()));
            var due = System.nanoTime();
            while (!stopped) {
                round.once();
                due = Math.max(due + pause.toNanos(), System.nanoTime() - Duration.ofSeconds(1).toNanos());
                while (!stopped && due > System.nanoTime()) {
                    LockSupport.parkNanos(Math.min(due - System.nanoTime(), 50_000_000));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            history.wrong(new Violation("the harness is sound", Thread.currentThread().getName() + " ended with " + e));
        }
    }

    void start() {
        threads.forEach(Thread::start);
    }

    /** Lets everybody end what they are at. */
    void stop() throws InterruptedException {
        stopped = true;
        for (var thread : threads) {
            thread.join(Duration.ofSeconds(120).toMillis());
            if (thread.isAlive()) {
                history.wrong(new Violation("the harness is sound", thread.getName() + " does not end"));
            }
        }
    }

    /** By owner. */
    Map<UUID, String> tokens() {
        return tokens;
    }

    /** What there has to be, after the end. */
    List<Writer.Expected> expected() {
        return writers.stream().map(Writer::expected).toList();
    }

    @Override
    public void close() {
        stopped = true;
        threads.forEach(Thread::interrupt);
    }
}
