package dev.kith.introduction;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kith.contact.ContactDirectory;
import dev.kith.problem.FieldError;
import dev.kith.problem.RuleBroken;
import dev.kith.warmth.Locked;
import dev.kith.warmth.Warmth;

/** Finds out who introduces whom: known contacts, somebody new, or a name that was given. */
@ApplicationScoped
class Parties {

    private final ContactDirectory contacts;
    private final AskRepository asks;
    private final Warmth warmth;

    Parties(ContactDirectory contacts, AskRepository asks, Warmth warmth) {
        this.contacts = contacts;
        this.asks = asks;
        this.warmth = warmth;
    }

    /**
     * Who introduces whom, as contacts of the owner, locked.
     *
     * @param introducerId null: the owner
     * @param partyIds one or two; with one the owner is the other party
     * @param name what it comes of, or null; {@code named} is the contact it belongs to
     * @param added who became a contact by it, or null; the clock is not started yet
     * @param now of the transaction, after the locks
     */
    record Resolved(UUID introducerId, List<UUID> partyIds, AskedName name, UUID named, UUID added, Instant now) {
    }

    /** @throws RuleBroken if they are not three different people whom the owner knows, or one who is new among them */
    Resolved resolve(ProposeIntroduction command) {
        var name = command.nameId() == null ? null
                : asks.lockName(command.nameId()).orElseThrow(() -> new RuleBroken("/nameId", "There is no such name."));
        var partyIds = new ArrayList<>(command.partyIds());
        var unknown = command.newParty() == null ? null : command.newParty().details();
        if (name != null && partyIds.isEmpty() && unknown == null) {
            var known = known(name);
            partyIds.addAll(known);
            unknown = known.isEmpty() ? name.person() : null;
        }
        var count = partyIds.size() + (unknown == null ? 0 : 1);
        var introducerId = command.introducerId() == null && name != null && count == 1
                ? asks.findById(name.askId()).contactId()
                : command.introducerId();
        checkDifferent(introducerId, partyIds, count);
        var locked = warmth.lock(Stream.concat(Stream.ofNullable(introducerId), partyIds.stream()).toList());
        checkKnown(introducerId, partyIds, locked);
        var added = unknown == null ? null : contacts.addIntroduced(unknown);
        if (added != null) {
            partyIds.add(added);
        }
        return new Resolved(introducerId, partyIds, name, added == null ? partyIds.get(0) : added, added, locked.now());
    }

    /** The contact a name belongs to; nobody, if it is known to belong to none. */
    private List<UUID> known(AskedName name) {
        if (name.contactId() != null) {
            return List.of(name.contactId());
        }
        var having = contacts.knownBy(name.keys()).values().stream().flatMap(List::stream).distinct().toList();
        if (having.size() > 1) {
            throw new RuleBroken("/nameId", "Several contacts have this address or link; say which one by partyIds.");
        }
        return having;
    }

    private static void checkDifferent(UUID introducerId, List<UUID> partyIds, int count) {
        if (count < 1 || count > 2) {
            throw new RuleBroken("/partyIds", "One or two people are introduced; with one, the other is you.");
        }
        if (introducerId == null && count == 1) {
            throw new RuleBroken("/introducerId", "You cannot introduce yourself; name the contact who does.");
        }
        if (partyIds.size() > new HashSet<>(partyIds).size()) {
            throw new RuleBroken("/partyIds/1", "Nobody is introduced to themselves.");
        }
        if (introducerId != null && partyIds.contains(introducerId)) {
            throw new RuleBroken("/introducerId", "Nobody introduces themselves.");
        }
    }

    private static void checkKnown(UUID introducerId, List<UUID> partyIds, Locked locked) {
        var errors = new ArrayList<FieldError>();
        errors.add(fault("/introducerId", introducerId, locked));
        for (int i = 0; i < partyIds.size(); i++) {
            errors.add(fault("/partyIds/" + i, partyIds.get(i), locked));
        }
        errors.removeIf(Objects::isNull);
        if (!errors.isEmpty()) {
            throw new RuleBroken("Somebody in it is none of your contacts.", errors);
        }
    }

    private static FieldError fault(String pointer, UUID contactId, Locked locked) {
        if (contactId == null) {
            return null;
        }
        return !locked.found().contains(contactId) ? new FieldError(pointer, "There is no such contact.")
                : locked.binned().contains(contactId)
                        ? new FieldError(pointer, "This contact is in the bin; restore it first.")
                        : null;
    }
}
