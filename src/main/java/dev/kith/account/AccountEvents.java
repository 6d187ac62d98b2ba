package dev.kith.account;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonIgnore;

import dev.kith.account.AccessToken.Use;
import dev.kith.eventlog.DomainEvent;

/** What an owner wants to find in the log when something is wrong: never a name or a secret. */
sealed interface AccountEvents extends DomainEvent {

    String CLOSED = "dev.kith.account.closed.v1";
    String TOKEN_REVOKED = "dev.kith.token.revoked.v1";

    Instant at();

    @Override
    default Instant time() {
        return at();
    }

    /** Somebody signed in for the first time, or for the first time since they closed their account. */
    record Opened(UUID ownerId, @JsonIgnore Instant at) implements AccountEvents {

        @Override
        public String type() {
            return "dev.kith.account.opened.v1";
        }

        @Override
        public UUID subject() {
            return ownerId;
        }
    }

    /** All that belonged to the owner is erased; nothing follows but another opening. */
    record Closed(UUID ownerId, @JsonIgnore Instant at) implements AccountEvents {

        @Override
        public String type() {
            return CLOSED;
        }

        @Override
        public UUID subject() {
            return ownerId;
        }
    }

    record TokenCreated(UUID tokenId, Use use, List<String> scopes, Instant expiresAt, @JsonIgnore Instant at)
            implements
                AccountEvents {

        static TokenCreated of(TokenView token) {
            return new TokenCreated(token.id(), token.use(), token.scopes(), token.expiresAt(), token.createdAt());
        }

        @Override
        public String type() {
            return "dev.kith.token.created.v1";
        }

        @Override
        public UUID subject() {
            return tokenId;
        }
    }

    record TokenRevoked(UUID tokenId, @JsonIgnore Instant at) implements AccountEvents {

        @Override
        public String type() {
            return TOKEN_REVOKED;
        }

        @Override
        public UUID subject() {
            return tokenId;
        }
    }
}
