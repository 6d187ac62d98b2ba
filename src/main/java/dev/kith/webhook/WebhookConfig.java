package dev.kith.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;

import org.hibernate.validator.constraints.time.DurationMin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How events are sent to endpoints. Public only because the validator cannot reach it otherwise. */
@ConfigMapping(prefix = "kith.webhooks")
public interface WebhookConfig {

    /** Whether an endpoint may have an address without TLS. */
    @WithDefault("false")
    boolean allowHttp();

    /** Networks that are sent to although they are not public, as {@code 10.1.0.0/16} or {@code fd00:1::/32}. */
    Optional<List<String>> allowedNetworks();

    /**
     * By which secrets are kept encrypted: AES keys of 32 bytes in Base64, the first to encrypt by, all to decrypt by. Without
     * one they are kept as they are.
     */
    Optional<List<String>> keys();

    /** How long to wait for a connection. */
    @DurationMin(millis = 10)
    @WithDefault("5s")
    Duration connectTimeout();

    /** How long an attempt takes at most, from looking up the name to the head of the answer. */
    @DurationMin(millis = 10)
    @WithDefault("15s")
    Duration timeout();

    /** How long to wait for the next attempt at most, one after the other; after the last of them, always that long. */
    @NotEmpty
    @WithDefault("5s,5m,30m,2h,5h,10h")
    List<Duration> retries();

    /** For how long an event is tried. */
    @DurationMin(seconds = 1)
    @WithDefault("24h")
    Duration giveUpAfter();

    /** After how long without a success an endpoint is disabled. */
    @DurationMin(seconds = 1)
    @WithDefault("5d")
    Duration disableAfter();

    /** For how long it can be seen what became of deliveries. */
    @DurationMin(hours = 1)
    @WithDefault("7d")
    Duration keepDeliveries();

    /** How many endpoints are sent to at the same time. */
    @Min(1)
    @Max(2000)
    @WithDefault("200")
    int concurrency();

    /** How many events an endpoint gets before others that wait for one of so many have their turn. */
    @Min(1)
    @Max(1000)
    @WithDefault("50")
    int batch();

    /** For how long an endpoint belongs to the process that sends to it, since it was last heard of. */
    @DurationMin(seconds = 1)
    @WithDefault("30s")
    Duration lease();

    /** How often to look, when nobody says that there is something. */
    @DurationMin(millis = 10)
    @WithDefault("1s")
    Duration poll();
}
