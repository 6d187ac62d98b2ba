package dev.kith.warmth;

import static java.time.ZoneOffset.UTC;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kith.warmth.Facts.Applying;
import dev.kith.warmth.Facts.TagCadence;

/**
 * Clocks and spells in SQL, through the connection of whoever changes them: a request's or a job's. Each method is one
 * round trip.
 */
@ApplicationScoped
class WarmthRepository {

    private static final DateTimeFormatter ERA = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSX G", Locale.ROOT)
            .withZone(UTC);

    private static final int FETCHED = 500;

    private static final String CLOCK = """
            w.anchor, w.last_contact_at, w.last_interaction_id, w.last_kind, w.cadence, w.cadence_source, w.cadence_tag_id,
            w.paused, w.snoozed_at, w.snoozed_until, w.cools_at, w.goes_cold_at, w.due_at, w.cooling_since, w.turns_at, w.spells,
            spell.cold_at, spell.detected_at, spell.cause, spell.closed_at, spell.close_reason
            """;

    private static final String LOCK = """
            select w.contact_id, c.binned_at is not null as binned, kith_now() as now
            from warmth w join contact c on c.owner_id = w.owner_id and c.id = w.contact_id
            where w.owner_id = ? and w.contact_id = any(?)
            order by w.contact_id
            for no key update of w
            """;

    /**
     * With limits, so that each contact is looked up by its key: a planner without statistics, as there are none while the
     * first people come in, takes an owner to have next to nobody and would go through everybody for each.
     */
    private static final String KNOWN = """
            select c.id as contact_id, kith_now() as now, c.created_at, c.met_on, c.cadence as own_cadence,
                   c.status <> 'ACTIVE' or c.binned_at is not null as paused_now,
                   coalesce(s.time_zone, 'UTC') as time_zone, s.default_cadence,
                   last.counts_at as last_counts_at, last.interaction_id as last_counting_id, last.kind as last_counting_kind,
                   tags.ids as tag_ids, tags.names as tag_names, tags.cadences as tag_cadences,
                   w.contact_id is null as is_new, %s
            from contact c
            left join owner_settings s on s.owner_id = c.owner_id
            left join lateral (
                select * from warmth where owner_id = c.owner_id and contact_id = c.id limit 1) w on true
            left join lateral (
                select * from cold_spell
                where owner_id = w.owner_id and contact_id = w.contact_id and number = w.spells limit 1) spell on true
            left join lateral (
                select p.counts_at, p.interaction_id, i.kind
                from interaction_participant p
                join interaction i on i.owner_id = p.owner_id and i.id = p.interaction_id
                where p.owner_id = c.owner_id and p.contact_id = c.id and p.counts_at is not null
                order by p.counts_at desc, p.interaction_id desc
                limit 1) last on true
            left join lateral (
                select array_agg(t.id) as ids, array_agg(t.name) as names, array_agg(t.cadence) as cadences
                from contact_tag ct
                join tag t on t.owner_id = ct.owner_id and t.id = ct.tag_id
                where ct.owner_id = c.owner_id and ct.contact_id = c.id and t.cadence is not null and not t.doomed) tags on true
            where c.owner_id = ? and c.id = any(?)
            """.formatted(CLOCK);

    /**
     * Two statements in one round trip. Only by {@code warmth_by_turn}, in its order, does looking cost nothing when nobody is
     * due: a planner that believes many to be would read and sort them all, so it is given no choice. The id is taken
     * before the second statement looks: whoever takes a later one decides later than {@code asked_at}.
     */
    private static final String DUE = """
            select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
                   kith_now() as asked_at, pg_current_xact_id()::text::bigint as id;
            select clock.now, clock.oldest_running, clock.there, w.owner_id, w.contact_id, %s
            from (select kith_now() as now, pg_snapshot_xmin(pg_current_snapshot())::text::bigint as oldest_running,
                         (select count(*) from (
                              select from warmth
                              where turns_at is not null
                                and (turns_at, owner_id, contact_id) > (?, ?, ?) and turns_at <= kith_now()
                              order by turns_at, owner_id, contact_id
                              limit ?) due) as there) clock
            left join lateral (
                select * from warmth
                where turns_at is not null
                  and (turns_at, owner_id, contact_id) > (?, ?, ?) and turns_at <= kith_now()
                order by turns_at, owner_id, contact_id
                limit ?
                for no key update skip locked) w on true
            left join lateral (
                select * from cold_spell
                where owner_id = w.owner_id and contact_id = w.contact_id and number = w.spells and w.spells > 0
                limit 1) spell on true
            """.formatted(CLOCK);

    /** A clock, and with it the place of the contact in the lists of its tags. */
    private static final String CLOCK_IS_SET = """
            with clock as (
            %s
            returning warmth.owner_id, warmth.contact_id, warmth.goes_cold_at)
            update contact_tag ct set goes_cold_at = clock.goes_cold_at
            from clock
            where ct.owner_id = clock.owner_id and ct.contact_id = clock.contact_id
              and ct.goes_cold_at is distinct from clock.goes_cold_at
            """;

    /** A column that is written, and what of a relationship stands in it: a UUID, a text, a number, a flag or an instant. */
    private record Column(String name, String type, Function<Relationship, Object> value) {

        static Column ofSnooze(String name, Function<Snooze, Object> value) {
            return new Column(name, "timestamptz",
                    one -> one.reading().snooze() == null ? null : value.apply(one.reading().snooze()));
        }

        static Column ofSpell(String name, Function<Spell, Object> value) {
            return new Column(name, "timestamptz", one -> one.last() == null ? null : value.apply(one.last()));
        }
    }

    private static final List<Column> WRITTEN = List.of(
            new Column("anchor", "timestamptz", one -> one.reading().anchor()),
            new Column("last_contact_at", "timestamptz",
                    one -> one.reading().lastContact() == null ? null : one.reading().lastContact().at()),
            new Column("last_interaction_id", "uuid", one -> one.reading().lastInteractionId()),
            new Column("last_kind", "text",
                    one -> one.reading().lastContact() == null ? null : one.reading().lastContact().kind()),
            new Column("cadence", "text", one -> Objects.toString(one.reading().applying().cadence(), null)),
            new Column("cadence_source", "text", one -> one.reading().applying().source().name()),
            new Column("cadence_tag_id", "uuid", one -> one.reading().applying().tagId()),
            new Column("paused", "boolean", one -> one.reading().paused()),
            Column.ofSnooze("snoozed_at", Snooze::setAt),
            Column.ofSnooze("snoozed_until", Snooze::until),
            new Column("cools_at", "timestamptz", one -> one.reading().coolsAt()),
            new Column("goes_cold_at", "timestamptz", one -> one.reading().goesColdAt()),
            new Column("due_at", "timestamptz", one -> one.reading().dueAt()),
            new Column("cooling_since", "timestamptz", Relationship::coolingSince),
            new Column("turns_at", "timestamptz", Relationship::turnsAt),
            Column.ofSpell("cold_since", spell -> spell.isOpen() ? spell.coldAt() : null),
            new Column("spells", "integer", Relationship::spells),
            Column.ofSpell("last_closed_at", Spell::closedAt),
            new Column("owner_id", "uuid", Relationship::ownerId),
            new Column("contact_id", "uuid", Relationship::contactId));

    private static final String BEGIN = CLOCK_IS_SET.formatted("""
            insert into warmth (%s) select * from unnest(%s)
            """.formatted(each(WRITTEN, "%s"), each(WRITTEN, "cast(? as %2$s[])")));

    private static final String UPDATE = CLOCK_IS_SET.formatted("""
            update warmth set %s
            from unnest(%s) as made(%s)
            where warmth.owner_id = made.owner_id and warmth.contact_id = made.contact_id
            """.formatted(each(WRITTEN.subList(0, WRITTEN.size() - 2), "%1$s = made.%1$s"), each(WRITTEN, "cast(? as %2$s[])"),
            each(WRITTEN, "%s")));

    private static String each(List<Column> columns, String format) {
        return columns.stream().map(column -> format.formatted(column.name(), column.type())).collect(Collectors.joining(", "));
    }

    // the sweep changes no clock, only whether it has run out
    private static final String TURN = """
            update warmth set cooling_since = ?, turns_at = ?, cold_since = ?, spells = ?, last_closed_at = ?
            where owner_id = ? and contact_id = ?
            """;

    private static final String SPELL = """
            insert into cold_spell (owner_id, contact_id, number, cold_at, detected_at, cause, closed_at, close_reason)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (owner_id, contact_id, number)
            do update set closed_at = excluded.closed_at, close_reason = excluded.close_reason
            """;

    private static final String VIEW = """
            select w.contact_id, kith_now() as now, %s, t.name as tag_name,
                   exists (select from recompute r
                           where r.owner_id = w.owner_id
                             and (r.after_contact_id is null or r.after_contact_id < w.contact_id)
                             and (r.tag_id is null
                                  or exists (select from contact_tag ct
                                             where ct.owner_id = r.owner_id and ct.contact_id = w.contact_id
                                               and ct.tag_id = r.tag_id))) as pending
            from warmth w
            left join cold_spell spell
                   on spell.owner_id = w.owner_id and spell.contact_id = w.contact_id and spell.number = w.spells
            left join tag t on t.owner_id = w.owner_id and t.id = w.cadence_tag_id
            where w.owner_id = ? and w.contact_id = any(?)
            """.formatted(CLOCK);

    private static final String SNOOZED = """
            select contact_id from warmth where owner_id = ? and contact_id = any(?) and snoozed_at > ?
            """;

    /** A relationship with all that decides its next reading. */
    record Known(Relationship relationship, Facts facts, Snooze snooze, Instant now) {
    }

    Locked lock(Connection connection, UUID ownerId, Collection<UUID> contactIds) throws SQLException {
        try (var select = ofContacts(connection, LOCK, ownerId, contactIds); var rows = select.executeQuery()) {
            Set<UUID> found = new HashSet<>();
            Set<UUID> binned = new HashSet<>();
            Instant now = null;
            while (rows.next()) {
                var id = rows.getObject("contact_id", UUID.class);
                found.add(id);
                if (rows.getBoolean("binned")) {
                    binned.add(id);
                }
                now = instant(rows, "now");
            }
            return new Locked(found, binned, now);
        }
    }

    /** New contacts and, after {@link #lock}, known ones. The time is that of this statement, later than the lock. */
    List<Known> known(Connection connection, UUID ownerId, Collection<UUID> contactIds) throws SQLException {
        try (var select = ofContacts(connection, KNOWN, ownerId, contactIds); var rows = select.executeQuery()) {
            var known = new ArrayList<Known>();
            while (rows.next()) {
                var contactId = rows.getObject("contact_id", UUID.class);
                var relationship = rows.getBoolean("is_new") ? Relationship.begun(ownerId, contactId)
                        : new Relationship(ownerId, contactId, reading(rows), spell(rows), instant(rows, "cooling_since"));
                known.add(new Known(relationship, facts(rows), snooze(rows), instant(rows, "now")));
            }
            return known;
        }
    }

    /** A place in the order in which contacts turn cooling or cold. */
    record Place(Instant turnsAt, UUID ownerId, UUID contactId) {

        private static final UUID FIRST = new UUID(0, 0);

        static Place before(Instant turnsAt) {
            return new Place(turnsAt, FIRST, FIRST);
        }
    }

    /** Locks contacts of all owners that time alone turns cooling or cold, oldest first; none that somebody else has locked. */
    Due due(Connection connection, Place behind, int limit) throws SQLException {
        try (var select = connection.prepareStatement(DUE)) {
            for (int first = 1; first <= 5; first += 4) {
                select.setObject(first, behind.turnsAt().atOffset(UTC));
                select.setObject(first + 1, behind.ownerId());
                select.setObject(first + 2, behind.contactId());
                select.setInt(first + 3, limit);
            }
            select.execute();
            Instant askedAt;
            long id;
            try (var asked = select.getResultSet()) {
                asked.next();
                askedAt = instant(asked, "asked_at");
                id = asked.getLong("id");
            }
            select.getMoreResults();
            try (var rows = select.getResultSet()) {
                var due = new ArrayList<Relationship>();
                Instant now = null;
                var oldestRunning = 0L;
                var there = 0;
                var last = behind;
                while (rows.next()) {
                    now = instant(rows, "now");
                    oldestRunning = rows.getLong("oldest_running");
                    there = rows.getInt("there");
                    var contactId = rows.getObject("contact_id", UUID.class);
                    if (contactId != null) {
                        var ownerId = rows.getObject("owner_id", UUID.class);
                        last = new Place(instant(rows, "turns_at"), ownerId, contactId);
                        due.add(new Relationship(ownerId, contactId, reading(rows), spell(rows),
                                instant(rows, "cooling_since")));
                    }
                }
                return new Due(due, last, there > due.size(), now, askedAt, id, oldestRunning);
            }
        }
    }

    /**
     * Who is due.
     *
     * @param last the place of the last of them
     * @param someLocked others are due as well, whom somebody else had locked
     * @param now for whom that is so
     * @param askedAt a moment before
     * @param id of this transaction; those with a smaller one may have decided before {@code askedAt}
     * @param oldestRunning the smallest id of a transaction that had not ended; perhaps this one's
     */
    record Due(List<Relationship> relationships, Place last, boolean someLocked, Instant now, Instant askedAt, long id,
            long oldestRunning) {
    }

    void write(Connection connection, Collection<Relationship> relationships) throws SQLException {
        var byAge = relationships.stream().collect(Collectors.partitioningBy(Relationship::isNew));
        writeClocks(connection, BEGIN, byAge.get(true));
        writeClocks(connection, UPDATE, byAge.get(false));
        writeSpells(connection, relationships);
    }

    /** However many, by one statement. */
    private static void writeClocks(Connection connection, String sql, List<Relationship> relationships) throws SQLException {
        if (relationships.isEmpty()) {
            return;
        }
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < WRITTEN.size(); i++) {
                var column = WRITTEN.get(i);
                statement.setArray(i + 1, connection.createArrayOf(column.type(),
                        relationships.stream().map(column.value()).map(WarmthRepository::element).toArray()));
            }
            statement.executeUpdate();
        }
    }

    /** An instant as PostgreSQL reads it in every century. */
    private static Object element(Object value) {
        return value instanceof Instant instant ? ERA.format(instant) : value;
    }

    /** Writes what the passing of time has done. */
    void turn(Connection connection, Collection<Relationship> relationships) throws SQLException {
        try (var update = connection.prepareStatement(TURN)) {
            for (var relationship : relationships) {
                var last = relationship.last();
                setInstant(update, 1, relationship.coolingSince());
                setInstant(update, 2, relationship.turnsAt());
                setInstant(update, 3, relationship.isCold() ? last.coldAt() : null);
                update.setInt(4, relationship.spells());
                setInstant(update, 5, last == null ? null : last.closedAt());
                update.setObject(6, relationship.ownerId());
                update.setObject(7, relationship.contactId());
                update.addBatch();
            }
            update.executeBatch();
        }
        writeSpells(connection, relationships);
    }

    private static void writeSpells(Connection connection, Collection<Relationship> relationships) throws SQLException {
        if (relationships.stream().noneMatch(Relationship::spellChanged)) {
            return;
        }
        try (var upsert = connection.prepareStatement(SPELL)) {
            for (var relationship : relationships) {
                if (relationship.spellChanged()) {
                    var spell = relationship.last();
                    upsert.setObject(1, relationship.ownerId());
                    upsert.setObject(2, relationship.contactId());
                    upsert.setInt(3, spell.number());
                    setInstant(upsert, 4, spell.coldAt());
                    setInstant(upsert, 5, spell.detectedAt());
                    upsert.setString(6, spell.cause().name());
                    setInstant(upsert, 7, spell.closedAt());
                    upsert.setString(8, spell.closeReason() == null ? null : spell.closeReason().name());
                    upsert.addBatch();
                }
            }
            upsert.executeBatch();
        }
    }

    Map<UUID, WarmthView> views(Connection connection, UUID ownerId, Collection<UUID> contactIds) throws SQLException {
        try (var select = ofContacts(connection, VIEW, ownerId, contactIds); var rows = select.executeQuery()) {
            var views = new HashMap<UUID, WarmthView>();
            while (rows.next()) {
                var reading = reading(rows);
                var spell = spell(rows);
                var cold = spell != null && spell.isOpen();
                var now = instant(rows, "now");
                var applying = reading.applying();
                views.put(rows.getObject("contact_id", UUID.class), new WarmthView(reading.state(cold, now),
                        applying.cadence() == null ? null : applying.cadence().toString(), applying.source(),
                        rows.getString("tag_name"), reading.lastContact() == null ? null : reading.lastContact().at(),
                        reading.lastInteractionId(), reading.coolsAt(), reading.goesColdAt(), cold ? spell.coldAt() : null,
                        reading.isSnoozed(now) ? reading.snooze().until() : null, spell == null ? 0 : spell.number(),
                        rows.getBoolean("pending")));
            }
            return views;
        }
    }

    Set<UUID> snoozedSince(Connection connection, UUID ownerId, Collection<UUID> contactIds, Instant since)
            throws SQLException {
        try (var select = ofContacts(connection, SNOOZED, ownerId, contactIds)) {
            setInstant(select, 3, since);
            try (var rows = select.executeQuery()) {
                var snoozed = new HashSet<UUID>();
                while (rows.next()) {
                    snoozed.add(rows.getObject(1, UUID.class));
                }
                return snoozed;
            }
        }
    }

    private static PreparedStatement ofContacts(Connection connection, String sql, UUID ownerId, Collection<UUID> contactIds)
            throws SQLException {
        var statement = connection.prepareStatement(sql);
        statement.setObject(1, ownerId);
        statement.setArray(2, connection.createArrayOf("uuid", contactIds.toArray()));
        return statement;
    }

    private static Facts facts(ResultSet row) throws SQLException {
        var lastId = row.getObject("last_counting_id", UUID.class);
        var last = lastId == null ? null
                : new LastContact(lastId, row.getString("last_counting_kind"), instant(row, "last_counts_at"));
        var tags = new ArrayList<TagCadence>();
        if (row.getArray("tag_ids") != null) {
            var ids = (UUID[]) row.getArray("tag_ids").getArray();
            var names = (String[]) row.getArray("tag_names").getArray();
            var cadences = (String[]) row.getArray("tag_cadences").getArray();
            for (int i = 0; i < ids.length; i++) {
                tags.add(new TagCadence(ids[i], names[i], Cadence.stored(cadences[i])));
            }
        }
        return new Facts(instant(row, "created_at"), row.getObject("met_on", LocalDate.class), last,
                row.getBoolean("paused_now"), Cadence.stored(row.getString("own_cadence")), tags,
                Cadence.stored(row.getString("default_cadence")), ZoneId.of(row.getString("time_zone")));
    }

    private static Reading reading(ResultSet row) throws SQLException {
        var lastId = row.getObject("last_interaction_id", UUID.class);
        var last = lastId == null ? null : new LastContact(lastId, row.getString("last_kind"), instant(row, "last_contact_at"));
        var applying = new Applying(Cadence.stored(row.getString("cadence")),
                CadenceSource.valueOf(row.getString("cadence_source")), row.getObject("cadence_tag_id", UUID.class));
        return new Reading(instant(row, "anchor"), last, applying, row.getBoolean("paused"), snooze(row),
                instant(row, "cools_at"), instant(row, "goes_cold_at"), instant(row, "due_at"));
    }

    private static Snooze snooze(ResultSet row) throws SQLException {
        var until = instant(row, "snoozed_until");
        return until == null ? null : new Snooze(instant(row, "snoozed_at"), until);
    }

    /** All there are, contact by contact. */
    void spells(Connection connection, UUID ownerId, BiConsumer<UUID, Spell> taker) throws SQLException {
        try (var select = connection.prepareStatement("""
                select contact_id, number as spells, cold_at, detected_at, cause, closed_at, close_reason
                from cold_spell where owner_id = ? order by contact_id, number
                """)) {
            select.setFetchSize(FETCHED);
            select.setObject(1, ownerId);
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    taker.accept(rows.getObject("contact_id", UUID.class), spell(rows));
                }
            }
        }
    }

    private static Spell spell(ResultSet row) throws SQLException {
        var number = row.getInt("spells");
        if (number == 0) {
            return null;
        }
        var reason = row.getString("close_reason");
        return new Spell(number, instant(row, "cold_at"), instant(row, "detected_at"), Cause.valueOf(row.getString("cause")),
                instant(row, "closed_at"), reason == null ? null : WarmedReason.valueOf(reason));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        var value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    private static void setInstant(PreparedStatement statement, int index, Instant value) throws SQLException {
        statement.setObject(index, value == null ? null : value.atOffset(UTC));
    }
}
