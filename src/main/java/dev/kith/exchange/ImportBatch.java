package dev.kith.exchange;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.kith.contact.ContactIntake;
import dev.kith.eventlog.EventLog;
import dev.kith.exchange.LinkedInRow.Connection;
import dev.kith.owner.KithClock;
import dev.kith.owner.OwnerSettings;

/**
 * Takes in the next rows of an import of the current owner: one transaction, in which the rows stop waiting, the people
 * come in, and the import counts them. Whatever is killed at whatever instant, each row is taken once.
 */
@ApplicationScoped
class ImportBatch {

    private final ImportRepository imports;
    private final ContactIntake intake;
    private final OwnerSettings owners;
    private final EventLog events;
    private final KithClock clock;
    private final ObjectMapper json;

    ImportBatch(ImportRepository imports, ContactIntake intake, OwnerSettings owners, EventLog events, KithClock clock,
            ObjectMapper json) {
        this.imports = imports;
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
        var running = imports.lock(importId).filter(ContactImport::isAtWork);
        running.ifPresent(at -> {
            imports.takeNext(importId).ifPresent(rows -> take(read(rows), at, now));
            if (at.isComplete()) {
                finish(at);
            }
        });
        return running.isPresent();
    }

    /** The next rows could not be taken. @return whether the import was given up */
    @Transactional
    boolean failed(UUID importId) {
        var given = imports.lock(importId).filter(ContactImport::isAtWork).filter(running -> running.failed(clock.now()));
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
        var taken = running.isDryRun() ? intake.preview(persons, id, now) : intake.take(persons, id, now);
        var rows = new ArrayList<ImportRow>();
        for (int i = 0; i < taken.size(); i++) {
            rows.add(ImportRow.of(people.get(i), taken.get(i)));
        }
        waiting.skipped().forEach(none -> rows.add(ImportRow.of(none)));
        rows.sort(Comparator.comparingLong(ImportRow::line));
        imports.store(id, rows);
        running.progress(rows, now);
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
