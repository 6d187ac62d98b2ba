package dev.kith.owner;

/** How transactions of one owner stand to one another. */
enum Footing {
    /** Transactions of one owner run beside one another, and none beside one that is alone. */
    BESIDE_OTHERS("_shared", ""),
    ALONE("", ""),
    /** Beside others, and sees nothing of what they do after it began. */
    AT_ONE_MOMENT("_shared", "for key share");

    /**
     * Two statements in one round trip. The second one sees what was committed until the lock was had: whoever waited for an
     * account to be closed finds it closed. Who sees one moment would still find it open, but cannot lock the row.
     */
    private static final String BEGIN = """
            select set_config('kith.owner_id', ?, true), set_config('lock_timeout', ?, true),
                   pg_advisory_xact_lock%s(hashtextextended(?, 0));
            select exists (select from account where owner_id = ? and closed_at is null %s)
            """;

    private final String begin;

    Footing(String lock, String row) {
        this.begin = BEGIN.formatted(lock, row);
    }

    String begin() {
        return begin;
    }
}
