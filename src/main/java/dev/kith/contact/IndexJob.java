package dev.kith.contact;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kith.owner.CurrentOwner;
import dev.kith.warmth.BackgroundWork;
import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;

/**
 * Makes contacts that were written by an older version of Kith to be found like all others: what they are found by is computed
 * in Java, and so not by a migration. Looks once, at start.
 */
@ApplicationScoped
class IndexJob {

    private static final int BATCH = 500;

    private static final String NOT_FOUND = """
            select c.owner_id, c.id from contact c
            where not exists (select from contact_search s where s.owner_id = c.owner_id and s.contact_id = c.id)
            limit ?
            """;

    private final AgroalDataSource database;
    private final CurrentOwner owner;
    private final ContactService contacts;
    private boolean allFound;

    IndexJob(@DataSource("system") AgroalDataSource database, CurrentOwner owner, ContactService contacts) {
        this.database = database;
        this.owner = owner;
        this.contacts = contacts;
    }

    @Scheduled(every = "1m", delayed = "3s", concurrentExecution = ConcurrentExecution.SKIP, skipExecutionIf = BackgroundWork.Off.class)
    void run() throws SQLException {
        while (!allFound) {
            var batch = batch();
            batch.forEach((ownerId, ids) -> owner.acting(ownerId, () -> {
                contacts.index(ids);
                return null;
            }));
            allFound = batch.isEmpty();
        }
    }

    private Map<UUID, List<UUID>> batch() throws SQLException {
        try (var connection = database.getConnection(); var select = connection.prepareStatement(NOT_FOUND)) {
            select.setInt(1, BATCH);
            try (var rows = select.executeQuery()) {
                var byOwner = new LinkedHashMap<UUID, List<UUID>>();
                while (rows.next()) {
                    byOwner.computeIfAbsent(rows.getObject(1, UUID.class), id -> new ArrayList<>())
                            .add(rows.getObject(2, UUID.class));
                }
                return byOwner;
            }
        }
    }
}
