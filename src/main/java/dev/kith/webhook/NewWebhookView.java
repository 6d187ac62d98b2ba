package dev.kith.webhook;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

import dev.kith.http.Tagged;
import dev.kith.idempotency.ShownOnce;

/**
 * An endpoint that was just made, with what is never to be seen again.
 *
 * @param secret null in an answer that is repeated
 */
record NewWebhookView(@JsonUnwrapped WebhookView view, String secret) implements ShownOnce, Tagged {

    @Override
    public NewWebhookView withoutSecrets() {
        return new NewWebhookView(view, null);
    }

    @Override
    @JsonIgnore
    public String etag() {
        return view.etag();
    }
}
