package dev.kith.exchange;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonIgnore;

import dev.kith.eventlog.DomainEvent;

/** All rows of a file are accounted for. */
record ImportFinished(UUID importId, ImportView.Source source, int rows, int created, int updated, int unchanged, int skipped,
        @JsonIgnore Instant at) implements DomainEvent {

    static ImportFinished of(ImportView view) {
        var counts = view.counts();
        return new ImportFinished(view.id(), view.source(), counts.rows(), counts.created(), counts.updated(),
                counts.unchanged(), counts.skipped(), view.finishedAt());
    }

    @Override
    public String type() {
        return "dev.kith.import.finished.v1";
    }

    @Override
    public UUID subject() {
        return importId;
    }

    @Override
    public Instant time() {
        return at;
    }
}
