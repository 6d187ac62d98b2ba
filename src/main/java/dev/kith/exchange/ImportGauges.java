package dev.kith.exchange;

import java.sql.SQLException;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import dev.kith.process.BackgroundWork;
import dev.kith.process.SystemDatabase;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;

/** How many imports there is something to do for, and whether it is done. */
@ApplicationScoped
class ImportGauges {

    private static final Logger LOG = Logger.getLogger(ImportGauges.class);

    private static final String AT_WORK = """
            select count(*) as imports,
                   coalesce(extract(epoch from kith_now() - min(coalesce(worked_at, created_at))), 0) as age
            from contact_import where status in ('QUEUED', 'RUNNING', 'UNDOING')
            """;

    private final SystemDatabase database;
    private volatile double imports = Double.NaN;
    private volatile double age = Double.NaN;

    ImportGauges(SystemDatabase database, MeterRegistry metrics) {
        this.database = database;
        Gauge.builder("kith.imports.waiting", () -> imports).description("Imports that are not at their end")
                .strongReference(true).register(metrics);
        Gauge.builder("kith.imports.age", () -> age).baseUnit("seconds").strongReference(true)
                .description("How long the import that has waited longest for its next rows has").register(metrics);
    }

    @Scheduled(every = "10s", concurrentExecution = ConcurrentExecution.SKIP, skipExecutionIf = BackgroundWork.Off.class)
    void look() {
        try (var connection = database.getConnection();
                var query = connection.prepareStatement(AT_WORK);
                var row = query.executeQuery()) {
            row.next();
            imports = row.getDouble("imports");
            age = row.getDouble("age");
        } catch (SQLException e) {
            LOG.debug("imports cannot be counted", e);
            imports = Double.NaN;
            age = Double.NaN;
        }
    }
}
