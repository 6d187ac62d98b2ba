package dev.kith.problem;

import java.net.URI;
import java.util.Locale;

/** The kinds of problem a client can meet; each is one URI and one HTTP status. */
enum ProblemType {
    INVALID_REQUEST(400, "The request is not well formed"),
    UNAUTHENTICATED(401, "Nobody is signed in"),
    FORBIDDEN(403, "This is not allowed"),
    NOT_FOUND(404, "There is no such thing"),
    METHOD_NOT_ALLOWED(405, "The method does not fit this address"),
    NOT_ACCEPTABLE(406, "The answer cannot be given in that form"),
    TOO_SLOW(408, "The body takes too long"),
    CONFLICT(409, "It does not fit the present state"),
    GONE(410, "It is gone"),
    STALE(412, "It was changed meanwhile"),
    TOO_LARGE(413, "The body is too large"),
    ADDRESS_TOO_LONG(414, "The address is too long"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body has a type that is not read here"),
    RULE_BROKEN(422, "A rule forbids it"),
    TOO_MANY_REQUESTS(429, "Too many requests"),
    HEADERS_TOO_LARGE(431, "The headers are too large"),
    INTERNAL_ERROR(500, "Something went wrong on our side"),
    BUSY(503, "Not now");

    private final int status;
    private final String title;
    private final URI uri;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
        this.uri = URI.create("https://kith.dev/problems/" + name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** The one place that says which refusal is which status. */
    static ProblemType of(Refusal.Category category) {
        return switch (category) {
            case INVALID -> INVALID_REQUEST;
            case TOO_LARGE -> TOO_LARGE;
            case RULE_BROKEN -> RULE_BROKEN;
            case FORBIDDEN -> FORBIDDEN;
            case NOT_FOUND -> NOT_FOUND;
            case GONE -> GONE;
            case CONFLICT -> CONFLICT;
            case STALE -> STALE;
            case TOO_MANY -> TOO_MANY_REQUESTS;
            case BUSY -> BUSY;
        };
    }

    /** What the framework meant by a status; one that is not in the list is a bad request, or our fault. */
    static ProblemType of(int status) {
        for (var type : values()) {
            if (type.status == status) {
                return type;
            }
        }
        return status < 500 ? INVALID_REQUEST : INTERNAL_ERROR;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    URI uri() {
        return uri;
    }
}
