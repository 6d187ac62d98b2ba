package dev.kith.introduction;

import java.time.Instant;
import java.util.UUID;
import java.util.function.UnaryOperator;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import dev.kith.contact.ContactErasing;
import dev.kith.contact.ContactsInUse;
import dev.kith.contact.ContactsMerging;
import dev.kith.contact.ContactsMerging.What;
import dev.kith.eventlog.EventLog;
import dev.kith.idempotency.Idempotency;
import dev.kith.introduction.IntroductionEvents.Moved;
import dev.kith.introduction.IntroductionEvents.Removed;
import dev.kith.owner.CurrentOwner;
import dev.kith.owner.IntroductionExpiryChanged;

/** What happens to introductions and asks when the people in them, or the owner's settings, change. */
@ApplicationScoped
class IntroductionUpkeep {

    private final IntroductionRepository introductions;
    private final AskRepository asks;
    private final CurrentOwner owner;
    private final EventLog events;
    private final Idempotency answers;

    IntroductionUpkeep(IntroductionRepository introductions, AskRepository asks, CurrentOwner owner, EventLog events,
            Idempotency answers) {
        this.introductions = introductions;
        this.asks = asks;
        this.owner = owner;
        this.events = events;
        this.answers = answers;
    }

    /**
     * An introduction goes with a party that is erased. Without its introducer it stays, for what came of it, and is over if
     * it was not made yet.
     */
    void forget(@Observes ContactErasing erasing) {
        var now = erasing.now();
        for (var introduction : introductions.lockAllOf(erasing.contactId())) {
            if (introduction.partyIds().contains(erasing.contactId())) {
                remove(introduction, now);
            } else {
                withdrawIfOpen(introduction, now);
                introduction.forgetIntroducer(now);
            }
        }
        introductions.flush();
        asks.forget(erasing.contactId()).forEach(answers::forget); // they may hold a name without the contact's id
    }

    void tell(@Observes ContactsInUse asked) {
        asked.found(introductions.among(asked.contactIds(), asked.since()));
        asked.found(asks.among(asked.contactIds(), asked.since()));
    }

    /** Introductions follow who they are about; one of somebody to themselves, and one of two open for the same, goes. */
    void follow(@Observes ContactsMerging merging) {
        var now = merging.now();
        merging.count(What.ASK, asks.repoint(merging.contactId(), merging.intoId()));
        merging.count(What.NAME, asks.repointNames(merging.contactId(), merging.intoId()));
        for (var introduction : introductions.lockAllOf(merging.contactId())) {
            if (isOpenTwice(introduction, merging)) {
                withdrawIfOpen(introduction, now);
                introductions.flush();
            }
            if (introduction.repoint(merging.contactId(), merging.intoId(), now)) {
                merging.count(What.INTRODUCTION, 1);
            } else {
                merging.count(What.REMOVED_INTRODUCTION, 1);
                remove(introduction, now);
            }
            introductions.flush();
        }
        introductions.repointConsents(merging.contactId(), merging.intoId());
    }

    private boolean isOpenTwice(Introduction introduction, ContactsMerging merging) {
        UnaryOperator<UUID> into = id -> merging.contactId().equals(id) ? merging.intoId() : id;
        return introduction.status().isOpen()
                && introductions.open(into.apply(introduction.introducerId()),
                        introduction.partyIds().stream().map(into).toList()).filter(open -> !open.equals(introduction.id()))
                        .isPresent();
    }

    private void remove(Introduction introduction, Instant now) {
        withdrawIfOpen(introduction, now);
        introductions.flush();
        introductions.delete(introduction);
        events.append(new Removed(introduction.id(), now));
    }

    private void withdrawIfOpen(Introduction introduction, Instant now) {
        if (introduction.status().isOpen()) {
            var from = introduction.status();
            introduction.end(IntroductionStatus.WITHDRAWN, now, now);
            events.append(Moved.of(owner.id(), introduction, from, now, now));
        }
    }

    void takeExpiry(@Observes IntroductionExpiryChanged changed) {
        introductions.expireAfter(changed.expiry());
    }
}
