package dev.kith.exchange;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.kith.contact.ContactIntake;
import dev.kith.contact.ContactIntake.Outcome;
import dev.kith.contact.Name;
import dev.kith.contact.Person;
import dev.kith.contact.Position;
import dev.kith.eventlog.EventLog;
import dev.kith.exchange.ImportView.Counts;
import dev.kith.exchange.ImportView.SkippedRow;
import dev.kith.exchange.LinkedInRow.Connection;
import dev.kith.exchange.LinkedInRow.Remark;
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
            imports.takeNext(importId).ifPresent(rows -> new Run(importId, now).take(read(rows), at));
            if (at.isComplete()) {
                at.finish(clock.now());
                events.append(ImportFinished.of(at.view()));
            }
        });
        return running.isPresent();
    }

    /** The next rows could not be taken. @return whether the import was given up */
    @Transactional
    boolean failed(UUID importId) {
        var given = imports.lock(importId).filter(ContactImport::isAtWork).filter(running -> running.failed(clock.now()));
        given.ifPresent(up -> imports.drop(importId));
        return given.isPresent();
    }

    private WaitingRows read(String rows) {
        try {
            return json.readValue(rows, WaitingRows.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("rows that were stored cannot be read", e);
        }
    }

    private final class Run {

        private final UUID id;
        private final Instant now;
        private final LocalDate today;
        private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        private final List<SkippedRow> skipped = new ArrayList<>();
        private final List<ImportView.Remark> remarks = new ArrayList<>();

        Run(UUID id, Instant now) {
            this.id = id;
            this.now = now;
            this.today = LocalDate.ofInstant(now, owners.zone());
        }

        void take(WaitingRows rows, ContactImport running) {
            rows.skipped().forEach(none -> skipped
                    .add(new SkippedRow(none.line(), none.reason().name(), none.reason().detail())));
            var people = rows.people();
            var taken = intake.take(people.stream().map(this::person).toList(), id, now);
            for (int i = 0; i < taken.size(); i++) {
                if (taken.get(i) == Outcome.IN_BIN) {
                    skipped.add(new SkippedRow(people.get(i).line(), "IN_BIN", "This contact is in the bin and stays there."));
                } else {
                    outcomes.merge(taken.get(i), 1, Integer::sum);
                }
            }
            skipped.sort(Comparator.comparingLong(SkippedRow::line));
            running.progress(new Counts(rows.size(), count(Outcome.CREATED), count(Outcome.UPDATED), count(Outcome.UNCHANGED),
                    skipped.size()), skipped, remarks, now);
        }

        private int count(Outcome outcome) {
            return outcomes.getOrDefault(outcome, 0);
        }

        private Person person(Connection row) {
            row.remarks().forEach(remark -> note(row, remark));
            var metOn = row.connectedOn();
            if (metOn != null && metOn.isAfter(today)) {
                note(row, Remark.FUTURE_DATE);
                metOn = null;
            }
            var position = row.company() == null && row.position() == null ? null
                    : new Position(row.company(), row.position(), null, null, null);
            return new Person(new Name(null, row.firstName(), row.lastName(), null, null, null), row.email(), row.link(),
                    position, metOn, row.keys());
        }

        private void note(Connection row, Remark remark) {
            remarks.add(new ImportView.Remark(row.line(), remark.name(), remark.detail()));
        }
    }
}
