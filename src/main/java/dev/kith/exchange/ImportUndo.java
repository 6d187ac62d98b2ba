package dev.kith.exchange;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import dev.kith.contact.ContactIntake;
import dev.kith.contact.ContactsMerging;
import dev.kith.eventlog.EventLog;
import dev.kith.exchange.UndoRepository.Left;
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
            var touched = touched(ended, undos.left(importId, ended.undoneUpTo(), null));
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
        var next = undos.left(id, undoing.undoneUpTo(), config.batchSize());
        if (!next.isEmpty()) {
            warmth.lock(next.keySet());
            var kept = touched(undoing, next);
            var made = made(next);
            var changed = new HashSet<>(next.keySet());
            changed.removeAll(made);
            kept.forEach(made::remove);
            kept.forEach(changed::remove);
            if (!made.isEmpty()) {
                intake.takeBack(made, now);
            }
            intake.giveBack(undos.before(id, changed));
            undoing.undone(made.size(), changed.size(), kept.size(), List.copyOf(next.keySet()).get(next.size() - 1), now);
        }
        if (next.size() < config.batchSize()) {
            undos.forget(id);
            undoing.finishUndo();
            events.append(ImportUndone.of(undoing.view(), clock.now()));
        }
    }

    /** Whom something else has touched since the import, in the order of their ids. */
    private List<UUID> touched(ContactImport undone, Map<UUID, Left> left) {
        if (left.isEmpty()) {
            return List.of();
        }
        var since = undone.view().createdAt();
        var versions = new HashMap<UUID, Integer>();
        left.forEach((id, how) -> versions.put(id, how.version()));
        var touched = intake.touched(versions, made(left), since);
        touched.addAll(undos.inLaterImports(undone.view().id(), left.keySet(), since));
        return left.keySet().stream().filter(touched::contains).toList();
    }

    private static Set<UUID> made(Map<UUID, Left> left) {
        return left.keySet().stream().filter(id -> left.get(id).made()).collect(Collectors.toCollection(HashSet::new));
    }

    /** Who becomes part of another contact was touched: it is that one that rows are about from now on. */
    void follow(@Observes ContactsMerging merging) {
        undos.repoint(merging.contactId(), merging.intoId());
    }
}
