package dev.kith.problem;

import java.util.List;

/** The current owner has no such thing; whether somebody else has it, nobody is told: 404. */
public non-sealed class NotFound extends Refusal {

    public NotFound(String detail) {
        super(Category.NOT_FOUND, detail, List.of());
    }
}
