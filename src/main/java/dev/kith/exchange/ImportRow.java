package dev.kith.exchange;

import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonIgnore;

import dev.kith.contact.ContactIntake;
import dev.kith.exchange.LinkedInRow.Connection;
import dev.kith.exchange.LinkedInRow.Remark;
import dev.kith.exchange.LinkedInRow.SkipReason;
import dev.kith.exchange.LinkedInRow.Skipped;

/**
 * What became of a row of a file, or would become of it; nothing of what stood in it.
 *
 * @param line of the file, from 1
 * @param contactId null if there is none, or it was erased
 * @param changed the fields of the contact that have another value
 * @param reason why it was skipped or changed nothing; else null
 * @param remarks what was left out of it
 * @param version in which the contact was left; null if it was not changed
 */
record ImportRow(long line, Outcome outcome, UUID contactId, List<String> changed, String reason, List<Remark> remarks,
        @JsonIgnore Integer version) {

    enum Outcome {
        CREATED,
        UPDATED,
        UNCHANGED,
        SKIPPED
    }

    /** All that the row says is known already, or belongs to somebody else. */
    private static final String NOTHING_NEW = "NOTHING_NEW";

    static ImportRow of(Skipped row) {
        return new ImportRow(row.line(), Outcome.SKIPPED, null, List.of(), row.reason().name(), List.of(), null);
    }

    static ImportRow of(Connection row, ContactIntake.Taken taken) {
        var inBin = taken.outcome() == ContactIntake.Outcome.IN_BIN;
        var outcome = inBin ? Outcome.SKIPPED : Outcome.valueOf(taken.outcome().name());
        var reason = inBin ? SkipReason.IN_BIN.name() : outcome == Outcome.UNCHANGED ? NOTHING_NEW : null;
        return new ImportRow(row.line(), outcome, taken.contactId(), taken.changed(), reason, row.remarks(),
                outcome == Outcome.CREATED || outcome == Outcome.UPDATED ? taken.version() : null);
    }
}
