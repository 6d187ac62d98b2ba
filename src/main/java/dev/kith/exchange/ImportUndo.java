package dev.kith.exchange;

import java.time.Instant;
import java.util.HashSet;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import dev.kith.contact.ContactIntake;
import dev.kith.contact.ContactsMerging;
import dev.kith.eventlog.EventLog;
import dev.kith.owner.KithClock;
import dev.kith.problem.Conflict;
import dev.kith.warmth.Warmth;

/**
 * Takes a whole import back, batch by batch: contacts that it made are erased, those that it changed get back what they had.
 * Who was touched by something else stays as they are.
 */
@ApplicationScoped
class ImportUndo {

    private final ImportRepository imports;
    private final UndoRepository undos;
    private final ContactIntake intake;
    private final Warmth warmth;
    private final EventLog events;
    private final KithClock clock;
    private final ImportConfig config;
    private final Event<ImportService.Queued> queued;

    ImportUndo(ImportRepository imports, UndoRepository undos, ContactIntake intake, Warmth warmth, EventLog events,
            KithClock clock, ImportConfig config, Event<ImportService.Queued> queued) {
        this.imports = imports;
        this.undos = undos;
        this.intake = intake;
        this.warmth = warmth;
        this.events = events;
        this.clock = clock;
        this.config = config;
        this.queued = queued;
    }

    /** @throws Conflict if it has not ended, or somebody in it was touched since; nothing is undone then */
    @Transactional
    ImportView request(UUID importId) {
        var ended = imports.lock(importId).orElseThrow(ImportService::unknown);
        if (ended.mayBeUndone()) {
            var touched = undos.touched(importId, ended.undoneUpTo(), ended.view().createdAt(), null);
            if (!touched.isEmpty()) {
                throw new Conflict(touched.size() + " of its people were changed, or dealt with, since then; the first one is "
                        + "the contact " + touched.get(0) + ". Nothing was undone.");
            }
            ended.undo();
            imports.flush();
            queued.fire(new ImportService.Queued());
        }
        return ended.view();
    }

    /** Undoes one batch. */
    @Transactional(TxType.MANDATORY)
    void take(ContactImport undoing, Instant now) {
        var id = undoing.view().id();
        var next = undos.next(id, undoing.undoneUpTo(), config.batchSize());
        if (!next.isEmpty()) {
            warmth.lock(next.keySet());
            var kept = undos.touched(id, undoing.undoneUpTo(), undoing.view().createdAt(), next.keySet());
            var made = new HashSet<UUID>();
            var changed = new HashSet<UUID>();
            UUID last = null;
            for (var person : next.entrySet()) {
                (person.getValue() ? made : changed).add(person.getKey());
                last = person.getKey();
            }
            kept.forEach(made::remove);
            kept.forEach(changed::remove);
            if (!made.isEmpty()) {
                intake.takeBack(made, now);
            }
            intake.giveBack(undos.before(id, changed));
            undoing.undone(made.size(), changed.size(), kept.size(), last, now);
        }
        if (next.size() < config.batchSize()) {
            undos.forget(id);
            undoing.finishUndo();
            events.append(ImportUndone.of(undoing.view(), clock.now()));
        }
    }

    /** Who becomes part of another contact was touched: it is that one that rows are about from now on. */
    void follow(@Observes ContactsMerging merging) {
        undos.repoint(merging.contactId(), merging.intoId());
    }
}
