package dev.kith.faults;

/** What a client knows of an operation when it stops asking. */
enum Outcome {
    /** It was answered: it took place, once. */
    OK,
    /** It was refused: nothing took place. */
    FAILED,
    /** No answer said which: it took place as a whole, or not at all. */
    UNKNOWN
}
