package dev.kith.problem;

import java.util.List;

/** Nothing is wrong with the request, it can be sent again in a moment: 503 with Retry-After. */
public non-sealed class Busy extends Refusal {

    public Busy(String detail) {
        super(Category.BUSY, detail, List.of());
    }
}
