package dev.kith.interaction;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.f4b6a3.uuid.UuidCreator;

import dev.kith.contact.ContactErasing;
import dev.kith.contact.ContactsInUse;
import dev.kith.contact.ContactsMerging;
import dev.kith.eventlog.EventLog;
import dev.kith.http.ExpectedVersion;
import dev.kith.http.Made;
import dev.kith.http.MergePatch;
import dev.kith.idempotency.ClientMade;
import dev.kith.idempotency.IdSpentException;
import dev.kith.owner.OwnerSettings;
import dev.kith.paging.Cursor;
import dev.kith.paging.Page;
import dev.kith.problem.Conflict;
import dev.kith.problem.Invalid;
import dev.kith.problem.NotFound;
import dev.kith.problem.RuleBroken;
import dev.kith.warmth.Warmth;

@ApplicationScoped
class InteractionService {

    private final InteractionRepository interactions;
    private final People people;
    private final Warmth warmth;
    private final OwnerSettings owners;
    private final ClientMade clientMade;
    private final MergePatch mergePatch;
    private final EventLog events;

    InteractionService(InteractionRepository interactions, People people, Warmth warmth, OwnerSettings owners,
            ClientMade clientMade, MergePatch mergePatch, EventLog events) {
        this.interactions = interactions;
        this.people = people;
        this.warmth = warmth;
        this.owners = owners;
        this.clientMade = clientMade;
        this.mergePatch = mergePatch;
        this.events = events;
    }

    @Transactional
    Made<InteractionView> log(InteractionDetails details) {
        return details.id() != null && clientMade.claim(Interaction.TABLE, details.id())
                ? Made.already(madeBefore(details))
                : Made.anew(add(details));
    }

    private InteractionView madeBefore(InteractionDetails details) {
        var made = interactions.findByIdOptional(details.id()).orElseThrow(IdSpentException::new);
        if (!made.wasMadeFrom(clientMade.fingerprint(details))) {
            throw new Conflict("There is another interaction with this id.");
        }
        return InteractionView.of(made, interactions.participants(made.id()));
    }

    private InteractionView add(InteractionDetails asked) {
        var who = people.resolve(asked.participants(), List.of());
        var now = who.now() == null ? owners.hold() : who.now();
        return enter(checked(asked, now), asked.id() == null ? null : clientMade.fingerprint(asked), who.contactIds(), now);
    }

    /** Adds something that happened with contacts whom the caller has locked, or made. */
    InteractionView enter(InteractionDetails details, byte[] madeFrom, List<UUID> contactIds, Instant now) {
        var id = details.id() == null ? UuidCreator.getTimeOrderedEpoch() : details.id();
        var interaction = new Interaction(id, details, madeFrom, now);
        interactions.persist(interaction);
        var participants = new ArrayList<Participation>();
        for (int i = 0; i < contactIds.size(); i++) {
            participants.add(new Participation(interaction, contactIds.get(i), i, answeredAt(details, i, now)));
        }
        participants.forEach(interactions::add);
        interactions.flush();
        events.append(InteractionEvents.Logged.of(interaction, participants, now));
        warmth.changed(contactIds);
        return InteractionView.of(interaction, participants);
    }

    @Transactional
    InteractionView get(UUID id) {
        var interaction = interactions.findByIdOptional(id).orElseThrow(InteractionService::unknown);
        return InteractionView.of(interaction, interactions.participants(id));
    }

    @Transactional
    Page<InteractionView> list(InteractionRepository.Query query, String cursor, int limit) {
        return Page.of(interactions.page(query, cursor, limit + 1), limit,
                rows -> views(rows.stream().map(InteractionRepository.Found::id).toList()),
                row -> Cursor.of(query.fingerprint(), row.occurredAt().toString(), row.id().toString()));
    }

    /** The views of interactions, in the order of the ids. */
    List<InteractionView> views(List<UUID> ids) {
        var byId = interactions.of(ids).stream().collect(Collectors.toMap(Interaction::id, Function.identity()));
        var participants = interactions.participants(ids);
        return ids.stream().map(id -> InteractionView.of(byId.get(id), participants.getOrDefault(id, List.of()))).toList();
    }

    @Transactional
    InteractionView patch(UUID id, JsonNode patch, ExpectedVersion expected) {
        var interaction = lock(id, expected);
        var before = interactions.participants(id);
        var asked = mergePatch.apply(patch, interaction.details(before), InteractionDetails.class);
        if (!id.equals(asked.id())) {
            throw new Invalid("/id", "An interaction keeps its id.");
        }
        var idsBefore = before.stream().map(Participation::contactId).toList();
        var who = people.resolve(asked.participants(), idsBefore);
        var details = checked(asked, who.now());
        var changed = interaction.revise(details, who.now());
        var seats = new ArrayList<Participation>();
        if (reseat(interaction, before, details, who, seats)) {
            changed.add("participants");
            interaction.touch(who.now());
        }
        if (!changed.isEmpty()) {
            interactions.flush();
            events.append(InteractionEvents.Changed.of(interaction, seats, changed, who.now()));
            warmth.changed(union(idsBefore, who.contactIds()));
        }
        return InteractionView.of(interaction, seats);
    }

    /** @return whether it is other people now, or they count or answered otherwise */
    private boolean reseat(Interaction interaction, List<Participation> before, InteractionDetails details,
            People.Resolved who, List<Participation> seats) {
        var byContact = before.stream().collect(Collectors.toMap(Participation::contactId, Function.identity()));
        var changed = !who.contactIds().equals(before.stream().map(Participation::contactId).toList());
        for (int i = 0; i < who.contactIds().size(); i++) {
            var answeredAt = answeredAt(details, i, who.now());
            var seat = byContact.remove(who.contactIds().get(i));
            if (seat == null) {
                seat = new Participation(interaction, who.contactIds().get(i), i, answeredAt);
                interactions.add(seat);
            } else {
                changed |= seat.take(interaction, i, answeredAt);
            }
            seats.add(seat);
        }
        byContact.values().forEach(interactions::remove);
        return changed;
    }

    /** A participant answered: outreach counts from then. With null: there was no answer after all. */
    @Transactional
    InteractionView answer(UUID id, UUID contactId, Instant answeredAt) {
        var interaction = lock(id, ExpectedVersion.any());
        var participants = interactions.participants(id);
        var seat = participants.stream().filter(one -> one.contactId().equals(contactId)).findFirst()
                .orElseThrow(() -> new NotFound("This contact did not take part."));
        var now = warmth.lock(List.of(contactId)).now();
        if (seat.take(interaction, seat.seat(), checkAnswer("/answeredAt", answeredAt, interaction.occurredAt(), now))) {
            interaction.touch(now);
            interactions.flush();
            events.append(InteractionEvents.Changed.of(interaction, participants, List.of("participants"), now));
            warmth.changed(List.of(contactId));
        }
        return InteractionView.of(interaction, participants);
    }

    @Transactional
    void remove(UUID id, ExpectedVersion expected) {
        remove(lock(id, expected));
    }

    void removeIfThere(UUID id) {
        interactions.lock(id).ifPresent(this::remove);
    }

    private void remove(Interaction interaction) {
        var id = interaction.id();
        var contactIds = interactions.participants(id).stream().map(Participation::contactId).toList();
        var now = warmth.lock(contactIds).now();
        interactions.delete(interaction); // its participants go with it
        interactions.flush();
        events.append(new InteractionEvents.Removed(id, contactIds, now));
        warmth.changed(contactIds);
    }

    void forget(@Observes ContactErasing erasing) {
        var gone = interactions.forget(erasing.contactId());
        events.append(gone.stream()
                .map(id -> new InteractionEvents.Removed(id, List.of(erasing.contactId()), erasing.now())).toList());
    }

    void tell(@Observes ContactsInUse asked) {
        asked.found(interactions.among(asked.contactIds(), asked.since()));
    }

    /** What happened with the one happened with the other; who was there as both was there once. */
    void follow(@Observes ContactsMerging merging) {
        var ids = interactions.repoint(merging.contactId(), merging.intoId(), merging.now());
        var participants = interactions.participants(ids);
        events.append(interactions.of(ids).stream().map(interaction -> InteractionEvents.Changed.of(interaction,
                participants.get(interaction.id()), List.of("participants"), merging.now())).toList());
        merging.count(ContactsMerging.What.INTERACTION, ids.size());
    }

    private Interaction lock(UUID id, ExpectedVersion expected) {
        var interaction = interactions.lock(id).orElseThrow(InteractionService::unknown);
        expected.check(interaction.version());
        return interaction;
    }

    private static NotFound unknown() {
        return new NotFound("There is no such interaction.");
    }

    private static Set<UUID> union(List<UUID> some, List<UUID> others) {
        var all = new HashSet<>(some);
        all.addAll(others);
        return all;
    }

    private static InteractionDetails checked(InteractionDetails details, Instant now) {
        if (details.kind().needsDirection() && details.direction() == null) {
            throw new RuleBroken("/direction", "A message needs a direction: INBOUND, OUTBOUND or TWO_WAY.");
        }
        return details.occurredAt(Happened.at("/occurredAt", details.occurredAt(), now));
    }

    private static Instant answeredAt(InteractionDetails details, int participant, Instant now) {
        return checkAnswer("/participants/" + participant + "/answeredAt",
                details.participants().get(participant).answeredAt(), details.occurredAt(), now);
    }

    private static Instant checkAnswer(String pointer, Instant answeredAt, Instant occurredAt, Instant now) {
        if (answeredAt == null) {
            return null;
        }
        var answered = Happened.at(pointer, answeredAt, now);
        if (answered.isBefore(occurredAt)) {
            throw new RuleBroken(pointer, "An answer comes after what it answers.");
        }
        return answered;
    }
}
