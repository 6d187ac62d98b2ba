package dev.kith.owner;

import java.time.Instant;

import dev.kith.problem.Invalid;
import dev.kith.problem.RuleBroken;

/** What is computed from an owner's settings, and by which feature, this package does not know. */
public interface SettingsDependents {

    /**
     * Checks a cadence before it becomes the default.
     *
     * @throws Invalid if it is no period
     * @throws RuleBroken if it is out of range
     */
    void checkCadence(String pointer, String cadence);

    /** Has all that depends on the settings computed anew, from the transaction's commit on. */
    void settingsChanged(boolean cadence, Instant now);

    /** For how many contacts that is still to be done. */
    int outstanding();
}
