package dev.kith.idempotency;

import dev.kith.problem.Gone;

/** What a client made with an id of its own was removed since; the same request again does not bring it back. */
public class IdSpentException extends Gone {

    public IdSpentException() {
        super("What was made with this id was removed since. Something new needs a new id.");
    }
}
