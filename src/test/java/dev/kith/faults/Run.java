package dev.kith.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** An installation that many write to and read from, what happens to it, and what has to be true of it in the end. */
final class Run implements AutoCloseable {

    private static final int OWNERS = 24;
    /** Every so many owners have somebody who follows their log. */
    private static final int FOLLOWED = 6;

    private final long seed;
    private final Rig rig;
    private final Faults faults;
    private final History history;
    private final Client client;
    private final Workload workload;
    private final TopicReader topic;
    private final List<LogReader> readers = new ArrayList<>();
    private final Checker checker;
    private final Footprint before;
    private List<Violation> violations = List.of();

    private Run(long seed, Rig rig, int rate) throws IOException, InterruptedException, SQLException {
        this.seed = seed;
        this.rig = rig;
        faults = new Faults(rig, seed);
        faults.crashInMigration();
        rig.startReplicas();
        history = new History(rig.home().resolve("history.jsonl"));
        client = new Client(rig::replicas, history);
        workload = new Workload(client, history, rig::token, seed, OWNERS, rate);
        topic = new TopicReader(rig.bootstrapServers());
        var number = 0;
        for (var owner : workload.tokens().entrySet()) {
            if (number++ % FOLLOWED == 0) {
                readers.add(new PageReader(client, owner.getKey(), owner.getValue()));
                readers.add(new StreamReader(client, owner.getKey(), owner.getValue(), new Random(seed + number)));
            }
        }
        checker = new Checker(rig.databaseUrl(), client, history, workload, topic, readers);
        before = checker.footprint(rig.replicas());
        topic.start();
        readers.forEach(LogReader::start);
        workload.start();
    }

    /** @param rate operations a second, altogether */
    static Run start(long seed, int replicas, int rate) throws IOException, InterruptedException, SQLException {
        return start(seed, Rig.prepare(replicas), rate);
    }

    /** With another version of the application. */
    static Run start(long seed, int replicas, int rate, Path installed)
            throws IOException, InterruptedException, SQLException {
        var rig = Rig.prepare(replicas);
        rig.all().forEach(replica -> replica.install(installed));
        return start(seed, rig, rate);
    }

    private static Run start(long seed, Rig rig, int rate) throws IOException, InterruptedException, SQLException {
        try {
            return new Run(seed, rig, rate);
        } catch (Exception | Error e) {
            rig.close();
            throw e;
        }
    }

    long seed() {
        return seed;
    }

    Rig rig() {
        return rig;
    }

    Faults faults() {
        return faults;
    }

    History history() {
        return history;
    }

    /** By type. */
    Map<String, Long> events() {
        return checker.events();
    }

    List<Violation> violations() {
        return violations;
    }

    /**
     * Lets the writers come to an end, after the last fault, and looks at everything.
     *
     * @param restored the database was put back to an earlier point meanwhile
     */
    List<Violation> end(boolean restored) throws InterruptedException, SQLException {
        checker.awaitTold();
        workload.stop();
        violations = checker.check(restored, before, rig.replicas());
        return violations;
    }

    @Override
    public void close() throws IOException {
        workload.close();
        readers.forEach(LogReader::close);
        topic.close();
        history.close();
        rig.close();
    }
}
