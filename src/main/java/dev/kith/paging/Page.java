package dev.kith.paging;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import jakarta.persistence.EntityManager;

import org.hibernate.engine.spi.SharedSessionContractImplementor;

/**
 * One page of a list.
 *
 * @param nextCursor what to send as {@code cursor} for the page after this one; null on the last page
 */
public record Page<T>(List<T> items, String nextCursor) implements Continued {

    /** As many as are in memory at a time when all there are are read. */
    private static final int LONGEST = 500;

    /** One page of a list, as it is asked for. */
    public interface Listing<T> {

        /** @param cursor null for the first page */
        Page<T> page(String cursor, int limit);
    }

    /**
     * Reads a list from its beginning to its end, page by page: however long it is, one page of it is in memory. A session
     * forgets what it has read when it is told to, but keeps the arrays it has asked by until the transaction ends, unless it
     * is told in this way.
     */
    public static <T> void each(EntityManager entities, Listing<T> list, Consumer<? super T> taker) {
        var session = entities.unwrap(SharedSessionContractImplementor.class);
        String cursor = null;
        do {
            var page = list.page(cursor, LONGEST);
            entities.clear();
            session.getJdbcCoordinator().getLogicalConnection().getResourceRegistry().releaseResources();
            page.items().forEach(taker);
            cursor = page.nextCursor();
        } while (cursor != null);
    }

    @Override
    public Next next() {
        return nextCursor == null ? null : new Next("cursor", nextCursor);
    }

    /**
     * Makes a page of what was read with one row more than asked for, by which it is known whether there is a next page.
     *
     * @param rows at most {@code limit + 1} rows, in the order of the list
     * @param cursorOf the cursor that continues behind a row
     */
    public static <R, T> Page<T> of(List<R> rows, int limit, Function<List<R>, List<T>> view, Function<R, String> cursorOf) {
        var more = rows.size() > limit;
        var shown = more ? rows.subList(0, limit) : rows;
        return new Page<>(view.apply(shown), more ? cursorOf.apply(shown.get(limit - 1)) : null);
    }
}
