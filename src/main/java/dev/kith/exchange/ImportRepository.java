package dev.kith.exchange;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kith.paging.Cursor;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

@ApplicationScoped
class ImportRepository implements PanacheRepositoryBase<ContactImport, UUID> {

    static final String LIST = "imports newest first";

    List<ContactImport> page(String cursor, int rows) {
        if (cursor == null) {
            return find("order by createdAt desc, id desc").range(0, rows - 1).list();
        }
        var after = Cursor.read(cursor, LIST, 2);
        return find("createdAt < ?1 or createdAt = ?1 and id < ?2 order by createdAt desc, id desc",
                Instant.parse(after.get(0)), UUID.fromString(after.get(1)))
                .range(0, rows - 1).list();
    }
}
