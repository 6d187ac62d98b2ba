package dev.kith.contact;

import java.time.Instant;

/** By what a list of contacts is ordered; those that have no such value come last, forwards and backwards. */
enum ContactSort {
    NAME("name", "c.sort_name", false, String.class),
    CREATED_AT("createdAt", "c.created_at", false, Instant.class),
    GOES_COLD_AT("goesColdAt", "w.goes_cold_at", true, Instant.class),
    LAST_CONTACT_AT("lastContactAt", "w.last_contact_at", true, Instant.class);

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

    Class<?> type() {
        return type;
    }

    Object parse(String key) {
        return type == Instant.class ? Instant.parse(key) : key;
    }

    String order(boolean descending) {
        var direction = descending ? " desc" : " asc";
        return column + direction + (nullable && descending ? " nulls last" : "") + ", c.id" + direction;
    }

    /** What comes behind a row in that order, told by its key {@code :key} and id {@code :id}. */
    String behind(boolean descending, boolean keyIsNull) {
        var beyond = descending ? " < " : " > ";
        if (keyIsNull) {
            return column + " is null and c.id" + beyond + ":id";
        }
        var behind = "(" + column + ", c.id)" + beyond + "(:key, :id)";
        return nullable ? "(" + behind + " or " + column + " is null)" : behind;
    }
}
