package dev.kith.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.UUID;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.f4b6a3.uuid.UuidCreator;

import dev.kith.contact.ContactIntake;
import dev.kith.exchange.ImportView.Source;
import dev.kith.exchange.ImportView.Status;
import dev.kith.http.UploadedFile;
import dev.kith.owner.KithClock;
import dev.kith.paging.Cursor;
import dev.kith.paging.Page;
import dev.kith.problem.Conflict;
import dev.kith.problem.NotFound;

@ApplicationScoped
class ImportService {

    private final ImportRepository imports;
    private final ContactIntake intake;
    private final ImportConfig config;
    private final KithClock clock;
    private final ObjectMapper json;
    private final Event<Queued> queued;

    ImportService(ImportRepository imports, ContactIntake intake, ImportConfig config, KithClock clock, ObjectMapper json,
            Event<Queued> queued) {
        this.imports = imports;
        this.intake = intake;
        this.config = config;
        this.clock = clock;
        this.json = json;
        this.queued = queued;
    }

    /** There is an import to be worked on; observed after the commit, in the process that committed. */
    record Queued() {
    }

    /**
     * Reads the whole file, so that a damaged one is refused at once, and puts its rows aside for {@link ImportJob}.
     *
     * @param dryRun it is only to be said what would become of them
     */
    @Transactional
    ImportView queueLinkedIn(UploadedFile upload, boolean dryRun) {
        try (var bytes = upload.open()) {
            var queue = new ContactImport(UuidCreator.getTimeOrderedEpoch(), Source.LINKEDIN, dryRun, clock.now());
            imports.persistAndFlush(queue);
            queue.queue(store(queue.view().id(), bytes));
            imports.flush();
            queued.fire(new Queued());
            return queue.view();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return how many rows there are */
    private int store(UUID id, InputStream bytes) throws JsonProcessingException {
        var file = LinkedInFile.open(bytes);
        var total = 0;
        for (int number = 0; file.hasNext(); number++) {
            var waiting = new WaitingRows();
            while (waiting.size() < config.batchSize() && file.hasNext()) {
                waiting.add(file.next());
            }
            imports.store(id, number, json.writeValueAsString(waiting));
            total += waiting.size();
        }
        return total;
    }

    @Transactional
    ImportView get(UUID id) {
        return imports.findByIdOptional(id).orElseThrow(ImportService::unknown).view();
    }

    @Transactional
    Page<ImportView> list(String cursor, int limit) {
        return Page.of(imports.page(cursor, limit + 1), limit, rows -> rows.stream().map(ContactImport::view).toList(),
                row -> ImportRepository.LIST.cursor(row.view().createdAt(), row.view().id()));
    }

    /** What became of the rows that were taken so far, in the order of the file. @param outcome null for all of them */
    @Transactional
    Page<ImportRow> rows(UUID id, ImportRow.Outcome outcome, String cursor, int limit) {
        get(id);
        return Page.of(imports.rows(id, outcome, cursor, limit + 1), limit, Function.identity(),
                row -> Cursor.of(ImportRepository.rowsOf(id, outcome), Long.toString(row.line())));
    }

    /** Who came in so far stays. */
    @Transactional
    void cancel(UUID id) {
        var running = imports.lock(id).orElseThrow(ImportService::unknown);
        if (running.isAtWork()) {
            running.cancel(clock.now());
            imports.drop(id);
            intake.forget(id);
        } else if (running.view().status() != Status.CANCELLED) {
            throw new Conflict("This import has ended: there is nothing left to cancel.");
        }
    }

    static NotFound unknown() {
        return new NotFound("There is no such import.");
    }
}
