package dev.kith.eventlog;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;

import org.eclipse.microprofile.config.Config;

import dev.kith.process.Roles;
import dev.kith.trace.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/**
 * The threads behind the log: they begin and end with the application. A worker moves the log on and follows all of it; whoever
 * only serves requests follows it owner by owner, and knocks where something was appended.
 */
@ApplicationScoped
class EventLogThreads {

    private static final String API = "quarkus.datasource";
    private static final String SYSTEM = "quarkus.datasource.system";

    private final DirectDatabase database;
    private final RecentEvents recent;
    private final LogGauges gauges;
    /** Null where only requests are served. */
    private final LogWork work;
    private final LogTail tail;
    /** Null in a worker. */
    private final LogWatch watch;
    private final Knock knock;

    EventLogThreads(Roles roles, EventLogConfig config, Config settings, MeterRegistry metrics, Traces traces,
            Event<EventLog.Sequenced> sequenced, Event<LogWatch.News> news, @Any Instance<LogReader> readers) {
        recent = new RecentEvents(config.stream().memory().asLongValue());
        if (roles.areWorker()) {
            var system = database(settings, SYSTEM, settings.getValue(SYSTEM + ".jdbc.url", String.class));
            database = database(settings, SYSTEM, config.relay().jdbcUrl().orElse(system.url()));
            var owner = database(settings, "quarkus.flyway", settings.getValue("quarkus.flyway.jdbc-url", String.class));
            work = new LogWork(system, database, owner, Kafka.of(settings), config, readers, traces, metrics);
            tail = new LogTail(database, recent, events -> sequenced.fire(new EventLog.Sequenced(events)), work::wake);
            watch = null;
            knock = null;
        } else {
            database = database(settings, API,
                    config.relay().jdbcUrl().orElseGet(() -> settings.getValue(API + ".jdbc.url", String.class)));
            work = null;
            tail = null;
            watch = new LogWatch(database, recent, news::fire);
            knock = new Knock(database);
        }
        gauges = new LogGauges(database, roles.areWorker(), config.sample(), metrics);
    }

    private static DirectDatabase database(Config settings, String source, String url) {
        return new DirectDatabase(url, settings.getValue(source + ".username", String.class),
                settings.getValue(source + ".password", String.class));
    }

    void start(@Observes StartupEvent started) {
        if (work != null) {
            work.start();
            tail.start();
        } else {
            watch.start();
            knock.start();
        }
        gauges.start();
    }

    /** Others relay while this replica still answers what it was asked; and whoever waits for events asks them. */
    void handOver(@Observes ShutdownDelayInitiatedEvent stopping) {
        if (work != null) {
            work.handOver();
        }
        recent.close();
    }

    void stop(@Observes ShutdownEvent stopping) {
        if (work != null) {
            work.close();
            tail.close();
        } else {
            knock.close();
            watch.close();
        }
        gauges.close();
    }

    void wake(@Observes EventLog.Appended appended) {
        if (work != null) {
            work.wake();
        } else {
            knock.wake();
        }
    }

    /** As the role by which this process knows the log, without a pooler in between. */
    DirectDatabase database() {
        return database;
    }

    /** Whether it is known that nothing is published from here: a worker knows, others take it that some worker does. */
    boolean lacksKafka() {
        return work != null && !work.hasKafka();
    }

    /** How far the relay has come, if it leads here. */
    Optional<LogCursor> relayed() {
        return work == null ? Optional.empty() : work.relayed();
    }

    /** Why the log does not move on from here at the moment. */
    Optional<Throwable> failure() {
        return work == null ? Optional.empty() : work.failure();
    }

    RecentEvents recent() {
        return recent;
    }

    LogGauges gauges() {
        return gauges;
    }
}
