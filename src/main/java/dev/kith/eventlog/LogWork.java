package dev.kith.eventlog;

import java.util.Optional;

import org.jboss.logging.Logger;

import dev.kith.trace.Traces;
import io.micrometer.core.instrument.MeterRegistry;

/** What moves the log on: in workers, where the passwords for it are. */
final class LogWork implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LogWork.class);

    private final LogParts parts;
    private final Sequencer sequencer;
    private final Relay relay;
    private final boolean hasKafka;

    /**
     * @param system as the role that works for all owners
     * @param direct the same, without a pooler in between
     * @param owner as the role that migrates
     */
    LogWork(DirectDatabase system, DirectDatabase direct, DirectDatabase owner, Kafka kafka, EventLogConfig config,
            Iterable<LogReader> readers, Traces traces, MeterRegistry metrics) {
        hasKafka = kafka.isConfigured();
        parts = new LogParts(owner, config, hasKafka, readers, metrics);
        var restoration = new Restoration(system, kafka, config, parts);
        sequencer = new Sequencer(system, config.sequencer(), parts, restoration, metrics);
        relay = new Relay(direct, kafka, config, restoration, traces, Relay.LANE, metrics);
    }

    void start() {
        parts.start();
        sequencer.start();
        if (hasKafka) {
            relay.start();
        } else {
            LOG.warn("no broker is configured (kafka.bootstrap.servers): events stay in the log, and /v1/events has them");
        }
    }

    /** Some other relay takes over. */
    void handOver() {
        relay.close();
    }

    @Override
    public void close() {
        relay.close();
        sequencer.close();
        parts.close();
    }

    boolean hasKafka() {
        return hasKafka;
    }

    void wake() {
        sequencer.wake();
    }

    /** How far this relay has come, if it leads. */
    Optional<LogCursor> relayed() {
        return relay.cursor();
    }

    /** Why the log does not move on from here at the moment. */
    Optional<Throwable> failure() {
        return relay.failure().or(sequencer::failure);
    }
}
