package dev.kith.problem;

import java.util.List;

/** The request does not fit the state the thing is in: 409. */
public non-sealed class Conflict extends Refusal {

    public Conflict(String detail) {
        super(Category.CONFLICT, detail, List.of());
    }

    /** @param pointer what in the request does not fit; empty when it is the request as a whole */
    public Conflict(String pointer, String detail) {
        super(Category.CONFLICT, detail, pointer.isEmpty() ? List.of() : List.of(new FieldError(pointer, detail)));
    }
}
