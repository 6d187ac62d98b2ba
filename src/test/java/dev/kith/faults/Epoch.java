package dev.kith.faults;

import java.util.List;

/**
 * A stretch of the log between two restorations.
 *
 * @param base its first event comes behind this
 * @param previousEnd the last position that is left of the one before
 */
record Epoch(long base, long previousEnd) {

    /** Something was at this position before the database was restored, and is not anymore. */
    static boolean isLost(List<Epoch> epochs, long position) {
        return epochs.stream().anyMatch(epoch -> position > epoch.previousEnd() && position <= epoch.base());
    }
}
