package dev.kith.problem;

import java.util.List;

/** The thing was changed since the caller read it: 412. */
public non-sealed class Stale extends Refusal {

    public Stale(String detail) {
        super(Category.STALE, detail, List.of());
    }
}
