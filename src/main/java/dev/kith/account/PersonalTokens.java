package dev.kith.account;

import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kith.account.AccessToken.Use;
import dev.kith.owner.CurrentOwner;

/** Who holds a personal access token. */
@ApplicationScoped
public class PersonalTokens {

    private final TokenRepository tokens;
    private final CurrentOwner owner;

    PersonalTokens(TokenRepository tokens, CurrentOwner owner) {
        this.tokens = tokens;
        this.owner = owner;
    }

    /** Whose feeds a segment of an address opens; empty when it opens none. */
    public Optional<UUID> feedsOf(String segment) {
        return TokenText.parse(segment).filter(token -> open(token, Use.FEED).isPresent()).map(TokenText::ownerId);
    }

    Optional<TokenRepository.Opened> open(TokenText token, Use use) {
        return owner.acting(token.ownerId(), () -> tokens.open(token, use));
    }
}
