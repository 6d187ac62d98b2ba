package dev.kith.account;

import java.time.Instant;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kith.http.Answer;
import dev.kith.owner.AccountClosing;
import dev.kith.owner.Caller;
import dev.kith.owner.CurrentOwner;
import dev.kith.owner.KnownOwners;
import dev.kith.problem.Forbidden;

/** Closes an account for whoever asks twice. */
@ApplicationScoped
class Closing implements AccountClosing {

    private final Account account;
    private final Caller caller;
    private final CurrentOwner owner;
    private final KnownOwners known;

    Closing(Account account, Caller caller, CurrentOwner owner, KnownOwners known) {
        this.account = account;
        this.caller = caller;
        this.owner = owner;
        this.known = known;
    }

    /** @param confirmBefore when asking again will be too late */
    record ClosingView(Instant confirmBefore) {
    }

    @Override
    public Answer close() {
        if (caller.holdsPersonalToken()) {
            throw new Forbidden("A personal access token cannot close the account. Sign in to do that.");
        }
        var confirmBefore = owner.alone(account::close);
        if (confirmBefore.isPresent()) {
            return Answer.accepted(null, new ClosingView(confirmBefore.get()));
        }
        known.remove(owner.id());
        return Answer.noContent();
    }
}
