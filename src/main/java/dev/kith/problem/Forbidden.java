package dev.kith.problem;

import java.util.List;

/** Whoever asks has signed in, and may not do this: 403. */
public non-sealed class Forbidden extends Refusal {

    public Forbidden(String detail) {
        super(Category.FORBIDDEN, detail, List.of());
    }
}
