package dev.kith.paging;

/** How many items a page holds: 50 unless asked, and what was asked is coerced to 1 to 200. */
public final class Limit {

    public static final int DEFAULT = 50;
    public static final int MOST = 200;

    private Limit() {
    }

    /** @param asked the query parameter, or null */
    public static int of(Integer asked) {
        return asked == null ? DEFAULT : Math.min(Math.max(asked, 1), MOST);
    }
}
