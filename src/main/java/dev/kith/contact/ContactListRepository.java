package dev.kith.contact;

import static java.time.ZoneOffset.UTC;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.hibernate.Session;
import org.postgresql.PGStatement;

import dev.kith.owner.CurrentOwner;
import dev.kith.paging.Cursor;
import dev.kith.warmth.State;

/**
 * Lists of contacts. Each sort alone, the contacts of a tag by when they go cold and those in a state by when they go cold are
 * read in the order of an index, as many as a page has; anything else reads rows of the owner and no others.
 * <p>
 * An order of which some contacts have no value is read in two parts, since only so do both come from the index in both
 * directions: first those that have one, then the others. So is a search: first those who have all words, then, if the page
 * is not full, those who have them but for typos.
 */
@ApplicationScoped
class ContactListRepository {

    private static final int FIRST_PART = 0;
    private static final int LAST_PART = 1;
    /** What {@code kith_search} adds for those who have all words as they were typed. */
    private static final int WITHOUT_TYPO = 1000;

    private static final String NOT_SNOOZED = """
            not coalesce(w.snoozed_until > kith_now() and (w.last_contact_at is null or w.last_contact_at <= w.snoozed_at), false)
            """;

    /**
     * Who is cold, cooling or warm has a day on which they go cold; that the cold ones' is past bounds the look at the index.
     */
    private static final Map<State, String> IN_STATE = Map.of(
            State.PAUSED, "w.paused",
            State.NONE, "not w.paused and w.goes_cold_at is null",
            State.COLD, "w.goes_cold_at <= kith_now() and w.cold_since is not null",
            State.SNOOZED, "not w.paused and w.goes_cold_at is not null and w.cold_since is null and not " + NOT_SNOOZED,
            State.COOLING, "not w.paused and w.cools_at <= kith_now() and w.cold_since is null and " + NOT_SNOOZED,
            State.WARM, "not w.paused and w.goes_cold_at > kith_now() and w.cools_at > kith_now() and w.cold_since is null and "
                    + NOT_SNOOZED);

    /**
     * In the same round trip. Of a table of which half is this owner's, a planner would read all; and it is never to use a plan
     * made without knowing whose rows are meant: the statement is not prepared in the server.
     */
    private static final String PLANNING = """
            select set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),
                   set_config('max_parallel_workers_per_gather', '0', true);
            """;

    private static final String TAG = """
            (select id from tag where owner_id = ? and name_key = ? and not doomed)
            """;

    private static final String ORGANIZATION = """
            (select organization_id from organization_name where owner_id = ? and key = ?)
            """;

    private final Session session;
    private final CurrentOwner owner;

    ContactListRepository(Session session, CurrentOwner owner) {
        this.session = session;
        this.owner = owner;
    }

    /** A row of a list: which contact, and by what the list goes on behind it. */
    record Found(UUID id, List<String> place) {
    }

    /** The cursor that continues behind a row. */
    static String cursor(ContactQuery query, Found row) {
        return Cursor.of(query.fingerprint(), row.place().toArray(String[]::new));
    }

    List<Found> page(ContactQuery query, String cursor, int rows) {
        if (query.isSearch() && query.words().isEmpty()) {
            return List.of();
        }
        var place = cursor == null ? null
                : Cursor.read(cursor, query.fingerprint(), query.sort() == ContactSort.BEST_MATCH ? 4 : 3);
        var page = new ArrayList<Found>();
        for (int part = place == null ? FIRST_PART : Integer.parseInt(place.get(0)); part <= lastPart(query)
                && page.size() < rows; part++) {
            var listing = new Listing(query, part);
            if (place != null && place.get(0).equals(Integer.toString(part))) {
                listing.behind(place);
            }
            page.addAll(session.doReturningWork(connection -> listing.read(connection, rows - page.size())));
        }
        return page;
    }

    private static int lastPart(ContactQuery query) {
        if (query.sort() == ContactSort.BEST_MATCH) {
            return query.words().stream().allMatch(word -> SearchWords.nearly(word) == null) ? FIRST_PART : LAST_PART;
        }
        return query.sort().isOfWarmth() && !(query.sort() == ContactSort.GOES_COLD_AT && onlyWithColdDate(query.states()))
                ? LAST_PART
                : FIRST_PART;
    }

    private static boolean onlyWithColdDate(Set<State> states) {
        return !states.isEmpty() && !states.contains(State.NONE) && !states.contains(State.PAUSED);
    }

    /** The statement that reads one part of a list. */
    private final class Listing {

        private final ContactQuery query;
        private final int part;
        private final StringBuilder from = new StringBuilder();
        private final StringBuilder where = new StringBuilder();
        private final List<Object> inFrom = new ArrayList<>();
        private final List<Object> inWhere = new ArrayList<>();
        private final String key;
        private final String id;
        private final String direction;

        Listing(ContactQuery query, int part) {
            this.query = query;
            this.part = part;
            this.direction = query.descending() ? " desc" : "";
            var ofTag = query.sort() == ContactSort.GOES_COLD_AT && !query.tags().isEmpty() && !query.isSearch();
            var driving = source(ofTag);
            this.key = ofTag ? "ct.goes_cold_at" : query.sort().column();
            this.id = driving.equals("w") || ofTag ? driving + ".contact_id" : "c.id";
            statuses();
            tags(ofTag);
            warmth();
            if (query.city() != null) {
                and("c.city_key = ?", query.city());
            }
            employer();
            sector();
            part();
        }

        /** @return the alias of the table whose index gives the order */
        private String source(boolean ofTag) {
            var driving = query.isSearch() ? "s" : ofTag ? "ct" : query.sort().isOfWarmth() ? "w" : "c";
            switch (driving) {
                case "s" -> {
                    from.append("kith_search(?, ?) s join contact c on c.owner_id = ? and c.id = s.contact_id");
                    inFrom.add(query.words().toArray(String[]::new));
                    inFrom.add(query.words().stream().map(this::nearly).toArray(String[]::new));
                    inFrom.add(owner.id());
                }
                case "ct" -> from.append("contact_tag ct join contact c on c.owner_id = ct.owner_id and c.id = ct.contact_id");
                case "w" -> from.append("warmth w join contact c on c.owner_id = w.owner_id and c.id = w.contact_id");
                default -> from.append("contact c");
            }
            if (!driving.equals("w") && needsWarmth(ofTag)) {
                from.append(" join warmth w on w.owner_id = c.owner_id and w.contact_id = c.id");
            }
            where.append(driving.equals("s") ? "c" : driving).append(".owner_id = ?");
            inWhere.add(owner.id());
            return driving;
        }

        private boolean needsWarmth(boolean ofTag) {
            return query.sort().isOfWarmth() && !ofTag || !query.states().isEmpty() || query.lastContactBefore() != null;
        }

        private String nearly(String word) {
            return query.sort() == ContactSort.BEST_MATCH && part == FIRST_PART ? null : SearchWords.nearly(word);
        }

        private void statuses() {
            and(query.binned() ? "(c.binned_at is not null or c.status = any(?))"
                    : "c.binned_at is null and c.status = any(?)",
                    (Object) query.statuses().stream().map(Enum::name).toArray(String[]::new));
        }

        private void tags(boolean ofTag) {
            var tags = query.tags();
            if (ofTag) {
                and("ct.tag_id = " + TAG, owner.id(), tags.get(0));
            }
            for (var tag : ofTag ? tags.subList(1, tags.size()) : tags) {
                and("""
                        exists (select from contact_tag other
                                where other.owner_id = ? and other.tag_id = %s and other.contact_id = c.id)
                        """.formatted(TAG), owner.id(), owner.id(), tag);
            }
        }

        private void warmth() {
            if (!query.states().isEmpty()) {
                and(query.states().stream().sorted().map(IN_STATE::get).collect(Collectors.joining(") or (", "((", "))")));
            }
            if (query.lastContactBefore() != null) {
                and("(w.last_contact_at < ? or w.last_contact_at is null)", query.lastContactBefore());
            }
        }

        private void employer() {
            var employer = query.employer();
            if (employer == null) {
                return;
            }
            switch (employer.when()) {
                case ANY -> employed("exists", employer, "");
                case NOW -> employed("exists", employer, "and not e.ended");
                case BEFORE -> {
                    employed("exists", employer, "");
                    employed("not exists", employer, "and not e.ended");
                }
            }
        }

        private void employed(String exists, Employer employer, String condition) {
            var sql = exists + """
                     (select from employment e
                      where e.owner_id = ? and e.organization_id = %s and e.contact_id = c.id %s)
                    """;
            if (employer.id() != null) {
                and(sql.formatted("?", condition), owner.id(), employer.id());
            } else {
                and(sql.formatted(ORGANIZATION, condition), owner.id(), owner.id(), employer.key());
            }
        }

        private void sector() {
            if (query.sector() != null) {
                and("""
                        c.id in (
                            select contact_id from employment where owner_id = ? and sector_key = ?
                            union all
                            select e.contact_id
                            from organization o join employment e on e.owner_id = o.owner_id and e.organization_id = o.id
                            where o.owner_id = ? and o.sector_key = ?)
                        """, owner.id(), query.sector(), owner.id(), query.sector());
            }
        }

        private void part() {
            if (query.sort() == ContactSort.BEST_MATCH) {
                and(part == FIRST_PART ? "s.score >= ?" : "s.score < ?", WITHOUT_TYPO);
            } else if (query.sort().isOfWarmth()) {
                and(key + (part == FIRST_PART ? " is not null" : " is null"));
            }
        }

        void behind(List<String> place) {
            var beyond = query.descending() ? "<" : ">";
            var lastId = UUID.fromString(place.get(place.size() - 1));
            if (query.sort() == ContactSort.BEST_MATCH) {
                and("(s.score < ? or s.score = ? and (c.sort_name, c.id) > (?, ?))", Integer.valueOf(place.get(1)),
                        Integer.valueOf(place.get(1)), place.get(2), lastId);
            } else if (place.get(1) == null) {
                and(id + " " + beyond + " ?", lastId);
            } else {
                and("(" + key + ", " + id + ") " + beyond + " (?, ?)", query.sort().parse(place.get(1)), lastId);
            }
        }

        private void and(String condition, Object... parameters) {
            where.append("\nand ").append(condition);
            inWhere.addAll(List.of(parameters));
        }

        List<Found> read(Connection connection, int rows) throws SQLException {
            var sql = PLANNING + """
                    select %1$s as id, %2$s as key, c.sort_name
                    from %3$s
                    where %4$s
                    order by %5$s
                    limit ?
                    """.formatted(id, key, from, where, query.sort() == ContactSort.BEST_MATCH
                    ? "s.score desc, c.sort_name, c.id"
                    : key + direction + ", " + id + direction);
            try (var select = connection.prepareStatement(sql)) {
                select.unwrap(PGStatement.class).setPrepareThreshold(0);
                var index = 1;
                for (var parameter : inFrom) {
                    set(select, index++, parameter);
                }
                for (var parameter : inWhere) {
                    set(select, index++, parameter);
                }
                select.setInt(index, rows);
                select.execute();
                select.getMoreResults();
                try (var found = select.getResultSet()) {
                    var page = new ArrayList<Found>();
                    while (found.next()) {
                        page.add(found(found));
                    }
                    return page;
                }
            }
        }

        private Found found(ResultSet row) throws SQLException {
            var found = row.getObject("id", UUID.class);
            var place = new ArrayList<String>();
            place.add(Integer.toString(part));
            place.add(key(row));
            if (query.sort() == ContactSort.BEST_MATCH) {
                place.add(row.getString("sort_name"));
            }
            place.add(found.toString());
            return new Found(found, place);
        }

        private String key(ResultSet row) throws SQLException {
            if (query.sort().isByTime()) {
                var instant = row.getObject("key", OffsetDateTime.class);
                return instant == null ? null : instant.toInstant().toString();
            }
            return row.getString("key");
        }

        private static void set(PreparedStatement statement, int index, Object parameter) throws SQLException {
            if (parameter instanceof String[] texts) {
                statement.setArray(index, statement.getConnection().createArrayOf("text", texts));
            } else if (parameter instanceof Instant instant) {
                statement.setObject(index, instant.atOffset(UTC));
            } else {
                statement.setObject(index, parameter);
            }
        }
    }
}
