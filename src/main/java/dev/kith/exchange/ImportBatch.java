package dev.kith.exchange;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.kith.contact.ContactIntake;
import dev.kith.contact.ContactIntake.Taken;
import dev.kith.contact.Person;
import dev.kith.eventlog.EventLog;
import dev.kith.exchange.LinkedInRow.Connection;
import dev.kith.owner.KithClock;
import dev.kith.owner.OwnerSettings;

/**
 * Takes in the next rows of an import of the current owner, or takes the next people back: one transaction, in which the
 * rows stop waiting, the people come in, and the import counts them. Whatever is killed at whatever instant, each row is
 * taken once.
 */
@ApplicationScoped
class ImportBatch {

    private final ImportRepository imports;
    private final UndoRepository undos;
    private final ImportUndo undo;
    private final ContactIntake intake;
    private final OwnerSettings owners;
    private final EventLog events;
    private final KithClock clock;
    private final ObjectMapper json;

    ImportBatch(ImportRepository imports, UndoRepository undos, ImportUndo undo, ContactIntake intake, OwnerSettings owners,
            EventLog events, KithClock clock,
            ObjectMapper json) {
        this.imports = imports;
        this.undos = undos;
        this.undo = undo;
        this.intake = intake;
        this.owners = owners;
        this.events = events;
        this.clock = clock;
        this.json = json;
    }

    /** @return whether there was something to do that nobody else was doing */
    @Transactional
    boolean take(UUID importId) {
        if (!intake.alone()) {
            return false;
        }
        var now = owners.hold();
        var due = imports.lock(importId).filter(one -> one.isAtWork() || one.isUndoing());
        due.ifPresent(one -> {
            if (one.isUndoing()) {
                undo.take(one, now);
            } else {
                takeIn(one, now);
            }
        });
        return due.isPresent();
    }

    private void takeIn(ContactImport running, Instant now) {
        imports.takeNext(running.view().id()).ifPresent(rows -> take(read(rows), running, now));
        if (running.isComplete()) {
            finish(running);
        }
    }

    /** The next batch could not be done. @return whether the import was given up */
    @Transactional
    boolean failed(UUID importId) {
        var given = imports.lock(importId).filter(one -> one.isAtWork() || one.isUndoing())
                .filter(one -> one.failed(clock.now()));
        given.ifPresent(up -> {
            imports.drop(importId);
            intake.forget(importId);
        });
        return given.isPresent();
    }

    private WaitingRows read(String rows) {
        try {
            return json.readValue(rows, WaitingRows.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("rows that were stored cannot be read", e);
        }
    }

    private void take(WaitingRows waiting, ContactImport running, Instant now) {
        var today = LocalDate.ofInstant(now, owners.zone());
        var id = running.view().id();
        var people = waiting.people().stream().map(row -> row.asOf(today)).toList();
        var persons = people.stream().map(Connection::person).toList();
        var taken = running.isDryRun() ? intake.preview(persons, id, now) : take(persons, id, now);
        var rows = new ArrayList<ImportRow>();
        for (int i = 0; i < taken.size(); i++) {
            rows.add(ImportRow.of(people.get(i), taken.get(i)));
        }
        waiting.skipped().forEach(none -> rows.add(ImportRow.of(none)));
        rows.sort(Comparator.comparingLong(ImportRow::line));
        imports.store(id, rows);
        running.progress(rows, now);
    }

    private List<Taken> take(List<Person> people, UUID importId, Instant now) {
        var taken = intake.take(people, importId, now);
        undos.remember(importId, taken.before());
        return taken.people();
    }

    private void finish(ContactImport complete) {
        complete.finish(clock.now());
        if (complete.isDryRun()) {
            intake.forget(complete.view().id());
        } else {
            events.append(ImportFinished.of(complete.view()));
        }
    }
}
