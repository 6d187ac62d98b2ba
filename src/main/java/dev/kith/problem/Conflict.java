package dev.kith.problem;

import java.util.List;

/** The request does not fit the state the thing is in: 409. */
public non-sealed class Conflict extends Refusal {

    public Conflict(String detail) {
        super(Category.CONFLICT, detail, List.of());
    }
}
