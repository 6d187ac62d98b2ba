package dev.kith.faults;

import java.util.function.BooleanSupplier;

/**
 * Places in a replica at which it can be made to die: what it has done until then is done, what it would do next is not. A
 * place is the entry or the normal exit of a method, for those who come by on the way that is meant.
 */
enum CrashPoint {

    /** A request has its key, and has done nothing yet. */
    KEY_CLAIMED("dev.kith.idempotency.IdempotencyRepository", "claim", Side.EXIT),
    /** A request, or a job, holds the row lock of what it is about to change. */
    ROW_LOCKED("dev.kith.warmth.WarmthRepository", "lock", Side.EXIT),
    /** The events of a request are in the outbox, and its answer is not stored yet. */
    EVENTS_APPENDED("dev.kith.eventlog.EventLog", "append(java.util.Collection)", Side.EXIT),
    /** All of a request is written. */
    ANSWER_STORED("dev.kith.idempotency.IdempotencyRepository", "store", Side.EXIT),
    BEFORE_COMMIT("io.agroal.narayana.LocalXAResource", "commit", Side.ENTRY, Way.ofRequest()),
    AFTER_COMMIT("io.agroal.narayana.LocalXAResource", "commit", Side.EXIT, Way.ofRequest()),
    /** Some request has ended, and the client does not know. */
    BEFORE_ANSWER("dev.kith.http.TaggedViews", "filter", Side.ENTRY),

    /** The sequencer holds the lock on the head of the log. */
    SEQUENCER_FENCED("dev.kith.eventlog.Sequencer$Snapshot", "parse", Side.EXIT),
    /** Events have left the outbox for the log. */
    SEQUENCER_MOVED("org.postgresql.jdbc.PgConnection", "commit", Side.ENTRY, Way.onThread("kith-sequencer")),
    SEQUENCER_COMMITTED("org.postgresql.jdbc.PgConnection", "commit", Side.EXIT, Way.onThread("kith-sequencer")),

    /** A relay has shut out the one before, and does not know yet where that one was. */
    RELAY_TAKES_OVER("org.apache.kafka.clients.producer.KafkaProducer", "initTransactions()", Side.EXIT, Way.anybody(),
            Cause.LEADER_DIES),
    RELAY_BEGUN("org.apache.kafka.clients.producer.KafkaProducer", "beginTransaction", Side.EXIT, Way.anybody(), Cause.RELAY),
    /** Some events of a transaction are with the producer. */
    RELAY_SENDS("org.apache.kafka.clients.producer.KafkaProducer",
            "send(org.apache.kafka.clients.producer.ProducerRecord)", Side.EXIT, Way.anybody(), Cause.RELAY),
    /** The cursor is part of the transaction. */
    RELAY_MARKED("org.apache.kafka.clients.producer.KafkaProducer", "sendOffsetsToTransaction", Side.EXIT, Way.anybody(),
            Cause.RELAY),
    RELAY_BEFORE_COMMIT("org.apache.kafka.clients.producer.KafkaProducer", "commitTransaction", Side.ENTRY, Way.anybody(),
            Cause.RELAY),
    RELAY_AFTER_COMMIT("org.apache.kafka.clients.producer.KafkaProducer", "commitTransaction", Side.EXIT, Way.anybody(),
            Cause.RELAY),
    /** The copy of the cursor in the database is behind. */
    RELAY_BEFORE_COPY("dev.kith.eventlog.RelaySession", "follow", Side.ENTRY, Way.anybody(), Cause.RELAY),

    /** Contacts that are due are locked. */
    SWEEP_LOCKED("dev.kith.warmth.Relationship", "settle", Side.ENTRY, Way.through("dev.kith.warmth.Sweep"), Cause.SWEEP),
    /** Their spells are written, and some of their events. */
    SWEEP_WRITES("dev.kith.eventlog.EventLog", "bytes", Side.EXIT, Way.through("dev.kith.warmth.Sweep"), Cause.SWEEP),
    /** They went cold, and nobody was woken to tell. */
    SWEEP_COMMITTED("dev.kith.eventlog.EventLog", "announce", Side.ENTRY, Way.through("dev.kith.warmth.Sweep"), Cause.SWEEP),

    /** People of a batch have come in, and the import has not counted them. */
    IMPORT_BATCH("dev.kith.exchange.ImportRepository", "store(java.util.UUID,java.util.List)", Side.EXIT, Way.anybody(),
            Cause.IMPORT),
    STREAMING("dev.kith.eventlog.EventStream", "write", Side.ENTRY),
    STOPPING("dev.kith.eventlog.EventLogThreads", "stop", Side.ENTRY, Way.anybody(), Cause.SIGTERM),
    /** In the middle of the migrations. */
    MIGRATING("org.flywaydb.core.internal.sqlscript.DefaultSqlScriptExecutor", "executeStatement", Side.EXIT, Way.anybody(),
            Cause.FIRST_START);

    enum Side {
        ENTRY,
        EXIT
    }

    /** What has to happen so that somebody comes by. */
    enum Cause {
        /** Every replica comes by again and again. */
        TRAFFIC,
        /** As the one does that relays. */
        RELAY,
        /** As somebody does who finds contacts that went cold. */
        SWEEP,
        /** Another one takes over. */
        LEADER_DIES,
        /** A file is brought in, by whoever takes it. */
        IMPORT,
        SIGTERM,
        FIRST_START;

        boolean meetsAnybody() {
            return this == TRAFFIC || this == SIGTERM;
        }

        boolean isFrequent() {
            return this == TRAFFIC || this == RELAY;
        }
    }

    private final String type;
    private final String method;
    private final Side side;
    private final BooleanSupplier way;
    private final Cause cause;

    CrashPoint(String type, String method, Side side) {
        this(type, method, side, Way.anybody());
    }

    CrashPoint(String type, String method, Side side, BooleanSupplier way) {
        this(type, method, side, way, Cause.TRAFFIC);
    }

    CrashPoint(String type, String method, Side side, BooleanSupplier way, Cause cause) {
        this.type = type;
        this.method = method;
        this.side = side;
        this.way = way;
        this.cause = cause;
    }

    String type() {
        return type;
    }

    /** @param signature name and types of parameters, as in {@code send(java.lang.String)} */
    boolean isIn(String signature) {
        return method.contains("(") ? signature.equals(method) : signature.startsWith(method + "(");
    }

    Side side() {
        return side;
    }

    /** Whether the current thread has come on the way that is meant. */
    boolean isOnTheWay() {
        return way.getAsBoolean();
    }

    Cause cause() {
        return cause;
    }

    /** How one may have come to a place. */
    private static final class Way {

        static BooleanSupplier anybody() {
            return () -> true;
        }

        static BooleanSupplier onThread(String name) {
            return () -> Thread.currentThread().getName().equals(name);
        }

        static BooleanSupplier through(String type) {
            return () -> StackWalker.getInstance().walk(frames -> frames.anyMatch(frame -> isOf(type, frame.getClassName())));
        }

        static BooleanSupplier ofRequest() {
            return through("dev.kith.idempotency.Idempotency");
        }

        /** Or of what is made of it when the application is built. */
        private static boolean isOf(String type, String name) {
            return name.equals(type) || name.startsWith(type + "_") || name.startsWith(type + "$");
        }
    }
}
