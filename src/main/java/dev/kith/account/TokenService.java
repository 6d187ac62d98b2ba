package dev.kith.account;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import com.github.f4b6a3.uuid.UuidCreator;

import dev.kith.account.AccessToken.Use;
import dev.kith.eventlog.EventLog;
import dev.kith.owner.Caller;
import dev.kith.owner.CurrentOwner;
import dev.kith.owner.KithClock;
import dev.kith.owner.Scope;
import dev.kith.paging.Page;
import dev.kith.problem.Conflict;
import dev.kith.problem.FieldError;
import dev.kith.problem.Forbidden;
import dev.kith.problem.NotFound;
import dev.kith.problem.RuleBroken;

@ApplicationScoped
class TokenService {

    private static final int MOST = 50;
    private static final Duration LIFE = Duration.ofDays(90);
    private static final Duration LONGEST_LIFE = Duration.ofDays(366);

    private final TokenRepository tokens;
    private final CurrentOwner owner;
    private final Caller caller;
    private final KithClock clock;
    private final EventLog events;

    TokenService(TokenRepository tokens, CurrentOwner owner, Caller caller, KithClock clock, EventLog events) {
        this.tokens = tokens;
        this.owner = owner;
        this.caller = caller;
        this.clock = clock;
        this.events = events;
    }

    /**
     * @throws Forbidden if a personal token asks: whoever stole one could make others, which outlive it
     * @throws RuleBroken if it may do more than the caller, or lives too long or not at all
     * @throws Conflict if there are as many as there may be
     */
    @Transactional
    NewTokenView create(CreateToken command) {
        if (caller.holdsPersonalToken()) {
            throw new Forbidden("A personal access token cannot make others. Sign in to do that.");
        }
        checkScopes(command);
        var now = clock.now();
        var expiresAt = command.expiresAt() == null ? now.plus(LIFE) : command.expiresAt();
        if (!expiresAt.isAfter(now) || expiresAt.isAfter(now.plus(LONGEST_LIFE))) {
            throw new RuleBroken("/expiresAt", "A token lives for at most " + LONGEST_LIFE.toDays() + " days from now.");
        }
        if (tokens.holdAndCount() >= MOST) {
            throw new Conflict("There are " + MOST + " tokens already. Revoke one first.");
        }
        var secret = TokenText.fresh(owner.id());
        var token = new AccessToken(UuidCreator.getTimeOrderedEpoch(), command, secret, expiresAt, now);
        tokens.persist(token);
        var view = token.view();
        events.append(AccountEvents.TokenCreated.of(view));
        return NewTokenView.of(view, secret);
    }

    private void checkScopes(CreateToken command) {
        if (command.use() == Use.FEED && !command.scopes().equals(Set.of(Scope.READ))) {
            throw new RuleBroken("/scopes", "A token for feeds reads, and nothing else: " + Scope.READ + ".");
        }
        var errors = new ArrayList<FieldError>();
        for (var scope : command.scopes()) {
            if (!caller.may(scope)) {
                errors.add(new FieldError("/scopes", "You do not have " + scope + " yourself."));
            }
        }
        if (!errors.isEmpty()) {
            throw new RuleBroken(errors.get(0).detail(), errors);
        }
    }

    @Transactional
    Page<TokenView> list(String cursor, int limit) {
        return Page.of(tokens.page(cursor, limit + 1), limit, rows -> rows.stream().map(AccessToken::view).toList(),
                row -> TokenRepository.LIST.cursor(row.view().createdAt(), row.view().id()));
    }

    @Transactional
    TokenView get(UUID id) {
        return tokens.findByIdOptional(id).orElseThrow(TokenService::unknown).view();
    }

    /** From the commit on, nobody gets in by it, on whichever replica: each asks the database, each time. */
    @Transactional
    void revoke(UUID id) {
        if (!tokens.deleteById(id)) {
            throw unknown();
        }
        events.append(new AccountEvents.TokenRevoked(id, clock.now()));
    }

    private static NotFound unknown() {
        return new NotFound("You have no token with this id.");
    }
}
