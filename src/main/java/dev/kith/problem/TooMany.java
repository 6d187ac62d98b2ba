package dev.kith.problem;

import java.util.List;

/** Whoever asks has as much of it as they may have at once: 429 with Retry-After. */
public non-sealed class TooMany extends Refusal {

    public TooMany(String detail) {
        super(Category.TOO_MANY, detail, List.of());
    }
}
