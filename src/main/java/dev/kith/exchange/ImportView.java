package dev.kith.exchange;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import dev.kith.http.Tagged;

/** An import, as the API says it: every row of the file is in one of the counts. */
record ImportView(UUID id, Source source, Status status, Counts counts, List<SkippedRow> skippedRows, List<Remark> remarks,
        Instant createdAt, Instant finishedAt) implements Tagged {

    enum Source {
        LINKEDIN
    }

    enum Status {
        QUEUED,
        RUNNING,
        DONE,
        FAILED,
        CANCELLED
    }

    record Counts(int rows, int created, int updated, int unchanged, int skipped) {
    }

    /** @param line of the file, from 1 */
    record SkippedRow(long line, String reason, String detail) {
    }

    /** What was left out of a row that came in. @param line of the file, from 1 */
    record Remark(long line, String code, String detail) {
    }

    @Override
    public String etag() {
        return Integer.toString(status.ordinal()); // nothing else of an import changes
    }
}
