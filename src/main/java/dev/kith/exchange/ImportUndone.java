package dev.kith.exchange;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonIgnore;

import dev.kith.eventlog.DomainEvent;

/**
 * What an import did was taken back.
 *
 * @param erased contacts that it had made
 * @param givenBack contacts that have again what they had before
 * @param kept contacts that were touched meanwhile, and stay as they are
 */
record ImportUndone(UUID importId, int erased, int givenBack, int kept, @JsonIgnore Instant at) implements DomainEvent {

    static ImportUndone of(ImportView view, Instant now) {
        var undo = view.undo();
        return new ImportUndone(view.id(), undo.erased(), undo.givenBack(), undo.kept(), now);
    }

    @Override
    public String type() {
        return "dev.kith.import.undone.v1";
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
