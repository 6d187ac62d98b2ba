package dev.kith.warmth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.SQLException;
import java.time.LocalDate;
import java.util.UUID;

import dev.kith.support.Database;

/** Writes many contacts of one owner as the API would have, but faster: without a cadence, and so without a clock. */
final class Crowd {

    private static final String PEOPLE = """
            with made as (
                insert into contact (owner_id, id, version, display_name, sort_name, emails, phones, links, positions, needs,
                                     offers, met_on, status, created_at, updated_at)
                select ?, gen_random_uuid(), 0, ? || i, lower(?) || i, '[]', '[]', '[]', '[]', '[]', '[]', ?, ?, kith_now(), kith_now()
                from generate_series(1, ?) i
                returning owner_id, id, met_on, status)
            insert into warmth (owner_id, contact_id, anchor, cadence_source, paused, spells)
            select owner_id, id, met_on::timestamp at time zone 'UTC', 'NONE', status <> 'ACTIVE', 0 from made
            """;

    private static final String TAGGED = """
            insert into contact_tag (owner_id, contact_id, tag_id)
            select c.owner_id, c.id, t.id from contact c join tag t using (owner_id)
            where c.owner_id = ? and c.display_name like ? || '%' and t.name = ?
            """;

    private final UUID ownerId;

    Crowd(UUID ownerId) {
        this.ownerId = ownerId;
    }

    Crowd with(String name, int number, LocalDate metOn, String status) throws SQLException {
        try (var connection = Database.asOwner(); var insert = connection.prepareStatement(PEOPLE)) {
            insert.setObject(1, ownerId);
            insert.setString(2, name);
            insert.setString(3, name);
            insert.setObject(4, metOn);
            insert.setString(5, status);
            insert.setInt(6, number);
            assertEquals(number, insert.executeUpdate());
        }
        return this;
    }

    /** Gives a tag that there is to everybody of a name. */
    Crowd tagged(String name, String tag) throws SQLException {
        try (var connection = Database.asOwner(); var insert = connection.prepareStatement(TAGGED)) {
            insert.setObject(1, ownerId);
            insert.setString(2, name);
            insert.setString(3, tag);
            insert.executeUpdate();
        }
        return this;
    }
}
