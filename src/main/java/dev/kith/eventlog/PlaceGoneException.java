package dev.kith.eventlog;

import dev.kith.problem.Gone;

/** Whoever was at a place cannot go on from there without missing something. */
public class PlaceGoneException extends Gone {

    private final transient LogCursor beginning;

    PlaceGoneException(LogCursor beginning, String why) {
        super(why);
        this.beginning = beginning;
    }

    /** Before the first event that the log has now: what came in between, if anything did, is not there any more. */
    public LogCursor beginning() {
        return beginning;
    }
}
