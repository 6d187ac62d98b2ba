package dev.kith.faults;

import java.net.URI;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.kith.faults.Client.Request;

/**
 * What the replicas hold.
 *
 * @param connections to the database, of all of them
 * @param threads by replica
 */
record Footprint(int connections, Map<URI, Integer> threads) {

    private static final String LIVE = "jvm_threads_live_threads ";

    static Footprint of(Books books, Client client, String token, List<URI> replicas)
            throws SQLException, InterruptedException {
        var threads = new HashMap<URI, Integer>();
        for (var replica : replicas) {
            var answer = client.only(replica).ask(token, Request.get("/q/metrics"));
            answer.text().lines().filter(line -> line.startsWith(LIVE)).findFirst()
                    .ifPresent(line -> threads.put(replica, (int) Double.parseDouble(line.substring(LIVE.length()))));
        }
        return new Footprint(books.connections(), threads);
    }

    /** More than before, and more than a pool that grew with its work. */
    List<Violation> leaksSince(Footprint before) {
        var violations = new ArrayList<Violation>();
        // pools of 8 and 6, sequencer, relay and tail, and what is open for a moment
        var most = threads.size() * 20;
        if (connections > most) {
            violations.add(new Violation(Invariants.LEAKS, "%d connections to the database, %d at first; %d are enough"
                    .formatted(connections, before.connections(), most)));
        }
        threads.forEach((replica, now) -> {
            var then = before.threads().getOrDefault(replica, now);
            if (now > then * 2 + 30) {
                violations.add(new Violation(Invariants.LEAKS,
                        "%s has %d threads, and had %d at first".formatted(replica, now, then)));
            }
        });
        return violations;
    }
}
