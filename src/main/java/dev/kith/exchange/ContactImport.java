package dev.kith.exchange;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.PartitionKey;
import org.hibernate.annotations.TenantId;
import org.hibernate.type.SqlTypes;

import dev.kith.exchange.ImportRow.Outcome;
import dev.kith.exchange.ImportView.Counts;
import dev.kith.exchange.ImportView.Remark;
import dev.kith.exchange.ImportView.SkippedRow;
import dev.kith.exchange.ImportView.Source;
import dev.kith.exchange.ImportView.Status;
import dev.kith.exchange.ImportView.Undo;
import dev.kith.problem.Conflict;

/** That a file is brought in, how far that is, and what became of its rows; nothing of what stood in them. */
@Entity
@Table(name = "contact_import")
class ContactImport {

    /** Of skipped rows and of remarks; a file of which nothing can be used would make every answer as large as itself. */
    private static final int MOST_SHOWN = 1000;
    private static final int MOST_ATTEMPTS = 3;

    @Id
    private UUID id;
    @TenantId
    @PartitionKey
    @Column(name = "owner_id")
    private UUID ownerId;
    @Version
    private int version;
    @Enumerated(EnumType.STRING)
    private Source source;
    @Column(name = "dry_run")
    private boolean dryRun;
    @Enumerated(EnumType.STRING)
    private Status status;
    @Column(name = "total_rows")
    private int totalRows;
    private int rows;
    private int created;
    private int updated;
    private int unchanged;
    private int skipped;
    @JdbcTypeCode(SqlTypes.JSON)
    @Column(name = "skipped_rows")
    private List<SkippedRow> skippedRows;
    @JdbcTypeCode(SqlTypes.JSON)
    private List<Remark> remarks;
    @Column(name = "undone_up_to")
    private UUID undoneUpTo;
    private int erased;
    @Column(name = "given_back")
    private int givenBack;
    private int kept;
    private int attempts;
    private String failure;
    @Column(name = "created_at")
    private Instant createdAt;
    @Column(name = "worked_at")
    private Instant workedAt;
    @Column(name = "finished_at")
    private Instant finishedAt;

    protected ContactImport() {
    }

    /** @param dryRun nothing is to be changed by it */
    ContactImport(UUID id, Source source, boolean dryRun, Instant now) {
        this.id = id;
        this.source = source;
        this.dryRun = dryRun;
        this.status = Status.QUEUED;
        this.skippedRows = List.of();
        this.remarks = List.of();
        this.createdAt = now;
    }

    /** All rows of the file are waiting. */
    void queue(int rows) {
        totalRows = rows;
    }

    boolean isAtWork() {
        return status == Status.QUEUED || status == Status.RUNNING;
    }

    boolean isDryRun() {
        return dryRun;
    }

    /** Some more rows are accounted for. */
    void progress(List<ImportRow> taken, Instant now) {
        status = Status.RUNNING;
        rows += taken.size();
        created += count(taken, Outcome.CREATED);
        updated += count(taken, Outcome.UPDATED);
        unchanged += count(taken, Outcome.UNCHANGED);
        skipped += count(taken, Outcome.SKIPPED);
        skippedRows = longer(skippedRows, taken.stream().filter(row -> row.outcome() == Outcome.SKIPPED).map(SkippedRow::of));
        remarks = longer(remarks, taken.stream().flatMap(Remark::of));
        attempts = 0;
        workedAt = now;
    }

    private static int count(List<ImportRow> rows, Outcome outcome) {
        return (int) rows.stream().filter(row -> row.outcome() == outcome).count();
    }

    private static <T> List<T> longer(List<T> list, Stream<T> added) {
        return Stream.concat(list.stream(), added).limit(MOST_SHOWN).collect(Collectors.toCollection(ArrayList::new));
    }

    boolean isComplete() {
        return rows == totalRows;
    }

    void finish(Instant now) {
        end(Status.DONE, now);
    }

    void cancel(Instant now) {
        end(Status.CANCELLED, now);
    }

    boolean isUndoing() {
        return status == Status.UNDOING;
    }

    /**
     * @return false if it is being undone, or is
     * @throws Conflict if there is nothing to undo, or not yet
     */
    boolean mayBeUndone() {
        if (dryRun) {
            throw new Conflict("A dry run has changed nothing.");
        }
        if (isAtWork()) {
            throw new Conflict("This import has not ended; cancel it first.");
        }
        return status != Status.UNDOING && status != Status.UNDONE;
    }

    void undo() {
        status = Status.UNDOING;
        failure = null;
        attempts = 0;
    }

    /** Contacts are undone in the order of their ids; those up to this one. */
    UUID undoneUpTo() {
        return undoneUpTo == null ? new UUID(0, 0) : undoneUpTo;
    }

    void undone(int erased, int givenBack, int kept, UUID upTo, Instant now) {
        this.erased += erased;
        this.givenBack += givenBack;
        this.kept += kept;
        undoneUpTo = upTo;
        attempts = 0;
        workedAt = now;
    }

    void finishUndo() {
        status = Status.UNDONE;
    }

    /** @return whether that was once too often, so that the import was given up */
    boolean failed(Instant now) {
        attempts++;
        workedAt = now;
        if (attempts < MOST_ATTEMPTS) {
            return false;
        }
        failure = isUndoing() ? "It could not be undone to its end. The fault is Kith's, and was logged."
                : "Behind the first " + rows
                        + " rows, the next ones could not be brought in. The fault is Kith's, and was logged.";
        end(Status.FAILED, now);
        return true;
    }

    private void end(Status end, Instant now) {
        status = end;
        finishedAt = now;
    }

    ImportView view() {
        return new ImportView(id, source, dryRun, status, totalRows, new Counts(rows, created, updated, unchanged, skipped),
                skippedRows, remarks, failure, wasUndone() ? new Undo(erased, givenBack, kept) : null, createdAt, finishedAt,
                version);
    }

    private boolean wasUndone() {
        return isUndoing() || status == Status.UNDONE || undoneUpTo != null;
    }
}
