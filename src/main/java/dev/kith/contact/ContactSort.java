package dev.kith.contact;

import java.time.Instant;
import java.util.List;

/** By what a list of contacts is ordered; those that have no such value come last, forwards and backwards. */
enum ContactSort {
    NAME("name", "c.sort_name", false, String.class),
    CREATED_AT("createdAt", "c.created_at", false, Instant.class),
    GOES_COLD_AT("goesColdAt", "w.goes_cold_at", true, Instant.class),
    LAST_CONTACT_AT("lastContactAt", "w.last_contact_at", true, Instant.class),
    /** How well somebody is described by the words that were sought; not to be asked for, but what a search is without. */
    BEST_MATCH(null, "s.score", false, Integer.class);

    private final String word;
    private final String column;
    private final boolean nullable;
    private final Class<?> type;

    ContactSort(String word, String column, boolean nullable, Class<?> type) {
        this.word = word;
        this.column = column;
        this.nullable = nullable;
        this.type = type;
    }

    String word() {
        return word;
    }

    String column() {
        return column;
    }

    boolean isNullable() {
        return nullable;
    }

    boolean isOfWarmth() {
        return this == GOES_COLD_AT || this == LAST_CONTACT_AT;
    }

    Class<?> type() {
        return type;
    }

    Object parse(String key) {
        if (type == Instant.class) {
            return Instant.parse(key);
        }
        return type == Integer.class ? (Object) Integer.valueOf(key) : key;
    }

    static List<ContactSort> offered() {
        return List.of(GOES_COLD_AT, LAST_CONTACT_AT, NAME, CREATED_AT);
    }
}
