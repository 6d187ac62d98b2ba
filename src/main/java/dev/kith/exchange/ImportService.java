package dev.kith.exchange;

import java.io.InputStream;
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

import com.github.f4b6a3.uuid.UuidCreator;

import dev.kith.contact.ContactIntake;
import dev.kith.contact.ContactIntake.Outcome;
import dev.kith.contact.Name;
import dev.kith.contact.Person;
import dev.kith.contact.Position;
import dev.kith.eventlog.EventLog;
import dev.kith.exchange.ImportView.Counts;
import dev.kith.exchange.ImportView.SkippedRow;
import dev.kith.exchange.ImportView.Source;
import dev.kith.exchange.LinkedInRow.Connection;
import dev.kith.exchange.LinkedInRow.Remark;
import dev.kith.exchange.LinkedInRow.Skipped;
import dev.kith.owner.KithClock;
import dev.kith.owner.OwnerSettings;
import dev.kith.paging.Cursor;
import dev.kith.paging.Page;
import dev.kith.problem.NotFound;

@ApplicationScoped
class ImportService {

    private static final int BATCH = 500;

    private final ImportRepository imports;
    private final ContactIntake intake;
    private final OwnerSettings owners;
    private final EventLog events;
    private final KithClock clock;

    ImportService(ImportRepository imports, ContactIntake intake, OwnerSettings owners, EventLog events, KithClock clock) {
        this.imports = imports;
        this.intake = intake;
        this.owners = owners;
        this.events = events;
        this.clock = clock;
    }

    /** Brings in the whole file, or nothing of it if it turns out to be damaged. */
    @Transactional
    ImportView importLinkedIn(InputStream bytes) {
        var file = LinkedInFile.open(bytes);
        intake.alone();
        var now = owners.hold();
        var run = new Run(UuidCreator.getTimeOrderedEpoch(), now, LocalDate.ofInstant(now, owners.zone()));
        file.forEachRemaining(run::take);
        var done = run.finish();
        imports.persistAndFlush(done);
        events.append(ImportFinished.of(done.view()));
        return done.view();
    }

    @Transactional
    ImportView get(UUID id) {
        return imports.findByIdOptional(id).orElseThrow(() -> new NotFound("There is no such import.")).view();
    }

    @Transactional
    Page<ImportView> list(String cursor, int limit) {
        return Page.of(imports.page(cursor, limit + 1), limit, rows -> rows.stream().map(ContactImport::view).toList(),
                row -> Cursor.of(ImportRepository.LIST, row.view().createdAt().toString(), row.view().id().toString()));
    }

    /** One import while it runs: the people not written yet, and what became of the others. */
    private final class Run {

        private final UUID id;
        private final Instant now;
        private final LocalDate today;
        private final List<Connection> waiting = new ArrayList<>();
        private final Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        private final List<SkippedRow> skipped = new ArrayList<>();
        private final List<ImportView.Remark> remarks = new ArrayList<>();

        Run(UUID id, Instant now, LocalDate today) {
            this.id = id;
            this.now = now;
            this.today = today;
        }

        void take(LinkedInRow row) {
            if (row instanceof Skipped none) {
                skipped.add(new SkippedRow(none.line(), none.reason().name(), none.reason().detail()));
            } else if (row instanceof Connection connection) {
                waiting.add(connection);
                connection.remarks().forEach(remark -> note(connection, remark));
                if (waiting.size() == BATCH) {
                    write();
                }
            }
        }

        private void note(Connection connection, Remark remark) {
            remarks.add(new ImportView.Remark(connection.line(), remark.name(), remark.detail()));
        }

        private void write() {
            var outcomes = intake.take(waiting.stream().map(this::person).toList(), id, now);
            for (int i = 0; i < outcomes.size(); i++) {
                if (outcomes.get(i) == Outcome.IN_BIN) {
                    skipped.add(new SkippedRow(waiting.get(i).line(), "IN_BIN", "This contact is in the bin and stays there."));
                } else {
                    counts.merge(outcomes.get(i), 1, Integer::sum);
                }
            }
            waiting.clear();
        }

        private Person person(Connection row) {
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

        ContactImport finish() {
            if (!waiting.isEmpty()) {
                write();
            }
            int created = counts.getOrDefault(Outcome.CREATED, 0);
            int updated = counts.getOrDefault(Outcome.UPDATED, 0);
            int unchanged = counts.getOrDefault(Outcome.UNCHANGED, 0);
            var total = new Counts(created + updated + unchanged + skipped.size(), created, updated, unchanged, skipped.size());
            skipped.sort(Comparator.comparingLong(SkippedRow::line));
            return new ContactImport(id, Source.LINKEDIN, total, skipped, remarks, now, clock.now());
        }
    }
}
