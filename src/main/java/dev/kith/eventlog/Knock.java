package dev.kith.eventlog;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * Tells the workers, from a process that is none, that something was appended: many appends are one word, which no transaction
 * that appends waits for. A word that is lost costs what it takes until a sequencer looks by itself.
 */
final class Knock implements AutoCloseable {

    static final String CHANNEL = "kith_outbox";

    private static final Duration PAUSE = Duration.ofMillis(5);

    private final DirectDatabase database;
    private final Semaphore signal = new Semaphore(0);
    private final Worker worker = new Worker("kith-knock", this::work);

    Knock(DirectDatabase database) {
        this.database = database;
    }

    void start() {
        worker.start();
    }

    void wake() {
        signal.release();
    }

    private void work(Worker worker) throws SQLException, InterruptedException {
        try (var connection = database.open("kith knock", Map.of()); var word = connection.createStatement()) {
            while (!worker.isStopping()) {
                signal.acquire();
                signal.drainPermits();
                word.execute("notify " + CHANNEL);
                worker.goesWell();
                worker.pause(PAUSE);
            }
        }
    }

    @Override
    public void close() {
        worker.close();
    }
}
