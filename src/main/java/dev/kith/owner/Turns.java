package dev.kith.owner;

import java.sql.SQLException;
import java.util.UUID;
import java.util.function.Predicate;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import dev.kith.process.SystemDatabase;

/** Carries out what waits for owners, a batch of each in turn, so that what is large lets through what is small. */
@ApplicationScoped
public class Turns {

    private static final Logger LOG = Logger.getLogger(Turns.class);

    private final SystemDatabase database;
    private final CurrentOwner owner;

    Turns(SystemDatabase database, CurrentOwner owner) {
        this.database = database;
        this.owner = owner;
    }

    /**
     * Goes on until nothing is left, or nothing moves. What fails keeps nobody else waiting; it is named in the log by its kind
     * alone, and left to the next call.
     *
     * @param what in the words of the log
     * @param waiting finds whose turn it is, as {@link Owned#by} reads it
     * @param batch takes the id of what was found, in the name of its owner, and tells whether there was something to do
     */
    public void take(String what, String waiting, Predicate<UUID> batch) {
        try {
            while (round(what, waiting, batch)) {
                // there may be more
            }
        } catch (SQLException e) {
            LOG.warnf("%s waits to be taken up again: SQL state %s", what, e.getSQLState());
        }
    }

    private boolean round(String what, String waiting, Predicate<UUID> batch) throws SQLException {
        var progress = false;
        for (var turn : Owned.by(database, waiting)) {
            try {
                progress |= owner.acting(turn.ownerId(), () -> batch.test(turn.id()));
            } catch (RuntimeException e) {
                LOG.warnf("%s waits to be taken up again: %s", what, e.getClass().getName());
            }
        }
        return progress;
    }
}
