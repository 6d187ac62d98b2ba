package dev.kith.exchange;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonIgnore;

import dev.kith.exchange.LinkedInRow.SkipReason;
import dev.kith.http.Tagged;

/**
 * An import, as the API says it: every row of the file that was taken so far is in one of the counts.
 *
 * @param dryRun it is only said what would become of the rows
 * @param skippedRows the first of them
 * @param remarks the first of them
 * @param failure why it was given up; else null
 * @param undo how far it is undone; null when nobody asked for that
 */
record ImportView(UUID id, Source source, boolean dryRun, Status status, int totalRows, Counts counts,
        List<SkippedRow> skippedRows,
        List<Remark> remarks, String failure, Undo undo, Instant createdAt, Instant finishedAt,
        @JsonIgnore int version) implements Tagged {

    enum Source {
        LINKEDIN
    }

    enum Status {
        QUEUED,
        RUNNING,
        DONE,
        FAILED,
        CANCELLED,
        UNDOING,
        UNDONE
    }

    record Counts(int rows, int created, int updated, int unchanged, int skipped) {
    }

    /**
     * @param erased contacts that the import had made
     * @param givenBack contacts that have again what they had before
     * @param kept contacts that were touched meanwhile, and stay as they are
     */
    record Undo(int erased, int givenBack, int kept) {
    }

    /** @param line of the file, from 1 */
    record SkippedRow(long line, String reason, String detail) {

        static SkippedRow of(ImportRow row) {
            return new SkippedRow(row.line(), row.reason(), SkipReason.valueOf(row.reason()).detail());
        }
    }

    /** What was left out of a row that came in. @param line of the file, from 1 */
    record Remark(long line, String code, String detail) {

        static Stream<Remark> of(ImportRow row) {
            return row.remarks().stream().map(remark -> new Remark(row.line(), remark.name(), remark.detail()));
        }
    }

    @Override
    public String etag() {
        return Integer.toString(version);
    }
}
