package dev.kith.problem;

import java.util.List;

/**
 * Why a request was not carried out. A feature says what happened by one of the subclasses; which HTTP status that is,
 * only {@code problem} knows. Messages are answered to the caller: no name, address or note of a person in them.
 */
public abstract sealed class Refusal extends RuntimeException
        permits Invalid, TooLarge, RuleBroken, Forbidden, NotFound, Gone, Conflict, Stale, TooMany, Busy {

    /** What kind of refusal it is; each is one HTTP status. */
    public enum Category {
        INVALID,
        TOO_LARGE,
        RULE_BROKEN,
        FORBIDDEN,
        NOT_FOUND,
        GONE,
        CONFLICT,
        STALE,
        TOO_MANY,
        BUSY
    }

    private final Category category;
    private final transient List<FieldError> errors;

    Refusal(Category category, String detail, List<FieldError> errors) {
        super(detail);
        this.category = category;
        this.errors = List.copyOf(errors);
    }

    public Category category() {
        return category;
    }

    /** The places in the request that are to blame; empty when it is the request as a whole. */
    public List<FieldError> errors() {
        return errors;
    }
}
