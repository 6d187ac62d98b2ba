package dev.kith.eventlog;

import java.sql.SQLException;

/** Somebody who reads the log at their own pace. Beans of this kind are asked before a part of the log is dropped. */
public interface LogReader {

    /**
     * The first position that is still to be read; {@code Long.MAX_VALUE} when there is nobody to read. It may only grow.
     *
     * @throws SQLException if that cannot be known: nothing is dropped then
     */
    long needsFrom() throws SQLException;
}
