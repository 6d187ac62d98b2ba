package dev.kith.exchange;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.TenantId;
import org.hibernate.type.SqlTypes;

import dev.kith.exchange.ImportView.Counts;
import dev.kith.exchange.ImportView.Remark;
import dev.kith.exchange.ImportView.SkippedRow;
import dev.kith.exchange.ImportView.Source;
import dev.kith.exchange.ImportView.Status;

/** That a file was brought in, and what became of its rows; nothing of what stood in them. */
@Entity
@Table(name = "contact_import")
class ContactImport {

    @Id
    private UUID id;
    @TenantId
    @Column(name = "owner_id")
    private UUID ownerId;
    @Enumerated(EnumType.STRING)
    private Source source;
    @Enumerated(EnumType.STRING)
    private Status status;
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
    @Column(name = "created_at")
    private Instant createdAt;
    @Column(name = "finished_at")
    private Instant finishedAt;

    protected ContactImport() {
    }

    ContactImport(UUID id, Source source, Counts counts, List<SkippedRow> skippedRows, List<Remark> remarks, Instant createdAt,
            Instant finishedAt) {
        this.id = id;
        this.source = source;
        this.status = Status.DONE;
        this.rows = counts.rows();
        this.created = counts.created();
        this.updated = counts.updated();
        this.unchanged = counts.unchanged();
        this.skipped = counts.skipped();
        this.skippedRows = skippedRows;
        this.remarks = remarks;
        this.createdAt = createdAt;
        this.finishedAt = finishedAt;
    }

    ImportView view() {
        return new ImportView(id, source, status, new Counts(rows, created, updated, unchanged, skipped), skippedRows, remarks,
                createdAt, finishedAt);
    }
}
