package dev.kith.problem;

import java.util.List;

/** The request is well formed and asks for what a rule forbids: 422. */
public non-sealed class RuleBroken extends Refusal {

    public RuleBroken(String pointer, String detail) {
        this(detail, List.of(new FieldError(pointer, detail)));
    }

    public RuleBroken(String detail, List<FieldError> errors) {
        super(Category.RULE_BROKEN, detail, errors);
    }
}
