package dev.kith.eventlog;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;

/** A thread of its own that works until it is stopped; what fails is tried again, first soon, then less often. */
public final class Worker implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Worker.class);
    private static final Duration SOON = Duration.ofMillis(100);
    private static final Duration LATER = Duration.ofSeconds(2);
    /** Together less than the second within which a stopped application is gone. */
    private static final Duration TO_FINISH = Duration.ofMillis(500);
    private static final Duration TO_GIVE_UP = Duration.ofMillis(400);

    /** Works for as long as it goes well, or until {@link Worker#isStopping}. */
    public interface Work {
        void run(Worker worker) throws Exception;
    }

    private final String name;
    private final Work work;
    private final Thread thread;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile Throwable failure;
    private Duration pause = SOON;

    public Worker(String name, Work work) {
        this.name = name;
        this.work = work;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.setContextClassLoader(Worker.class.getClassLoader());
    }

    public void start() {
        thread.start();
    }

    public boolean isStopping() {
        return stop.getCount() == 0;
    }

    boolean hasEnded() {
        return !thread.isAlive();
    }

    /** Waits, but not for a worker that is stopped meanwhile. */
    public void pause(Duration length) throws InterruptedException {
        stop.await(length.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Said by the work whenever something succeeded. */
    public void goesWell() {
        pause = SOON;
        if (failure != null) {
            failure = null;
            LOG.infof("%s: works again", name);
        }
    }

    /** Why the work fails at the moment. */
    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    private void run() {
        while (!isStopping()) {
            try {
                work.run(this);
            } catch (InterruptedException e) {
                return;
            } catch (Throwable e) { // even an error must not end it: nobody would start it again
                if (isStopping()) {
                    return;
                }
                report(e);
            }
            try {
                pause(pause);
            } catch (InterruptedException e) {
                return;
            }
            pause = pause.multipliedBy(2).compareTo(LATER) < 0 ? pause.multipliedBy(2) : LATER;
        }
    }

    private void report(Throwable e) {
        var known = failure;
        if (known == null || known.getClass() != e.getClass()) {
            LOG.warnf("%s: %s: %s; trying on", name, e.getClass().getName(), e.getMessage());
        }
        LOG.debug(name, e);
        failure = e;
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(TO_FINISH.toMillis());
            thread.interrupt();
            thread.join(TO_GIVE_UP.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
