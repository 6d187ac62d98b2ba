package dev.kith.warmth;

import java.sql.Connection;
import java.util.List;
import java.util.UUID;

/**
 * A tag that was deleted is being taken off these contacts. Fired batch by batch in the transaction that recomputes them: who
 * remembers their tags forgets it now, through the same connection.
 */
public record TagTakenOff(Connection connection, UUID ownerId, List<UUID> contactIds) {
}
