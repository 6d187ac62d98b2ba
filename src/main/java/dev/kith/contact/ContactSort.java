package dev.kith.contact;

import java.time.Instant;
import java.util.List;

/** By what a list of contacts is ordered; those that have no such value come last, forwards and backwards. */
enum ContactSort {
    NAME("name", "c.sort_name"),
    CREATED_AT("createdAt", "c.created_at"),
    GOES_COLD_AT("goesColdAt", "w.goes_cold_at"),
    LAST_CONTACT_AT("lastContactAt", "w.last_contact_at"),
    /** How well somebody is described by the words that were sought; not to be asked for, but what a search is without. */
    BEST_MATCH(null, "s.score");

    private final String word;
    private final String column;

    ContactSort(String word, String column) {
        this.word = word;
        this.column = column;
    }

    String word() {
        return word;
    }

    String column() {
        return column;
    }

    /** Only of warmth there can be no value. */
    boolean isOfWarmth() {
        return this == GOES_COLD_AT || this == LAST_CONTACT_AT;
    }

    boolean isByTime() {
        return isOfWarmth() || this == CREATED_AT;
    }

    Object parse(String key) {
        return isByTime() ? Instant.parse(key) : key;
    }

    static List<ContactSort> offered() {
        return List.of(GOES_COLD_AT, LAST_CONTACT_AT, NAME, CREATED_AT);
    }
}
