package dev.kith.owner;

import dev.kith.http.Answer;
import dev.kith.problem.Forbidden;

/** What has to be erased with an account, and how that is told, this package does not know. */
public interface AccountClosing {

    /**
     * Asks for the account of the current owner to be closed; asked again in time, closes it.
     *
     * @throws Forbidden if a personal token asks
     */
    Answer close();
}
