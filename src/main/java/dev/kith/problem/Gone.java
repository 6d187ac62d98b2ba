package dev.kith.problem;

import java.util.List;

/** It was there once and will not come back: 410. */
public non-sealed class Gone extends Refusal {

    public Gone(String detail) {
        super(Category.GONE, detail, List.of());
    }
}
