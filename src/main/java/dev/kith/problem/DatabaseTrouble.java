package dev.kith.problem;

import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import jakarta.persistence.OptimisticLockException;

import org.hibernate.StaleStateException;
import org.jboss.logging.Logger;
import org.postgresql.util.PSQLException;

/** Tells troubles of the moment from our mistakes: the former are worth another try, the latter are not. */
final class DatabaseTrouble {

    private static final Logger LOG = Logger.getLogger(DatabaseTrouble.class);

    private DatabaseTrouble() {
    }

    /** Null when nothing behind it is a trouble of the moment. */
    static Refusal explain(Throwable thrown) {
        return search(thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static Refusal search(Throwable thrown, Set<Throwable> seen) {
        if (thrown == null || !seen.add(thrown)) {
            return null;
        }
        if (thrown instanceof OptimisticLockException || thrown instanceof StaleStateException) {
            return new Busy("Another request changed the same thing at the same moment. Send it again.");
        }
        if (thrown instanceof SQLException sql) {
            var refusal = explain(sql);
            if (refusal != null) {
                return refusal;
            }
        }
        var refusal = search(thrown.getCause(), seen);
        for (var suppressed : thrown.getSuppressed()) { // where the transaction manager puts why a commit failed
            refusal = refusal == null ? search(suppressed, seen) : refusal;
        }
        return refusal;
    }

    /** By SQLSTATE: PostgreSQL's appendix A. */
    private static Refusal explain(SQLException e) {
        var state = e.getSQLState();
        if (state == null) {
            // the pool has no state for it, only sentences
            return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("acquisition timeout") ? away(e) : null;
        }
        return switch (state) {
            case "55P03", "57014" -> new Busy("Another request is at work on the same thing. Send it again in a moment.");
            case "40001", "40P01", "25P02" -> new Busy("Another request got in the way. Send it again.");
            case "23505", "23503" -> collided(e);
            case "22021", "22P05" -> new Invalid("A text holds a character that cannot be kept.", List.of());
            case "25006" -> away(e); // a standby, or what will be the primary in a moment: nothing is written there
            default -> switch (state.substring(0, 2)) {
                case "08", "53", "57" -> away(e);
                default -> null;
            };
        };
    }

    private static Busy away(SQLException e) {
        LOG.warnf("the database is away or overloaded: SQLSTATE %s", e.getSQLState());
        return new Busy("The database cannot be reached right now. Send it again in a moment.");
    }

    /**
     * Two requests made, or one took away what the other needs, at the same moment; the second attempt finds it as it is.
     * The constraint is logged, since a rule that no code checks would show here too; the values are not.
     */
    private static Busy collided(SQLException e) {
        var constraint = e instanceof PSQLException server && server.getServerErrorMessage() != null
                ? server.getServerErrorMessage().getConstraint()
                : null;
        LOG.warnf("two requests collided: SQLSTATE %s, constraint %s", e.getSQLState(), constraint);
        return new Busy("Another request changed the same thing at the same moment. Send it again.");
    }
}
