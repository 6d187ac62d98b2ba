package dev.kith.interaction;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kith.contact.ContactDetails;
import dev.kith.contact.ContactDirectory;
import dev.kith.contact.Email;
import dev.kith.contact.EmailAddress;
import dev.kith.contact.Name;
import dev.kith.problem.FieldError;
import dev.kith.problem.Invalid;
import dev.kith.problem.RuleBroken;
import dev.kith.warmth.Locked;
import dev.kith.warmth.Warmth;

/** Finds out who the participants of an interaction are: known contacts, known addresses, or people nobody knew. */
@ApplicationScoped
class People {

    private final ContactDirectory contacts;
    private final Warmth warmth;

    People(ContactDirectory contacts, Warmth warmth) {
        this.contacts = contacts;
        this.warmth = warmth;
    }

    /**
     * The participants as contacts of the owner, in their order, locked.
     *
     * @param now of the transaction, after the locks
     */
    record Resolved(List<UUID> contactIds, Instant now) {
    }

    /**
     * Who they are; people nobody knew are added.
     *
     * @param alsoLocked further contacts the caller is about to change, for one lock over all of them
     * @throws Invalid if a participant is told in no way or in several
     * @throws RuleBroken if one is unknown, in the bin, ambiguous, or named twice
     */
    Resolved resolve(List<Participant> participants, List<UUID> alsoLocked) {
        var told = byAddress(participants);
        checkTwice(told);
        var lockable = new ArrayList<UUID>(told.stream().filter(Objects::nonNull).toList());
        lockable.addAll(alsoLocked);
        var locked = lockable.isEmpty() ? null : warmth.lock(lockable);
        if (locked != null && !locked.found().containsAll(lockable)) {
            var survivors = contacts.survivorsOf(lockable);
            told.replaceAll(id -> survivors.getOrDefault(id, id));
            checkTwice(told);
            lockable.replaceAll(id -> survivors.getOrDefault(id, id));
            locked = warmth.lock(lockable);
        }
        checkKnown(told, alsoLocked, locked);
        return new Resolved(withNew(participants, told), locked == null ? null : locked.now());
    }

    /** Contact ids by position; null for those that nobody knows. */
    private List<UUID> byAddress(List<Participant> participants) {
        var keys = new ArrayList<String>();
        for (int i = 0; i < participants.size(); i++) {
            var participant = participants.get(i);
            if (participant.waysTold() != 1) {
                throw new Invalid("/participants/" + i, "Say who it is by one of contactId, email and new.");
            }
            keys.add(participant.email() == null ? null : key(participant.email()));
        }
        var known = contacts.knownBy(keys.stream().filter(Objects::nonNull).distinct().toList());
        var told = new ArrayList<UUID>();
        for (int i = 0; i < participants.size(); i++) {
            var having = keys.get(i) == null ? List.<UUID> of() : known.getOrDefault(keys.get(i), List.of());
            if (having.size() > 1) {
                throw new RuleBroken("/participants/" + i + "/email",
                        "Several contacts have this address; say which one by contactId.");
            }
            told.add(having.isEmpty() ? participants.get(i).contactId() : having.get(0));
        }
        var unknown = keys.stream().filter(key -> key != null && !known.containsKey(key)).toList();
        if (new HashSet<>(unknown).size() < unknown.size()) {
            throw new RuleBroken("/participants", "Somebody is named twice.");
        }
        return told;
    }

    private static String key(String email) {
        return EmailAddress.keyOf(email).orElse("email:" + email);
    }

    private static void checkTwice(List<UUID> told) {
        var seen = new HashSet<UUID>();
        for (int i = 0; i < told.size(); i++) {
            if (told.get(i) != null && !seen.add(told.get(i))) {
                throw new RuleBroken("/participants/" + i, "This contact is named twice.");
            }
        }
    }

    private static void checkKnown(List<UUID> told, List<UUID> already, Locked locked) {
        var errors = new ArrayList<FieldError>();
        for (int i = 0; i < told.size(); i++) {
            var id = told.get(i);
            if (id != null && !locked.found().contains(id)) {
                errors.add(new FieldError("/participants/" + i + "/contactId", "There is no such contact."));
            } else if (id != null && locked.binned().contains(id) && !already.contains(id)) {
                errors.add(
                        new FieldError("/participants/" + i + "/contactId", "This contact is in the bin; restore it first."));
            }
        }
        if (!errors.isEmpty()) {
            throw new RuleBroken("A participant is none of your contacts.", errors);
        }
    }

    private List<UUID> withNew(List<Participant> participants, List<UUID> told) {
        var unknown = new ArrayList<ContactDetails>();
        for (int i = 0; i < told.size(); i++) {
            if (told.get(i) == null) {
                unknown.add(details(participants.get(i)));
            }
        }
        var added = contacts.addMet(unknown).iterator();
        return told.stream().map(id -> id == null ? added.next() : id).toList();
    }

    private static ContactDetails details(Participant participant) {
        return participant.unknown() != null ? participant.unknown().details()
                : ContactDetails.of(Name.shown(participant.email()), List.of(new Email(participant.email(), null, false)),
                        null, null, null);
    }
}
