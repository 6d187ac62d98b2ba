package dev.kith.faults;

import java.util.List;
import java.util.UUID;

/** Follows the log of one owner through all faults, in one of the ways there are. */
interface LogReader extends AutoCloseable {

    void start();

    UUID owner();

    /** In the words of a report. */
    String way();

    /** What came so far, of the log as it is now. */
    List<Seen> events();

    /** How often the log did not go on from where it was, and was read anew. */
    int gone();

    @Override
    void close();
}
