package dev.kith.warmth;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

import dev.kith.eventlog.EventLog;
import dev.kith.support.Database;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;

/**
 * What a sweep reads, in a database of its own with as many contacts as asked for: the pages that its connection had from
 * the buffers or from disk, as PostgreSQL counts them for that connection; those of foreign keys, of planning and of the
 * catalog included.
 */
final class SweepCost implements AutoCloseable {

    /**
     * Half of the contacts belong to ten owners, the others to owners of a hundred; every fifth had been cold before. No
     * vacuum comes in between, after which every connection reads the catalog again.
     */
    private static final String FILL = """
            set session_replication_role = replica;
            create temporary table people as
                select i, md5(case when i %% 2 = 0 then 'many' || i / 2 %% 10 else 'few' || i / 200 end)::uuid as owner_id,
                       overlay(md5('contact' || i) placing lpad(to_hex(i), 12, '0') from 1)::uuid as id
                from generate_series(1, %1$d) i;
            insert into contact (owner_id, id, version, display_name, sort_name, emails, phones, links, positions, needs, offers,
                                 cadence, status, created_at, updated_at)
                select owner_id, id, 0, 'Contact ' || i, 'contact ' || i, '[]', '[]', '[]', '[]', '[]', '[]', 'P3M', 'ACTIVE',
                       kith_now() - interval '1 year', kith_now() - interval '1 year'
                from people;
            insert into warmth (owner_id, contact_id, anchor, cadence, cadence_source, paused, cools_at, goes_cold_at, due_at,
                                cooling_since, turns_at, spells, last_closed_at)
                select owner_id, id, due_at - interval '3 months', 'P3M', 'CONTACT', false, due_at - interval '18 days', due_at,
                       due_at, case when due_at < kith_now() + interval '18 days' then due_at - interval '18 days' end,
                       due_at - case when due_at < kith_now() + interval '18 days' then interval '0' else interval '18 days' end,
                       case when i %% 5 = 0 then 1 else 0 end,
                       case when i %% 5 = 0 then due_at - interval '3 months' end
                from people, lateral (select kith_now() + interval '1 day' + interval '89 days' * random() as due_at) clock;
            insert into cold_spell (owner_id, contact_id, number, cold_at, detected_at, cause, closed_at, close_reason)
                select owner_id, contact_id, 1, last_closed_at - interval '1 day', last_closed_at - interval '1 day', 'TIME',
                       last_closed_at, 'CONTACT'
                from warmth where spells = 1;
            alter table warmth set (autovacuum_enabled = off);
            alter table cold_spell set (autovacuum_enabled = off);
            alter table outbox set (autovacuum_enabled = off);
            vacuum (analyze) contact;
            vacuum (analyze) warmth;
            vacuum (analyze) cold_spell;
            """;

    private static final String MAKE_DUE = """
            update warmth w set goes_cold_at = kith_now(), cools_at = kith_now() - interval '18 days', due_at = kith_now(),
                cooling_since = kith_now() - interval '18 days', turns_at = kith_now()
            from (select owner_id, contact_id from warmth where cold_since is null order by random() limit %d) due
            where w.owner_id = due.owner_id and w.contact_id = due.contact_id
            """;

    private final String url;
    private final WarmthRepository relationships;
    private final EventLog events;
    private final AgroalDataSource database;
    private final Connection superuser;
    private final int backend;
    private final int size;

    SweepCost(WarmthRepository relationships, EventLog events, int contacts) throws SQLException {
        this.relationships = relationships;
        this.events = events;
        this.size = contacts;
        this.url = made("sweep_" + contacts);
        this.superuser = DriverManager.getConnection(url, "postgres", "");
        Database.migrate(url, "latest");
        execute(FILL.formatted(contacts));
        this.database = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(1).connectionFactoryConfiguration(connection -> connection
                        .jdbcUrl(url)
                        .principal(new NamePrincipal("kith_system"))
                        .credential(new SimplePassword(System.getProperty("kith.database.system.password"))))));
        this.backend = backend();
    }

    private static String made(String name) throws SQLException {
        try (var server = Database.asSuperuser(); var statement = server.createStatement()) {
            statement.execute("drop database if exists " + name);
            statement.execute("create database " + name + " owner kith_owner");
        }
        return System.getProperty("kith.database.url").replaceFirst("/[^/]+$", "/" + name);
    }

    private int backend() throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    private void execute(String statements) throws SQLException {
        try (var statement = superuser.createStatement()) {
            for (var sql : statements.split(";\n")) {
                statement.execute(sql);
            }
        }
    }

    /** A sweep as production runs it, on the one connection. */
    Sweep sweep() {
        return sweep(Map.of());
    }

    /** One that looks below its floor every time. */
    Sweep fullSweep() {
        return sweep(Map.of("kith.warmth.full-sweep-every", "0s"));
    }

    private Sweep sweep(Map<String, String> settings) {
        var config = new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(WarmthConfig.class)
                .withDefaultValues(settings).build();
        return new Sweep(database::getConnection, relationships, events, config.getConfigMapping(WarmthConfig.class),
                new SimpleMeterRegistry());
    }

    /** Lets contacts become due, all at one instant. */
    void makeDue(int contacts) throws SQLException {
        execute(MAKE_DUE.formatted(contacts));
    }

    /** A transaction that sees everything as it is now, for as long as it is open. */
    Connection snapshot() throws SQLException {
        var connection = DriverManager.getConnection(url, "postgres", "");
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (var statement = connection.createStatement()) {
            statement.execute("select from warmth limit 1");
        }
        return connection;
    }

    int size() {
        return size;
    }

    /** Lets the driver prepare all statements, and PostgreSQL plan them. */
    void warmUp(Sweep sweep) throws SQLException {
        find(12, sweep);
        execute("vacuum (index_cleanup on) warmth");
        find(2, sweep); // with plans made anew
        settle(sweep);
    }

    private void find(int times, Sweep sweep) throws SQLException {
        for (int i = 0; i < times; i++) {
            makeDue(1);
            sweep.sweep();
        }
    }

    /** After transactions that ran beside the last sweep, as those of the application do, its floor is at its place. */
    void settle(Sweep sweep) throws SQLException {
        sweep.sweep();
        sweep.sweep();
    }

    /** What a sweep that finds so many may read. */
    static long limit(int found) {
        return found == 0 ? 12 : 60 + 40L * found;
    }

    /** @param found contacts gone cold; @param buffers read for it */
    record Cost(int found, long buffers) {
    }

    Cost cost(Sweep sweep) throws SQLException {
        var before = buffers();
        var found = sweep.sweep();
        return new Cost(found, buffers() - before);
    }

    private long buffers() throws SQLException {
        try (var connection = database.getConnection(); var statement = connection.createStatement()) {
            statement.execute("select pg_stat_force_next_flush()"); // reads no page
        }
        try (var select = superuser.prepareStatement("select sum(hits + reads) from pg_stat_get_backend_io(?)")) {
            select.setInt(1, backend);
            try (var row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        database.close();
        superuser.close();
        try (var server = Database.asSuperuser(); var statement = server.createStatement()) {
            statement.execute("drop database " + url.substring(url.lastIndexOf('/') + 1) + " with (force)");
        }
    }
}
