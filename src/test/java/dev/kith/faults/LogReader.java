package dev.kith.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Follows the log of one owner through all faults, in one of the ways there are. */
abstract class LogReader implements AutoCloseable {

    private final String way;
    private final UUID owner;
    private final List<Seen> events = new ArrayList<>();
    private final Thread thread;
    private volatile boolean closed;
    private volatile int gone;

    /** @param way in the words of a report */
    LogReader(String way, UUID owner) {
        this.way = way;
        this.owner = owner;
        thread = new Thread(this::work, "reads " + way);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void work() {
        try {
            while (!closed) {
                goOn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads on from where it is, until there is a reason to ask again. */
    abstract void goOn() throws InterruptedException;

    void add(List<Seen> more) {
        synchronized (events) {
            events.addAll(more);
        }
    }

    /** The log does not go on from where it was. */
    void startAnew() {
        gone++;
        synchronized (events) {
            events.clear();
        }
    }

    UUID owner() {
        return owner;
    }

    String way() {
        return "the " + way + " of " + owner;
    }

    /** What came so far, of the log as it is now. */
    List<Seen> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    /** How often the log did not go on from where it was, and was read anew. */
    int gone() {
        return gone;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
