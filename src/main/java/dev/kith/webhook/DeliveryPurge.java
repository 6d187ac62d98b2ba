package dev.kith.webhook;

import java.sql.SQLException;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import dev.kith.process.BackgroundWork;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;

/** Forgets what became of deliveries after a while. Every process does, in batches that are short enough to wait for. */
@ApplicationScoped
class DeliveryPurge {

    private static final Logger LOG = Logger.getLogger(DeliveryPurge.class);
    private static final int BATCH = 1000;

    private final Claims claims;

    DeliveryPurge(Claims claims) {
        this.claims = claims;
    }

    @Scheduled(every = "10m", delayed = "2m", concurrentExecution = ConcurrentExecution.SKIP, skipExecutionIf = BackgroundWork.Off.class)
    void run() throws InterruptedException {
        try {
            while (claims.purge(BATCH) == BATCH) {
                // the next batch
            }
        } catch (SQLException e) {
            LOG.warnf("Old deliveries stay for now: SQL state %s", e.getSQLState());
        }
    }
}
