package dev.kith.limit;

import java.time.Duration;

import io.github.bucket4j.Bucket;

/**
 * What is left for one owner or one address: a token for each request, of which as many come back in a window as there can be.
 */
final class Budget {

    private final String name;
    private final int requests;
    private final Duration window;
    private final Bucket bucket;

    Budget(String name, int requests, Duration window) {
        this.name = name;
        this.requests = requests;
        this.window = window;
        this.bucket = Bucket.builder().addLimit(limit -> limit.capacity(requests).refillGreedy(requests, window))
                .withNanosecondPrecision().build();
    }

    boolean spend() {
        return bucket.tryConsume(1);
    }

    /** Takes so many more, or whatever there is: nobody is locked out for longer than a window. */
    void charge(int tokens) {
        bucket.tryConsumeAsMuchAsPossible(tokens);
    }

    void giveBack() {
        bucket.addTokens(1);
    }

    /** Whole seconds until there is a token. */
    long retryAfter() {
        return Math.max(1, seconds(1));
    }

    /** The quota for {@code RateLimit-Policy}: draft-ietf-httpapi-ratelimit-headers, section 3. */
    String policy() {
        return "\"%s\";q=%d;w=%d".formatted(name, requests, window.toSeconds());
    }

    /** What is left, and in how many seconds all will be there again, for {@code RateLimit}: section 4. */
    String state() {
        return "\"%s\";r=%d;t=%d".formatted(name, bucket.getAvailableTokens(), seconds(requests));
    }

    /** Until there are that many. */
    private long seconds(int tokens) {
        var missing = Math.max(0, tokens - bucket.getAvailableTokens());
        return (long) Math.ceil((double) missing * window.toMillis() / requests / 1000);
    }
}
