package dev.kith.introduction;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.f4b6a3.uuid.UuidCreator;

import dev.kith.http.ExpectedVersion;
import dev.kith.http.Made;
import dev.kith.http.MergePatch;
import dev.kith.idempotency.ClientMade;
import dev.kith.idempotency.IdSpentException;
import dev.kith.interaction.Happened;
import dev.kith.interaction.InteractionDiary;
import dev.kith.owner.KithClock;
import dev.kith.paging.Cursor;
import dev.kith.paging.Page;
import dev.kith.problem.Conflict;
import dev.kith.problem.NotFound;
import dev.kith.problem.RuleBroken;
import dev.kith.warmth.Warmth;

@ApplicationScoped
class AskService {

    private final AskRepository asks;
    private final ConnectorService connectors;
    private final Warmth warmth;
    private final ClientMade clientMade;
    private final MergePatch mergePatch;
    private final InteractionDiary diary;
    private final KithClock clock;

    AskService(AskRepository asks, ConnectorService connectors, Warmth warmth, ClientMade clientMade, MergePatch mergePatch,
            InteractionDiary diary, KithClock clock) {
        this.asks = asks;
        this.connectors = connectors;
        this.warmth = warmth;
        this.clientMade = clientMade;
        this.mergePatch = mergePatch;
        this.diary = diary;
        this.clock = clock;
    }

    @Transactional
    Made<AskView> put(PutAsk command) {
        return command.id() != null && clientMade.claim(Ask.TABLE, command.id())
                ? Made.already(madeBefore(command))
                : Made.anew(add(command));
    }

    private AskView madeBefore(PutAsk command) {
        var made = asks.findByIdOptional(command.id()).orElseThrow(IdSpentException::new);
        if (!made.wasMadeFrom(clientMade.fingerprint(command))) {
            throw new Conflict("There is another ask with this id.");
        }
        return view(made);
    }

    private AskView add(PutAsk command) {
        var locked = warmth.lock(List.of(command.contactId()));
        if (!locked.found().contains(command.contactId())) {
            throw new RuleBroken("/contactId", "There is no such contact.");
        }
        if (locked.binned().contains(command.contactId())) {
            throw new RuleBroken("/contactId", "This contact is in the bin; restore it first.");
        }
        if (command.interactionId() != null && !diary.has(command.interactionId())) {
            throw new RuleBroken("/interactionId", "There is no such interaction.");
        }
        var now = locked.now();
        var id = command.id() == null ? UuidCreator.getTimeOrderedEpoch() : command.id();
        var ask = new Ask(id, command.contactId(), command.interactionId(),
                Happened.at("/askedAt", command.askedAt(), now), new AskDetails(command.question(), command.notes(), null),
                command.id() == null ? null : clientMade.fingerprint(command), now);
        asks.persist(ask);
        asks.flush();
        for (int i = 0; i < command.names().size(); i++) {
            addName(ask, command.names().get(i), "/names/" + i + "/givenAt", now);
        }
        asks.flush();
        return AskView.of(ask, asks.names(List.of(id)).getOrDefault(id, List.of()),
                connectors.warnings(command.contactId(), now));
    }

    private AskedName addName(Ask ask, GiveName given, String pointer, Instant now) {
        var givenAt = Happened.at(pointer, given.givenAt(), now);
        if (givenAt.isBefore(ask.askedAt())) {
            throw new RuleBroken(pointer, "A name is given after it was asked for.");
        }
        var name = new AskedName(UuidCreator.getTimeOrderedEpoch(), ask.id(), given.details(), givenAt, now);
        asks.add(name);
        ask.answered(givenAt, now);
        return name;
    }

    @Transactional
    AskView get(UUID id) {
        return view(asks.findByIdOptional(id).orElseThrow(AskService::unknown));
    }

    private AskView view(Ask ask) {
        asks.flush();
        return AskView.of(ask, asks.names(List.of(ask.id())).getOrDefault(ask.id(), List.of()), List.of());
    }

    @Transactional
    Page<AskView> list(AskRepository.Query query, String cursor, int limit) {
        return Page.of(asks.page(query, cursor, limit + 1), limit, rows -> {
            var ids = rows.stream().map(AskRepository.Found::id).toList();
            var names = asks.names(ids);
            return asks.of(ids).stream().map(ask -> AskView.of(ask, names.getOrDefault(ask.id(), List.of()), List.of()))
                    .toList();
        }, row -> Cursor.of(query.fingerprint(), row.at().toString(), row.id().toString()));
    }

    @Transactional
    AskView patch(UUID id, JsonNode patch, ExpectedVersion expected) {
        var ask = asks.lock(id).orElseThrow(AskService::unknown);
        expected.check(ask.version());
        var now = clock.now();
        var details = mergePatch.apply(patch, ask.details(), AskDetails.class);
        var before = ask.details().answeredAt();
        if (details.answeredAt() != null && !details.answeredAt().equals(before)) {
            var answeredAt = Happened.at("/answeredAt", details.answeredAt(), now);
            if (answeredAt.isBefore(ask.askedAt())) {
                throw new RuleBroken("/answeredAt", "An answer comes after what it answers.");
            }
            details = new AskDetails(details.question(), details.notes(), answeredAt);
        }
        if (details.answeredAt() == null && before != null && !asks.names(List.of(id)).isEmpty()) {
            throw new RuleBroken("/answeredAt", "Names were given: that is an answer.");
        }
        ask.revise(details, now);
        return view(ask);
    }

    /** The names go with it; introductions that came of them stay. */
    @Transactional
    void remove(UUID id, ExpectedVersion expected) {
        var ask = asks.lock(id).orElseThrow(AskService::unknown);
        expected.check(ask.version());
        asks.delete(ask);
    }

    // ---- names

    @Transactional
    AskedNameView give(UUID id, GiveName command) {
        var ask = asks.lock(id).orElseThrow(AskService::unknown);
        var name = addName(ask, command, "/givenAt", clock.now());
        asks.flush();
        return name.view();
    }

    @Transactional
    AskedNameView getName(UUID id, UUID nameId) {
        return asks.findName(nameId).filter(name -> name.askId().equals(id)).orElseThrow(AskService::unknownName).view();
    }

    @Transactional
    Page<AskedNameView> names(AskRepository.NamesQuery query, String cursor, int limit) {
        return Page.of(asks.names(query, cursor, limit + 1), limit,
                rows -> asks.namesOf(rows.stream().map(AskRepository.Found::id).toList()).stream().map(AskedName::view)
                        .toList(),
                row -> Cursor.of(query.fingerprint(), row.at().toString(), row.id().toString()));
    }

    @Transactional
    AskedNameView patchName(UUID id, UUID nameId, JsonNode patch, ExpectedVersion expected) {
        var name = asks.lockName(nameId).filter(one -> one.askId().equals(id)).orElseThrow(AskService::unknownName);
        expected.check(name.version());
        name.revise(mergePatch.apply(patch, name.details(), NameDetails.class), clock.now());
        asks.flush();
        return name.view();
    }

    private static NotFound unknown() {
        return new NotFound("There is no such ask.");
    }

    private static NotFound unknownName() {
        return new NotFound("There is no such name.");
    }
}
