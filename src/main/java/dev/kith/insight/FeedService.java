package dev.kith.insight;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kith.account.PersonalTokens;
import dev.kith.owner.CurrentOwner;
import dev.kith.problem.NotFound;

/** Finds out whose feed is asked for, and acts for them. */
@ApplicationScoped
class FeedService {

    private final PersonalTokens tokens;
    private final CurrentOwner owner;
    private final GoingCold goingCold;

    FeedService(PersonalTokens tokens, CurrentOwner owner, GoingCold goingCold) {
        this.tokens = tokens;
        this.owner = owner;
        this.goingCold = goingCold;
    }

    /** @param etag follows from the text */
    record Feed(String text, String etag) {

        static Feed of(String text) {
            try {
                var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
                return new Feed(text, HexFormat.of().formatHex(digest, 0, 16));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has it", e);
            }
        }
    }

    /** @throws NotFound if the token opens no feed, for whatever reason */
    Feed goingCold(String token) {
        UUID whose = tokens.feedsOf(token).orElseThrow(() -> new NotFound("There is nothing at this address."));
        return owner.acting(whose, () -> Feed.of(goingCold.calendar()));
    }
}
