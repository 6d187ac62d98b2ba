package dev.kith.webhook;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;

import org.jboss.logging.Logger;

import dev.kith.eventlog.EventLog;
import dev.kith.eventlog.Worker;
import dev.kith.process.BackgroundWork;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/**
 * Gives turns to the endpoints that something is to be sent to: those that have waited longest first, and each a thread of its
 * own, so that one that is slow is in nobody's way. Every process does, beside the others.
 */
@ApplicationScoped
class Dispatcher {

    private static final Logger LOG = Logger.getLogger(Dispatcher.class);
    private static final Duration THREADS_IDLE = Duration.ofSeconds(10);
    /** So that many events that come one by one are few passes. */
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final Duration SAMPLE = Duration.ofSeconds(5);
    /** Together less than the second within which a stopped application is gone. */
    private static final Duration TO_FINISH = Duration.ofMillis(500);

    private final Claims claims;
    private final Sender sender;
    private final Events events;
    private final Safe safe;
    private final WebhookConfig config;
    private final DeliveryMetrics metrics;
    private final BackgroundWork background;
    private final Semaphore signal = new Semaphore(0);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger threads = new AtomicInteger();
    private final ExecutorService turns;
    private final Worker worker = new Worker("kith-webhooks", this::work);
    private long sampledAt;

    Dispatcher(Claims claims, Sender sender, Events events, Safe safe, WebhookConfig config, DeliveryMetrics metrics,
            BackgroundWork background) {
        this.claims = claims;
        this.sender = sender;
        this.events = events;
        this.safe = safe;
        this.config = config;
        this.metrics = metrics;
        this.background = background;
        // how many it is, is counted: a thread is still there when its turn is over already
        this.turns = new ThreadPoolExecutor(0, Integer.MAX_VALUE, THREADS_IDLE.toSeconds(), TimeUnit.SECONDS,
                new SynchronousQueue<>(), this::thread);
    }

    private Thread thread(Runnable work) {
        var made = new Thread(work, "kith-webhook-" + threads.incrementAndGet());
        made.setDaemon(true);
        return made;
    }

    void start(@Observes StartupEvent started) {
        if (background.isOn()) {
            worker.start();
        }
    }

    /** What is being sent may arrive; whoever is next is left to others. */
    void stop(@Observes ShutdownEvent stop) throws InterruptedException {
        signal.release();
        worker.close();
        turns.shutdown();
        if (!turns.awaitTermination(TO_FINISH.toMillis(), TimeUnit.MILLISECONDS)) {
            turns.shutdownNow();
        }
    }

    void wake(@Observes EventLog.Sequenced sequenced) {
        signal.release();
    }

    void wake(@Observes(during = TransactionPhase.AFTER_SUCCESS) WebhookService.Nudged nudged) {
        signal.release();
    }

    private void work(Worker worker) throws SQLException, InterruptedException {
        try {
            while (!worker.isStopping()) {
                var more = claims.wake() | giveTurns();
                sample();
                worker.goesWell();
                if (!more && signal.tryAcquire(config.poll().toMillis(), TimeUnit.MILLISECONDS)) {
                    worker.pause(PAUSE);
                    signal.drainPermits();
                }
            }
        } finally {
            metrics.waiting(Double.NaN);
        }
    }

    private void sample() throws SQLException, InterruptedException {
        if (sampledAt == 0 || System.nanoTime() - sampledAt >= SAMPLE.toNanos()) {
            metrics.waiting(claims.waiting());
            sampledAt = System.nanoTime();
        }
    }

    /** @return whether there may be more who wait, and somebody free to send to them */
    private boolean giveTurns() throws SQLException, InterruptedException {
        var free = config.concurrency() - running.get();
        if (free <= 0) {
            return false; // whoever is done says so
        }
        var claimed = claims.claim(free);
        for (var endpoint : claimed) {
            running.incrementAndGet();
            turns.execute(() -> take(endpoint));
        }
        return claimed.size() == free;
    }

    /** What was being sent may have arrived, or not: whoever goes on sends it once more. */
    private void leave(Endpoint endpoint) {
        try {
            claims.release(endpoint, Turn.BEGINNING, true, null);
        } catch (InterruptedException | SQLException e) {
            LOG.debug("the claim runs out by itself", e);
        }
    }

    private void take(Endpoint endpoint) {
        var more = false;
        try {
            more = new Turn(claims, sender, events, safe, config, metrics, worker::isStopping, endpoint).take();
        } catch (InterruptedException e) {
            leave(endpoint);
        } catch (SQLException | RuntimeException e) {
            // the claim runs out, and somebody tries again
            LOG.warnf("Endpoint %s waits and will be sent to later: %s", endpoint.id(), e.getClass().getName());
            LOG.debug("webhook", e);
        } finally {
            if (running.getAndDecrement() == config.concurrency() || more) {
                signal.release();
            }
        }
    }
}
