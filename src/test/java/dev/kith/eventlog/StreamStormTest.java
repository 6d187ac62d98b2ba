package dev.kith.eventlog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.kith.support.Database;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;

/**
 * Two hundred clients on one replica, who lose their connections two thousand times, at any place in what they are told, while
 * events are written. {@code -Dkith.streams.seed} makes them do so at other places.
 */
@QuarkusTest
class StreamStormTest {

    private static final long SEED = Long.getLong("kith.streams.seed", 6);
    private static final int OWNERS = 20;
    private static final int CLIENTS_PER_OWNER = 10;
    private static final int CUTS = 2_000;
    private static final int EVENTS_PER_OWNER = 600;

    @Inject
    EventLog log;
    @Inject
    ObjectMapper json;

    private final AtomicInteger cuts = new AtomicInteger();

    @Test
    void whoever_is_cut_off_and_comes_back_has_every_event_once_and_in_order() throws Exception {
        System.out.printf("streams: seed %d%n", SEED);
        var owners = Stream.generate(TestOwner::fresh).limit(OWNERS).toList();
        var clients = new ArrayList<Callable<List<Integer>>>();
        for (var i = 0; i < OWNERS * CLIENTS_PER_OWNER; i++) {
            var random = new Random(SEED + i);
            var owner = owners.get(i % OWNERS);
            clients.add(() -> follow(owner, random));
        }
        var threads = Executors.newCachedThreadPool();
        try {
            var told = clients.stream().map(threads::submit).toList();
            write(owners, new Random(SEED));
            var expected = IntStream.rangeClosed(1, EVENTS_PER_OWNER).boxed().toList();
            for (var one : told) {
                assertEquals(expected, one.get());
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(CUTS, cuts.get());
    }

    /** In bursts, which are more and less than what is at hand. */
    private void write(List<TestOwner> owners, Random random) throws SQLException, InterruptedException {
        var turns = new ArrayList<TestOwner>();
        owners.forEach(owner -> turns.addAll(Collections.nCopies(EVENTS_PER_OWNER, owner)));
        Collections.shuffle(turns, random);
        var numbers = new int[OWNERS];
        try (var connection = Database.asSystem()) {
            connection.setAutoCommit(false);
            for (var turn : turns) {
                var number = ++numbers[owners.indexOf(turn)];
                log.append(connection, Map.of(turn.id(), List.of(new TestLog.Happened("a", number))));
                if (random.nextInt(20) == 0) {
                    connection.commit();
                    log.announce();
                    Thread.sleep(random.nextInt(20));
                }
            }
            connection.commit();
        }
        log.announce();
    }

    private List<Integer> follow(TestOwner owner, Random random) throws IOException {
        var numbers = new ArrayList<Integer>();
        String place = null;
        while (numbers.size() < EVENTS_PER_OWNER) {
            try (var client = new StreamClient(owner.token(), "?type=dev.kith.test.happened.v1", place)) {
                var isLast = !takes(cuts);
                var until = isLast ? Integer.MAX_VALUE
                        : random.nextInt(2 * EVENTS_PER_OWNER / (CUTS / OWNERS / CLIENTS_PER_OWNER));
                for (var i = 0; i < until && numbers.size() < EVENTS_PER_OWNER; i++) {
                    numbers.add(number(client.next().orElseThrow()));
                    assertEquals(numbers.size(), numbers.get(numbers.size() - 1), "neither a gap nor a repeat");
                    place = client.place();
                }
                if (!isLast) {
                    client.take(random.nextInt(400)); // a part of what follows
                }
            }
        }
        return numbers;
    }

    private boolean takes(AtomicInteger counter) {
        return counter.getAndUpdate(taken -> Math.min(taken + 1, CUTS)) < CUTS;
    }

    private int number(StreamClient.Message message) {
        try {
            return json.readTree(message.data()).at("/data/number").intValue();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
