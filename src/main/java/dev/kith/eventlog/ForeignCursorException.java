package dev.kith.eventlog;

/** The topic continues another history than the one this database has; to go on could only lose or repeat events. */
class ForeignCursorException extends Exception {

    private static final long serialVersionUID = 1;

    ForeignCursorException(LogCursor foreign, LogCursor head) {
        super("the cursor found is at position %d of epoch %s, but the log of this database ends at position %d of epoch %s."
                .formatted(foreign.position(), foreign.epoch(), head.position(), head.epoch())
                + " Nothing is published until kith.events.relay.foreign-cursor says where to start:"
                + " 'beginning' publishes the whole log of this database, 'head' only what comes from now on");
    }
}
