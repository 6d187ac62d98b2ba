package dev.kith.problem;

import java.util.List;

/** The shape of a request is wrong: 400. */
public non-sealed class Invalid extends Refusal {

    public Invalid(String pointer, String detail) {
        this(detail, List.of(new FieldError(pointer, detail)));
    }

    public Invalid(String detail, List<FieldError> errors) {
        super(Category.INVALID, detail, errors);
    }
}
