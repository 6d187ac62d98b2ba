package dev.kith.paging;

/** An answer that is continued by another one: whoever answers with it sends {@code Link: rel="next"} along. */
public interface Continued {

    /** What goes into the query of the next request; null when there is nothing to continue with yet. */
    Next next();

    /** @param parameter of the query; @param cursor its value */
    record Next(String parameter, String cursor) {
    }
}
