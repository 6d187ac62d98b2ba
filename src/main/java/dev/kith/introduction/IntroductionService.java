package dev.kith.introduction;

import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.f4b6a3.uuid.UuidCreator;

import dev.kith.contact.ContactDirectory;
import dev.kith.eventlog.EventLog;
import dev.kith.http.ExpectedVersion;
import dev.kith.http.Made;
import dev.kith.http.MergePatch;
import dev.kith.idempotency.ClientMade;
import dev.kith.idempotency.IdSpentException;
import dev.kith.interaction.Direction;
import dev.kith.interaction.Happened;
import dev.kith.interaction.InteractionDiary;
import dev.kith.interaction.Kind;
import dev.kith.introduction.IntroductionEvents.IntroductionMade;
import dev.kith.introduction.IntroductionEvents.Moved;
import dev.kith.introduction.IntroductionEvents.OutcomeRecorded;
import dev.kith.introduction.IntroductionEvents.Thanked;
import dev.kith.owner.CurrentOwner;
import dev.kith.owner.KithClock;
import dev.kith.owner.OwnerSettings;
import dev.kith.paging.Cursor;
import dev.kith.paging.Page;
import dev.kith.problem.Conflict;
import dev.kith.problem.NotFound;
import dev.kith.problem.RuleBroken;
import dev.kith.warmth.Warmth;

/** Moves of introductions. Contacts are locked before the introduction is, by everybody. */
@ApplicationScoped
class IntroductionService {

    private static final Set<IntroductionStatus> BEGINNINGS = EnumSet.of(IntroductionStatus.PROPOSED, IntroductionStatus.ASKED,
            IntroductionStatus.MADE);
    private static final Set<Kind> WAYS_TO_THANK = EnumSet.of(Kind.MESSAGE, Kind.EMAIL, Kind.CALL, Kind.VIDEO_CALL,
            Kind.MEETING, Kind.MEAL, Kind.EVENT);

    private final IntroductionRepository introductions;
    private final Parties parties;
    private final ConnectorService connectors;
    private final ContactDirectory contacts;
    private final InteractionDiary diary;
    private final Warmth warmth;
    private final CurrentOwner owner;
    private final OwnerSettings settings;
    private final ClientMade clientMade;
    private final MergePatch mergePatch;
    private final EventLog events;
    private final KithClock clock;

    IntroductionService(IntroductionRepository introductions, Parties parties, ConnectorService connectors,
            ContactDirectory contacts, InteractionDiary diary, Warmth warmth, CurrentOwner owner, OwnerSettings settings,
            ClientMade clientMade, MergePatch mergePatch, EventLog events, KithClock clock) {
        this.introductions = introductions;
        this.parties = parties;
        this.connectors = connectors;
        this.contacts = contacts;
        this.diary = diary;
        this.warmth = warmth;
        this.owner = owner;
        this.settings = settings;
        this.clientMade = clientMade;
        this.mergePatch = mergePatch;
        this.events = events;
        this.clock = clock;
    }

    // ---- proposing

    @Transactional
    Made<IntroductionView> propose(ProposeIntroduction command) {
        return command.id() != null && clientMade.claim(Introduction.TABLE, command.id())
                ? Made.already(madeBefore(command))
                : Made.anew(add(command));
    }

    private IntroductionView madeBefore(ProposeIntroduction command) {
        var made = introductions.findByIdOptional(command.id()).orElseThrow(IdSpentException::new);
        if (!made.wasMadeFrom(clientMade.fingerprint(command))) {
            throw new Conflict("There is another introduction with this id.");
        }
        return view(made, List.of());
    }

    private IntroductionView add(ProposeIntroduction command) {
        if (!BEGINNINGS.contains(command.status())) {
            throw new RuleBroken("/status", "An introduction begins as PROPOSED, ASKED or MADE.");
        }
        if (command.at() != null && command.status() == IntroductionStatus.PROPOSED) {
            throw new RuleBroken("/at", "Nothing happened yet; say when it was asked or made.");
        }
        var who = parties.resolve(command);
        var now = who.now();
        introductions.open(who.introducerId(), who.partyIds()).ifPresent(open -> makeRoom(open, now));
        var id = command.id() == null ? UuidCreator.getTimeOrderedEpoch() : command.id();
        var introduction = new Introduction(id, who.introducerId(), who.partyIds(), who.name(), command.details(),
                command.id() == null ? null : clientMade.fingerprint(command), now);
        introductions.persistAndFlush(introduction);
        if (who.name() != null) {
            who.name().followUp(who.named(), id, now);
        }
        var at = Happened.at("/at", command.at(), now);
        switch (command.status()) {
            case ASKED -> {
                settings.hold();
                introduction.ask(at, settings.introductionExpiry(), now);
            }
            case MADE -> make(introduction, null, at, now);
            default -> {
                // PROPOSED as it is
            }
        }
        if (command.status() != IntroductionStatus.MADE) {
            events.append(moved(introduction, null, at, now));
        }
        if (who.added() != null) {
            warmth.changed(List.of(who.added()));
        }
        introductions.flush();
        return IntroductionView.of(introduction, List.of(), List.of(), warnings(introduction, now));
    }

    /** For another introduction of the same people: one that is due is over, though no sweep has been by. */
    private void makeRoom(UUID openId, Instant now) {
        var open = lock(openId);
        if (!open.isDue(now)) {
            throw new Conflict("/partyIds", "These people are being introduced already, by introduction " + openId + ".");
        }
        var from = open.status();
        var at = open.expiresAt();
        open.end(IntroductionStatus.EXPIRED, at, now);
        introductions.flush();
        events.append(moved(open, from, at, now));
    }

    /** Of asking the introducer too often. */
    private List<Warning> warnings(Introduction introduction, Instant now) {
        return introduction.status() == IntroductionStatus.ASKED ? connectors.warnings(introduction.introducerId(), now)
                : List.of();
    }

    // ---- reading

    @Transactional
    IntroductionView get(UUID id) {
        return view(introductions.findByIdOptional(id).orElseThrow(IntroductionService::unknown), List.of());
    }

    @Transactional
    Page<IntroductionView> list(IntroductionQuery query, String cursor, int limit) {
        return Page.of(introductions.page(query, cursor, limit + 1), limit, rows -> {
            var ids = rows.stream().map(IntroductionRepository.Found::id).toList();
            var consents = introductions.consents(ids);
            var outcomes = introductions.outcomes(ids);
            return introductions.of(ids).stream()
                    .map(one -> IntroductionView.of(one, consents.getOrDefault(one.id(), List.of()),
                            outcomes.getOrDefault(one.id(), List.of()), List.of()))
                    .toList();
        }, row -> Cursor.of(query.fingerprint(), row.key().toString(), row.id().toString()));
    }

    private IntroductionView view(Introduction introduction, List<Warning> warnings) {
        introductions.flush();
        var ids = List.of(introduction.id());
        return IntroductionView.of(introduction, introductions.consents(ids).getOrDefault(introduction.id(), List.of()),
                introductions.outcomes(ids).getOrDefault(introduction.id(), List.of()), warnings);
    }

    @Transactional
    IntroductionView patch(UUID id, JsonNode patch, ExpectedVersion expected) {
        var introduction = lock(id);
        expected.check(introduction.version());
        introduction.revise(mergePatch.apply(patch, introduction.details(), IntroductionDetails.class), clock.now());
        return view(introduction, List.of());
    }

    // ---- moves

    @Transactional
    IntroductionView move(UUID id, MoveIntroduction command) {
        var locked = warmth.lock(introductions.contactIds(id));
        if (command.to() == IntroductionStatus.ASKED) {
            settings.hold(); // before the introduction: whoever changes its expiry locks in that order
        }
        var introduction = lock(id);
        var now = locked.now();
        introduction.requireMove("/to", command.to(), now);
        checkMove(command, introduction, locked.binned());
        var at = after(introduction, "/at", command.at(), now);
        var from = introduction.status();
        var interactionId = introduction.interactionId();
        switch (command.to()) {
            case ASKED -> introduction.ask(at, settings.introductionExpiry(), now);
            case DECLINED -> introduction.decline(at, command.declinedById(), command.reasonCode(), now);
            case MADE -> {
                if (from == IntroductionStatus.CLOSED) {
                    introduction.reopen(now);
                } else {
                    make(introduction, from, at, now);
                }
            }
            case CLOSED, EXPIRED, WITHDRAWN -> introduction.end(command.to(), at, now);
            case PROPOSED, AGREED -> throw new IllegalStateException("not a move: " + command.to());
        }
        if (command.to() != IntroductionStatus.MADE || from == IntroductionStatus.CLOSED) {
            events.append(moved(introduction, from, at, now));
        }
        if (from == IntroductionStatus.MADE && command.to() == IntroductionStatus.WITHDRAWN) {
            unmake(introduction, interactionId, now);
        }
        return view(introduction, warnings(introduction, now));
    }

    private static void checkMove(MoveIntroduction command, Introduction introduction, Set<UUID> binned) {
        var declines = command.to() == IntroductionStatus.DECLINED;
        if (!declines && command.reasonCode() != null) {
            throw new RuleBroken("/reasonCode", "Only DECLINED has a reason.");
        }
        if (command.declinedById() != null && (!declines || !introduction.contactIds().contains(command.declinedById()))) {
            throw new RuleBroken("/declinedById", declines ? "This contact has no part in it." : "Only DECLINED has somebody.");
        }
        var begins = command.to() == IntroductionStatus.ASKED || command.to() == IntroductionStatus.MADE;
        if (begins && !binned.isEmpty()) {
            throw new Conflict("/to", "A contact of it is in the bin; restore it first.");
        }
    }

    /** When something of an introduction took place: not before what led to it. */
    private static Instant after(Introduction introduction, String pointer, Instant told, Instant now) {
        var at = Happened.at(pointer, told, now);
        if (at.isBefore(introduction.lastMoveAt())) {
            throw new RuleBroken(pointer, "This was before the introduction came so far.");
        }
        return at;
    }

    /** They are introduced: an interaction for those the owner dealt with, and the owner may have met somebody. */
    private void make(Introduction introduction, IntroductionStatus from, Instant at, Instant now) {
        introduction.make(at, now);
        var depth = introductions.chainDepth(introduction.introducerId());
        if (introduction.concernsOwner()) {
            var met = introduction.partyIds().get(0);
            if (!diary.hadContact(met, at) && contacts.metThrough(met, introduction.introducerId(), introduction.id(),
                    LocalDate.ofInstant(at, settings.zone()), now)) {
                warmth.changed(List.of(met));
            }
        }
        var dealtWith = introduction.isByOwner() ? introduction.partyIds()
                : introduction.concernsOwner() ? List.of(introduction.introducerId()) : List.<UUID> of();
        if (!dealtWith.isEmpty()) {
            introduction.wasInteraction(diary.log(Kind.INTRODUCTION, null, at, dealtWith, introduction.details().place(), null,
                    now));
        }
        var details = introduction.details();
        events.append(new IntroductionMade(introduction.id(), introduction.introducerId(), introduction.partyIds(), from,
                details.reasonCode(), details.method(), introduction.doubleOptIn(), introduction.askId(), introduction.nameId(),
                depth, introduction.interactionId(), at, now));
    }

    /** It was a mistake: there was no such interaction, and the owner met nobody through it. */
    private void unmake(Introduction introduction, UUID interactionId, Instant now) {
        if (interactionId != null) {
            introductions.flush();
            diary.remove(interactionId);
        }
        for (var party : introduction.partyIds()) {
            if (contacts.notMetThrough(party, introduction.id(), LocalDate.ofInstant(introduction.madeAt(), settings.zone()),
                    now)) {
                warmth.changed(List.of(party));
            }
        }
    }

    private Moved moved(Introduction introduction, IntroductionStatus from, Instant at, Instant now) {
        return Moved.of(owner.id(), introduction, from, at, now);
    }

    /** A party answers: with the last yes all agreed, with one no it is over. */
    @Transactional
    IntroductionView consent(UUID id, GiveConsent command) {
        var now = settings.hold();
        var introduction = lock(id);
        introduction.requireAsking(now);
        if (!introduction.partyIds().contains(command.partyId())) {
            throw new RuleBroken("/partyId", "This contact is no party to it.");
        }
        if (command.answer() == Consent.Answer.YES && command.reasonCode() != null) {
            throw new RuleBroken("/reasonCode", "Only a NO has a reason.");
        }
        var at = Happened.at("/at", command.at(), now);
        if (at.isBefore(introduction.askedAt())) {
            throw new RuleBroken("/at", "An answer comes after what it answers.");
        }
        var consent = introductions.consent(id, command.partyId()).orElseGet(() -> new Consent(id, command.partyId()));
        consent.become(command.answer(), at, command.reasonCode(), command.note());
        introductions.add(consent);
        introductions.flush();
        var from = introduction.status();
        if (command.answer() == Consent.Answer.NO) {
            introduction.decline(at, command.partyId(), command.reasonCode(), now);
            events.append(moved(introduction, from, at, now));
        } else {
            var agreedAt = from == IntroductionStatus.ASKED ? agreedAt(introduction) : Optional.<Instant> empty();
            agreedAt.ifPresentOrElse(last -> {
                introduction.agree(last, settings.introductionExpiry(), now);
                events.append(moved(introduction, from, last, now));
            }, () -> introduction.touch(now));
        }
        return view(introduction, List.of());
    }

    /** When the last party said yes; empty as long as one has not. */
    private Optional<Instant> agreedAt(Introduction introduction) {
        var yes = introductions.consents(List.of(introduction.id())).getOrDefault(introduction.id(), List.of());
        return yes.stream().map(Consent::partyId).toList().containsAll(introduction.partyIds())
                ? yes.stream().map(Consent::answeredAt).max(Instant::compareTo)
                : Optional.empty();
    }

    // ---- what came of it

    @Transactional
    IntroductionView record(UUID id, RecordOutcome command) {
        var introduction = lock(id);
        var now = clock.now();
        introduction.requireMade("have an outcome", now);
        var at = Happened.at("/occurredAt", command.occurredAt(), now);
        if (at.isBefore(introduction.madeAt())) {
            throw new RuleBroken("/occurredAt", "What comes of an introduction comes after it.");
        }
        var outcome = new Outcome(UuidCreator.getTimeOrderedEpoch(), id, command.kind(), at, command.note(), now);
        introductions.add(outcome);
        introduction.outcomeRecorded(outcome, now);
        events.append(new OutcomeRecorded(id, introduction.introducerId(), introduction.partyIds(), outcome.id(),
                outcome.kind(), at, now));
        return view(introduction, List.of());
    }

    @Transactional
    IntroductionView thank(UUID id, ThankIntroducer command) {
        if (!WAYS_TO_THANK.contains(command.kind())) {
            throw new RuleBroken("/kind", "One thanks by a message, an e-mail or a call, or in person.");
        }
        var locked = warmth.lock(introductions.contactIds(id));
        var introduction = lock(id);
        var now = locked.now();
        introduction.requireMade("be thanked for", now);
        if (introduction.introducerId() == null) {
            throw new Conflict(introduction.introducerErased() ? "The introducer was erased." : "You made it yourself.");
        }
        var at = Happened.at("/at", command.at(), now);
        if (at.isBefore(introduction.madeAt())) {
            throw new RuleBroken("/at", "Thanks come after what they are for.");
        }
        var outcomes = introductions.outcomes(List.of(id)).getOrDefault(id, List.of());
        var thanked = thankedFor(command, outcomes);
        thanked.forEach(outcome -> outcome.thank(at));
        introduction.thanked(at, outcomes, now);
        var message = command.kind() == Kind.MESSAGE || command.kind() == Kind.EMAIL;
        var interactionId = diary.log(command.kind(), message ? Direction.OUTBOUND : null, at,
                List.of(introduction.introducerId()), null, command.notes(), now);
        events.append(new Thanked(id, introduction.introducerId(), thanked.stream().map(Outcome::id).toList(), interactionId,
                at, now));
        return view(introduction, List.of());
    }

    private static List<Outcome> thankedFor(ThankIntroducer command, List<Outcome> outcomes) {
        if (command.outcomeIds() == null) {
            return outcomes.stream().filter(Outcome::isOwed).toList();
        }
        var known = new HashSet<>(outcomes.stream().map(Outcome::id).toList());
        for (int i = 0; i < command.outcomeIds().size(); i++) {
            if (!known.contains(command.outcomeIds().get(i))) {
                throw new RuleBroken("/outcomeIds/" + i, "This introduction has no such outcome.");
            }
        }
        return outcomes.stream().filter(outcome -> outcome.isOwed() && command.outcomeIds().contains(outcome.id())).toList();
    }

    private Introduction lock(UUID id) {
        return introductions.lock(id).orElseThrow(IntroductionService::unknown);
    }

    private static NotFound unknown() {
        return new NotFound("There is no such introduction.");
    }
}
