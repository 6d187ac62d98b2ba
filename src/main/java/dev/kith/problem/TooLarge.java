package dev.kith.problem;

import java.util.List;

/** The body is larger than what is read here: 413. */
public non-sealed class TooLarge extends Refusal {

    public TooLarge(String detail) {
        super(Category.TOO_LARGE, detail, List.of());
    }
}
