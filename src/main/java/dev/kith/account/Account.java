package dev.kith.account;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import dev.kith.account.AccountEvents.Closed;
import dev.kith.account.AccountEvents.Opened;
import dev.kith.eventlog.EventLog;
import dev.kith.owner.CurrentOwner;
import io.agroal.api.AgroalDataSource;

/** Begins before everything else that belongs to an owner, and ends with all of it. */
@ApplicationScoped
class Account {

    private static final String OPEN = """
            insert into account (owner_id, opened_at) values (?, kith_now()) on conflict do nothing returning opened_at
            """;

    private static final String IS_CLOSING = """
            select coalesce(close_before > kith_now(), false) from account where owner_id = ?
            """;

    private static final String ASK_TO_CLOSE = """
            update account set close_before = kith_now() + interval '10 minutes' where owner_id = ? returning close_before
            """;

    private static final String CLOSE = "update account set closed_at = kith_now() where owner_id = ? returning closed_at";

    private static final String IS_CLOSED = """
            select coalesce((select closed_at is not null from account where owner_id = ?), false)
            """;

    /** As many as go in a fraction of a second, with all that looks whether others refer to them. */
    private static final int AT_A_TIME = 2000;

    /**
     * Those that refer to others before these: whoever goes leaves nothing that would have to go with them one by one.
     * References that are only forgotten do not count, as there are circles of them.
     */
    private static final String TABLES = """
            with recursive owned as (
                select pg_class.oid, relname
                from pg_class join pg_attribute on attrelid = pg_class.oid
                where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
                  and attname = 'owner_id' and relname not in ('outbox', 'event_log', 'account')
            ), above (oid, height) as (
                select oid, 0 from owned
                union
                select confrelid, height + 1
                from above join pg_constraint on conrelid = above.oid and contype = 'f' and confdeltype <> 'n'
                     and confrelid <> conrelid
            )
            select relname from owned join above using (oid) group by relname order by max(height), relname
            """;

    /** By the index that begins with the owner, also of a table of which half is theirs, or was. */
    private static final String PLANNING = """
            select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true)
            """;

    private static final String SOME = """
            delete from %1$s where ctid = any (array(select ctid from %1$s where owner_id = ? limit ?))
            """;

    /**
     * What is left, and what came in between. One statement for all tables there are, those included that will be: so the order
     * makes no difference to foreign keys,
     * which are looked at when it ends. What happened stays: it names nobody.
     */
    private static final String ERASURE = """
            select 'with mine as (select cast(? as uuid) as id), '
                   || string_agg(format('%1$I as (delete from %1$I where owner_id = (select id from mine))', relname), ', ')
                   || ' select kith_now()'
            from pg_class join pg_attribute on attrelid = pg_class.oid
            where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
              and attname = 'owner_id' and relname not in ('outbox', 'event_log')
            """;

    private final AgroalDataSource database;
    private final CurrentOwner owner;
    private final EventLog events;

    Account(AgroalDataSource database, CurrentOwner owner, EventLog events) {
        this.database = database;
        this.owner = owner;
        this.events = events;
    }

    /** Once, however many ask at once: those who come second wait for the first. @return whether it was not there */
    @Transactional
    boolean open() {
        var opened = inTransaction(connection -> at(connection, OPEN));
        opened.ifPresent(at -> events.append(new Opened(owner.id(), at)));
        return opened.isPresent();
    }

    /**
     * @return until when it has to be asked for again; empty when that was so: nobody is let in any more, a small account is
     *         gone, and of a large one there is something left to be erased
     */
    @Transactional
    Optional<Instant> close() {
        return inTransaction(connection -> {
            if (!is(connection, IS_CLOSING)) {
                return at(connection, ASK_TO_CLOSE);
            }
            at(connection, CLOSE);
            eraseSome(connection);
            return Optional.empty();
        });
    }

    /** Goes on with what a closed account has left. @return whether there may be more */
    @Transactional
    boolean eraseMore() {
        return inTransaction(connection -> is(connection, IS_CLOSED) && !eraseSome(connection));
    }

    /** @return whether that was all, and the account is gone */
    private boolean eraseSome(Connection connection) throws SQLException {
        var room = AT_A_TIME;
        for (var table : tables(connection)) {
            try (var delete = connection.prepareStatement(SOME.formatted(table))) {
                delete.setObject(1, owner.id());
                delete.setInt(2, room);
                room -= delete.executeUpdate();
            }
            if (room == 0) {
                return false;
            }
        }
        var closed = at(connection, erasure(connection)).orElseThrow();
        events.append(List.of(new Closed(owner.id(), closed)));
        return true;
    }

    private static List<String> tables(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(PLANNING);
            var tables = new ArrayList<String>();
            try (var rows = statement.executeQuery(TABLES)) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            return tables;
        }
    }

    private boolean is(Connection connection, String question) throws SQLException {
        try (var select = connection.prepareStatement(question)) {
            select.setObject(1, owner.id());
            try (var row = select.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static String erasure(Connection connection) throws SQLException {
        try (var select = connection.prepareStatement(ERASURE); var row = select.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    private Optional<Instant> at(Connection connection, String sql) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setObject(1, owner.id());
            try (var row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getObject(1, OffsetDateTime.class).toInstant()) : Optional.empty();
            }
        }
    }

    private interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    private <T> T inTransaction(Work<T> work) {
        try (var connection = database.getConnection()) {
            return work.with(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("the account was neither opened nor closed", e);
        }
    }
}
