package dev.kith.paging;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

/**
 * A list of what was made last first.
 *
 * @param list its name, which its cursors are bound to
 */
public record NewestFirst(String list) {

    /**
     * @param entities that have an {@code id} and were {@code createdAt} an instant
     * @param cursor null for the first rows
     */
    public <E> List<E> page(PanacheRepositoryBase<E, UUID> entities, String cursor, int rows) {
        if (cursor == null) {
            return entities.find("order by createdAt desc, id desc").range(0, rows - 1).list();
        }
        var after = Cursor.read(cursor, list, 2);
        return entities.find("createdAt < ?1 or createdAt = ?1 and id < ?2 order by createdAt desc, id desc",
                Instant.parse(after.get(0)), UUID.fromString(after.get(1)))
                .range(0, rows - 1).list();
    }

    /** Continues behind one. */
    public String cursor(Instant createdAt, UUID id) {
        return Cursor.of(list, createdAt.toString(), id.toString());
    }
}
