package dev.kith.eventlog;

import java.util.List;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** Why nothing is published, and what an operator can do about it. It is tried on all the while. */
enum RelayTrouble {

    NO_BROKER("Set kafka.bootstrap.servers. Until then events stay in the log, and /v1/events has them."),
    FOREIGN_CURSOR("Set kith.events.relay.foreign-cursor to 'beginning', which publishes the whole log of this database, or to"
            + " 'head', which publishes only what comes from now on; start anew, and take the setting away again."),
    NOT_AUTHORIZED(
            "Let the user of kafka.* describe, create and write the topics of events and cursor, and use the transactional"
                    + " id and the group of the cursor."),
    RECORD_TOO_LARGE("Raise max.message.bytes of the topic, or message.max.bytes of the broker, to 1 MiB."),
    FENCED("Another installation, or one that was thought to be gone, publishes by the same kith.events.relay.transactional-id:"
            + " stop it, or give each one its own id, topic and cursor."),
    KAFKA_AWAY(
            "Bring Kafka back, with as many replicas in sync as min.insync.replicas asks for: it then goes on where it was."),
    LOG_DAMAGED("Restore the database: a position is missing in the log, and nothing behind it is published."),
    DATABASE(
            "Bring the database back; after it was restored to an earlier point, Kafka has to answer before a new epoch begins."),
    UNKNOWN("See the log of the replica that leads.");

    private static final List<Class<? extends Throwable>> FENCING = List.of(ProducerFencedException.class,
            InvalidProducerEpochException.class);

    private final String remedy;

    RelayTrouble(String remedy) {
        this.remedy = remedy;
    }

    String remedy() {
        return remedy;
    }

    static RelayTrouble of(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ForeignCursorException) {
                return FOREIGN_CURSOR;
            }
            if (cause instanceof AuthorizationException || cause instanceof AuthenticationException) {
                return NOT_AUTHORIZED;
            }
            if (cause instanceof RecordTooLargeException) {
                return RECORD_TOO_LARGE;
            }
            if (FENCING.contains(cause.getClass())) {
                return FENCED;
            }
            if (cause instanceof RelaySession.HoleException) {
                return LOG_DAMAGED;
            }
        }
        return failure instanceof KafkaException ? KAFKA_AWAY
                : failure instanceof java.sql.SQLException ? DATABASE : UNKNOWN;
    }
}
