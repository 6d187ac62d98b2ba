package dev.kith.account;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import dev.kith.account.AccessToken.Use;
import dev.kith.idempotency.ShownOnce;

/**
 * A token that was just made, with what is never to be seen again.
 *
 * @param token null in an answer that is repeated
 * @param feed where its feed is to be had; null in an answer that is repeated, and for a token that opens no feed
 */
record NewTokenView(@JsonUnwrapped TokenView view, String token, String feed) implements ShownOnce {

    static NewTokenView of(TokenView view, TokenText secret) {
        return new NewTokenView(view, secret.text(),
                view.use() == Use.FEED ? "/v1/feeds/" + secret.text() + "/going-cold.ics" : null);
    }

    @Override
    public NewTokenView withoutSecrets() {
        return new NewTokenView(view, null, null);
    }
}
