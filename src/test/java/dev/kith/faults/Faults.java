package dev.kith.faults;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.kith.faults.CrashPoint.Cause;
import dev.kith.faults.Fault.Kind;
import dev.kith.faults.Fault.Lane;

/** Lets faults happen to a rig, by chance or on order, and counts those that took place. */
final class Faults {

    private static final Duration TO_COME_BY = Duration.ofSeconds(8);
    /** After another one that has died. */
    private static final Duration TO_FOLLOW = Duration.ofSeconds(2);
    private static final Duration TO_END = Duration.ofSeconds(60);
    private static final Duration TO_START = Duration.ofSeconds(60);
    /** Shorter than requests wait for a lock. */
    private static final Duration LONGEST_ROW_LOCK = Duration.ofSeconds(2);

    /** Of two owners with few of them, or all connections would wait. */
    private static final String SECOND_CONTACTS = """
            select from warmth where (owner_id, contact_id) in (
                select owner_id, (array_agg(id order by id))[2] from contact
                group by owner_id having count(*) between 3 and 4 order by random() limit 2)
            for no key update
            """;

    /** With which an import has several batches. */
    private static final int PEOPLE = 1200;

    private final Rig rig;
    private final long seed;
    private final long startedAt = System.nanoTime();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    private final Map<CrashPoint, Integer> crashes = new EnumMap<>(CrashPoint.class);
    private int imports;

    Faults(Rig rig, long seed) {
        this.rig = rig;
        this.seed = seed;
    }

    /** Faults that took place. */
    synchronized Map<Kind, Integer> counts() {
        return new EnumMap<>(counts);
    }

    /** Replicas that died at a place in their code. */
    synchronized Map<CrashPoint, Integer> crashes() {
        return new EnumMap<>(crashes);
    }

    /** The first replica dies while it migrates an empty database; the next start goes on with it. */
    void crashInMigration() throws IOException, InterruptedException {
        var first = rig.replica(0);
        first.arm(CrashPoint.MIGRATING, 1 + new Random(seed).nextInt(100));
        first.start();
        first.awaitExit(TO_START);
        first.disarm();
        tell("CRASH at MIGRATING" + (countCrash(first, CrashPoint.MIGRATING) ? "" : ": not reached"));
    }

    /** Faults follow one another for this long; everything is healed in the end. */
    void run(Duration length) throws IOException, InterruptedException {
        var end = System.nanoTime() + length.toNanos();
        var lanes = new ArrayList<CompletableFuture<Void>>();
        for (var lane : Lane.values()) {
            var sequence = new Fault.Sequence(seed, lane, rig.all().size());
            lanes.add(CompletableFuture.runAsync(() -> run(sequence, end), work -> new Thread(work, "faults-" + lane).start()));
        }
        CompletableFuture.allOf(lanes.toArray(CompletableFuture[]::new)).join();
        rig.heal();
        tell("healed");
    }

    private void run(Fault.Sequence sequence, long end) {
        try {
            while (System.nanoTime() < end) {
                happen(sequence.next());
                Thread.sleep(sequence.pause().toMillis());
            }
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return whether it took place: a crash does not when nobody comes by */
    boolean happen(Fault fault) throws IOException, InterruptedException, SQLException {
        tell(fault.toString());
        var took = happen(fault, rig.replica(fault.replica()));
        if (took) {
            count(fault.kind());
        } else {
            tell(fault + ": not reached");
        }
        return took;
    }

    private boolean happen(Fault fault, Replica replica) throws IOException, InterruptedException, SQLException {
        switch (fault.kind()) {
            case REPLICA_KILLED -> {
                replica.kill();
                pass(fault);
                restart(replica);
            }
            case REPLICA_STOPPED -> {
                replica.pause();
                pass(fault);
                replica.goOn();
            }
            case REPLICA_ENDED -> {
                end(List.of(replica));
                restart(replica);
            }
            case CRASH -> {
                return crash(fault, replica);
            }
            case POSTGRES_KILLED -> {
                rig.postgres().kill();
                pass(fault);
                rig.postgres().start();
            }
            case KAFKA_KILLED -> {
                rig.broker().kill();
                pass(fault);
                rig.broker().start();
            }
            case CLIENTS_CUT -> cut(fault, replica.clients());
            case CLIENTS_DEAF -> halfOpen(fault, replica.clients(), Proxy.Direction.BACK);
            case POSTGRES_CUT -> cut(fault, replica.database());
            case POSTGRES_STALLED -> stall(fault, replica.database());
            case POSTGRES_DEAF -> halfOpen(fault, replica.database(), Proxy.Direction.BACK);
            case POSTGRES_MUTE -> halfOpen(fault, replica.database(), Proxy.Direction.THERE);
            case POSTGRES_SLOW -> slow(fault, replica.database());
            case KAFKA_CUT -> cut(fault, replica.kafka());
            case KAFKA_STALLED -> stall(fault, replica.kafka());
            case KAFKA_DEAF -> halfOpen(fault, replica.kafka(), Proxy.Direction.BACK);
            case KAFKA_MUTE -> halfOpen(fault, replica.kafka(), Proxy.Direction.THERE);
            case KAFKA_SLOW -> slow(fault, replica.kafka());
            case FOREIGN_TRANSACTION -> holdOpen(fault, "select pg_current_xact_id(), count(*) from event_log");
            case LOG_HELD -> holdLog(fault);
        }
        return true;
    }

    private static void cut(Fault fault, Proxy network) throws InterruptedException {
        network.cut();
        pass(fault);
        network.heal();
    }

    private static void stall(Fault fault, Proxy network) throws InterruptedException {
        network.stall();
        pass(fault);
        network.heal();
    }

    /** One end may find in the end that the connection was given up by the other. */
    private static void halfOpen(Fault fault, Proxy network, Proxy.Direction dead) throws InterruptedException {
        network.halfOpen(dead);
        pass(fault);
        if (fault.passes() % 2 == 0) {
            network.reset();
        }
        network.heal();
    }

    private static void slow(Fault fault, Proxy network) throws InterruptedException {
        network.delay(Duration.ofMillis(5L * fault.passes()));
        pass(fault);
        network.heal();
    }

    private void holdOpen(Fault fault, String statement) throws IOException, InterruptedException {
        try (var connection = rig.postgres().connect(); var foreign = connection.createStatement()) {
            connection.setAutoCommit(false);
            foreign.execute(statement);
            pass(fault);
            connection.rollback();
        } catch (SQLException e) {
            tell("the foreign transaction is broken by another fault");
        }
    }

    /**
     * What commits meanwhile gets its place in one pass. For a while, nobody gets past the second contact of some owners
     * either: whoever has locked the first, and comes to the third last, is older than those who were there before.
     */
    private void holdLog(Fault fault) throws IOException, InterruptedException {
        try (var head = rig.postgres().connect();
                var rows = rig.postgres().connect();
                var holdHead = head.createStatement();
                var holdRows = rows.createStatement()) {
            head.setAutoCommit(false);
            rows.setAutoCommit(false);
            holdHead.execute("select from log_head for update");
            holdRows.execute(SECOND_CONTACTS);
            Thread.sleep(Math.min(fault.lasting().toMillis() / 2, LONGEST_ROW_LOCK.toMillis()));
            rows.rollback();
            pass(fault);
            head.rollback();
        } catch (SQLException e) {
            tell("the locks of others are broken by another fault");
        }
    }

    private static void pass(Fault fault) throws InterruptedException {
        Thread.sleep(fault.lasting().toMillis());
    }

    /** They answer everybody first. */
    private void end(List<Replica> replicas) throws IOException, InterruptedException {
        for (var replica : replicas) {
            replica.end();
        }
        for (var replica : replicas) {
            if (!replica.awaitExit(TO_END)) {
                tell(replica.name() + " does not end, and is killed");
                replica.kill();
            }
        }
    }

    private void restart(Replica replica) throws IOException, InterruptedException {
        replica.start();
        if (!replica.awaitReady(TO_START)) {
            tell(replica.name() + " is not ready after " + TO_START);
        }
    }

    private boolean crash(Fault fault, Replica replica) throws IOException, InterruptedException {
        var cause = fault.point().cause();
        return crash(fault.point(), cause.isFrequent() ? fault.passes() : 1,
                cause.meetsAnybody() ? List.of(replica) : rig.all(), Duration.ZERO);
    }

    /**
     * Whoever comes by dies there: all replicas at once, or one after the other.
     *
     * @return whether anybody did
     */
    boolean everybodyDies(CrashPoint point, int passes) throws IOException, InterruptedException {
        tell("everybody dies at " + point + " after " + passes);
        var died = crash(point, point.cause().isFrequent() ? passes : 1, rig.all(), TO_FOLLOW);
        if (died) {
            count(Kind.CRASH);
        }
        return died;
    }

    private boolean crash(CrashPoint point, int passes, List<Replica> dying, Duration toFollow)
            throws IOException, InterruptedException {
        for (var one : dying) {
            one.arm(point, passes);
        }
        provoke(point.cause(), dying);
        if (Await.within(TO_COME_BY, () -> dying.stream().anyMatch(Replica::diedAtCrashPoint))) {
            Await.within(toFollow, () -> dying.stream().noneMatch(Replica::isRunning));
        }
        var died = false;
        for (var one : dying) {
            one.disarm();
            died |= countCrash(one, point);
        }
        var ended = rig.all().stream().filter(one -> !one.isRunning()).toList();
        for (var one : ended) {
            one.start();
        }
        for (var one : ended) {
            restart(one);
        }
        return died;
    }

    private void provoke(Cause cause, List<Replica> dying) throws IOException, InterruptedException {
        switch (cause) {
            case TRAFFIC, RELAY, SWEEP, FIRST_START -> {
                // there is some, or it is another one's
            }
            case SIGTERM -> end(dying);
            case LEADER_DIES -> killLeader();
            case IMPORT -> bringIn(dying.get(0));
        }
    }

    private void killLeader() throws IOException, InterruptedException {
        try {
            var leader = rig.leader();
            if (leader.isPresent()) {
                leader.get().kill();
            }
        } catch (SQLException e) {
            tell("nobody knows who leads");
        }
    }

    /** A file of people, each time of another owner; whoever is there brings it in. */
    private void bringIn(Replica replica) throws IOException, InterruptedException {
        var file = IntStream.range(0, PEOPLE)
                .mapToObj(i -> "Given%1$d,Family%1$d,https://www.linkedin.com/in/p%1$d,p%1$d@example.org,Org,Job,01 Jan 2024"
                        .formatted(i))
                .collect(Collectors.joining("\n",
                        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n", "\n"));
        var request = HttpRequest.newBuilder(replica.uri().resolve("/v1/imports"))
                .header("Content-Type", "text/csv").header("Authorization", "Bearer " + rig.token("importer-" + imports++))
                .timeout(Duration.ofSeconds(10)).POST(BodyPublishers.ofString(file)).build();
        try {
            client.send(request, BodyHandlers.discarding());
        } catch (IOException e) {
            tell("nobody takes the import");
        }
    }

    private synchronized void count(Kind kind) {
        counts.merge(kind, 1, Integer::sum);
    }

    /** @return whether it really died there */
    private synchronized boolean countCrash(Replica replica, CrashPoint point) {
        if (replica.diedAtCrashPoint()) {
            crashes.merge(point, 1, Integer::sum);
            return true;
        }
        return false;
    }

    /** What was done when, from the first fault on. */
    synchronized void tell(String what) throws IOException {
        var seconds = (System.nanoTime() - startedAt) / 1e9;
        Files.writeString(rig.home().resolve("faults.log"), "%8.3f %s%n".formatted(seconds, what), StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
