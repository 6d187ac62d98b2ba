package dev.kith.attack;

import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import dev.kith.support.Database;

/** What the database holds of an owner, so that it can be compared with what it held before. */
final class Rows {

    private Rows() {
    }

    /** A digest of each table. */
    static Map<String, String> of(UUID owner) {
        Database.awaitLog(owner);
        var digests = new TreeMap<String, String>();
        try (var superuser = Database.asSuperuser();
                var tables = superuser.prepareStatement("""
                        select table_name from information_schema.columns join information_schema.tables using (table_name)
                        where column_name = 'owner_id' and table_type = 'BASE TABLE'
                          and columns.table_schema = 'public' and tables.table_schema = 'public'
                          and table_name <> 'outbox'""")) {
            var names = tables.executeQuery();
            while (names.next()) {
                try (var rows = superuser.prepareStatement("select count(*) || ' ' || coalesce(md5(string_agg(t::text, '' "
                        + "order by t::text)), '') from " + names.getString(1) + " t where owner_id = ?")) {
                    rows.setObject(1, owner);
                    var row = rows.executeQuery();
                    row.next();
                    digests.put(names.getString(1), row.getString(1));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return digests;
    }
}
