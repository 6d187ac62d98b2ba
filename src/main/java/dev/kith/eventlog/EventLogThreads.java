package dev.kith.eventlog;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import dev.kith.trace.Traces;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.agroal.DataSource;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/** The threads behind the log: they begin and end with the application. */
@ApplicationScoped
class EventLogThreads {

    private static final Logger LOG = Logger.getLogger(EventLogThreads.class);

    private final Sequencer sequencer;
    private final Relay relay;
    private final RecentEvents recent;
    private final LogTail tail;
    private final LogGauges gauges;
    private final LogParts parts;
    private final boolean hasKafka;

    EventLogThreads(EventLogConfig config, Config settings, MeterRegistry metrics, Traces traces,
            Event<EventLog.Sequenced> sequenced,
            @DataSource("system") AgroalDataSource system,
            @ConfigProperty(name = "quarkus.datasource.system.jdbc.url") String url,
            @ConfigProperty(name = "quarkus.datasource.system.username") String username,
            @ConfigProperty(name = "quarkus.datasource.system.password") String password,
            @ConfigProperty(name = "quarkus.flyway.jdbc-url") String ownerUrl,
            @ConfigProperty(name = "quarkus.flyway.username") String ownerName,
            @ConfigProperty(name = "quarkus.flyway.password") String ownerPassword,
            @Any Instance<LogReader> readers) {
        var kafka = Kafka.of(settings);
        hasKafka = kafka.isConfigured();
        parts = new LogParts(new DirectDatabase(ownerUrl, ownerName, ownerPassword), config, hasKafka, readers, metrics);
        var restoration = new Restoration(new DirectDatabase(url, username, password), kafka, config, parts);
        sequencer = new Sequencer(new DirectDatabase(url, username, password), config.sequencer(), parts, restoration, metrics);
        relay = new Relay(new DirectDatabase(config.relay().jdbcUrl().orElse(url), username, password), kafka, config,
                restoration, traces, Relay.LANE, metrics);
        recent = new RecentEvents(config.stream().memory().asLongValue());
        tail = new LogTail(new DirectDatabase(config.relay().jdbcUrl().orElse(url), username, password), recent,
                events -> sequenced.fire(new EventLog.Sequenced(events)));
        gauges = new LogGauges(system, config.sample(), metrics);
    }

    void start(@Observes StartupEvent started) {
        parts.start();
        sequencer.start();
        tail.start();
        gauges.start();
        if (hasKafka) {
            relay.start();
        } else {
            LOG.warn("no broker is configured (kafka.bootstrap.servers): events stay in the log, and /v1/events has them");
        }
    }

    /** Others relay while this replica still answers what it was asked; and whoever waits for events asks them. */
    void handOver(@Observes ShutdownDelayInitiatedEvent stopping) {
        relay.close();
        recent.close();
    }

    void stop(@Observes ShutdownEvent stopping) {
        relay.close();
        sequencer.close();
        tail.close();
        gauges.close();
        parts.close();
    }

    void wake(@Observes EventLog.Appended appended) {
        sequencer.wake();
    }

    boolean hasKafka() {
        return hasKafka;
    }

    Sequencer sequencer() {
        return sequencer;
    }

    Relay relay() {
        return relay;
    }

    RecentEvents recent() {
        return recent;
    }

    LogGauges gauges() {
        return gauges;
    }
}
