package dev.kith.owner;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import dev.kith.process.SystemDatabase;

/** A row and whose it is, as jobs find it among those of all owners. */
public record Owned(UUID ownerId, UUID id) {

    /** What a query finds: the owner's id in its first column, the row's in its second. */
    public static List<Owned> by(SystemDatabase database, String query, Object... parameters) throws SQLException {
        try (var connection = database.getConnection(); var select = connection.prepareStatement(query)) {
            for (int i = 0; i < parameters.length; i++) {
                select.setObject(i + 1, parameters[i]);
            }
            try (var rows = select.executeQuery()) {
                var found = new ArrayList<Owned>();
                while (rows.next()) {
                    found.add(new Owned(rows.getObject(1, UUID.class), rows.getObject(2, UUID.class)));
                }
                return found;
            }
        }
    }
}
