package dev.kith.contact;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import com.github.f4b6a3.uuid.UuidCreator;

import dev.kith.contact.ContactRepository.Tagging;
import dev.kith.contact.MergeRepository.Survivor;
import dev.kith.eventlog.DomainEvent;
import dev.kith.eventlog.EventLog;
import dev.kith.http.ExpectedVersion;
import dev.kith.http.Made;
import dev.kith.idempotency.ClientMade;
import dev.kith.idempotency.IdSpentException;
import dev.kith.owner.OwnerSettings;
import dev.kith.problem.Conflict;
import dev.kith.problem.Invalid;
import dev.kith.problem.RuleBroken;
import dev.kith.warmth.Rest;
import dev.kith.warmth.Warmth;

/**
 * The one way in which contacts are made and changed, in the caller's transaction: decided one after the other, in memory,
 * and written together. However many they are, the statements are as many; the change of one contact is a special case.
 */
@ApplicationScoped
class ContactWriter {

    private final ContactRepository contacts;
    private final MergeRepository merges;
    private final ContactIndex index;
    private final TagService tags;
    private final Warmth warmth;
    private final OwnerSettings owners;
    private final ClientMade clientMade;
    private final EventLog events;

    ContactWriter(ContactRepository contacts, MergeRepository merges, ContactIndex index, TagService tags, Warmth warmth,
            OwnerSettings owners, ClientMade clientMade, EventLog events) {
        this.contacts = contacts;
        this.merges = merges;
        this.index = index;
        this.tags = tags;
        this.warmth = warmth;
        this.owners = owners;
        this.clientMade = clientMade;
        this.events = events;
    }

    /**
     * Changes that make contacts.
     *
     * @param chosen ids that clients have chosen for them
     * @param ids of contacts that are to be changed as well
     */
    Changes anew(Collection<UUID> chosen, Collection<UUID> ids) {
        var spent = clientMade.claim(Contact.TABLE, chosen);
        var now = owners.hold();
        var before = new HashSet<>(ids);
        before.removeAll(chosen);
        before.addAll(spent);
        var found = before.isEmpty() ? Set.<UUID> of() : warmth.lock(before).found();
        var changes = new Changes(now, contacts.of(found));
        changes.spent.addAll(spent);
        changes.survivors.putAll(merges.madeByClients(spent.stream().filter(id -> !found.contains(id)).toList()));
        return changes;
    }

    /** Changes of contacts, of those that there are; they are locked by this. */
    Changes of(Collection<UUID> ids) {
        var locked = warmth.lock(ids);
        return new Changes(locked.now(), contacts.of(locked.found()));
    }

    /**
     * What is to become of some contacts. A method that refuses, by throwing, leaves everything as it was; what the others
     * decide counts for those that come after it.
     */
    final class Changes {

        private final Instant now;
        private final Map<UUID, Contact> known = new HashMap<>();
        private final Map<UUID, Survivor> survivors = new HashMap<>();
        private final Set<UUID> spent = new HashSet<>();
        private final Map<UUID, Integer> versions = new HashMap<>();
        private final Map<UUID, List<String>> tagsBefore = new HashMap<>();
        private final Map<UUID, List<String>> tagsAfter = new HashMap<>();
        private final Map<UUID, Boolean> others = new HashMap<>();
        private final Set<Contact> rewritten = new LinkedHashSet<>();
        private final Set<UUID> retagged = new LinkedHashSet<>();
        private final List<DomainEvent> happened = new ArrayList<>();
        private final Set<UUID> clocks = new LinkedHashSet<>();
        private final Map<UUID, Rest> rests = new HashMap<>();
        private final ContactRules rules = new ContactRules(this::today, this::isThere);
        private LocalDate today;

        private Changes(Instant now, Collection<Contact> found) {
            this.now = now;
            found.forEach(this::know);
        }

        private void know(Contact contact) {
            known.put(contact.id(), contact);
            versions.put(contact.id(), contact.version());
        }

        /** Reads the tags as well, so that they can be changed. */
        Changes withTags() {
            tagsBefore.putAll(contacts.tags(known.keySet()));
            return this;
        }

        /** Reads who of these there is, so that none has to be looked for later. */
        Changes withOthers(Collection<UUID> ids) {
            ids.forEach(id -> others.put(id, false));
            contacts.of(others.keySet()).forEach(contact -> others.put(contact.id(), true));
            return this;
        }

        Instant now() {
            return now;
        }

        /** @throws ContactNotFoundException if there is no such contact, or its lock was not asked for */
        Contact find(UUID id) {
            return Optional.ofNullable(known.get(id)).orElseThrow(ContactNotFoundException::new);
        }

        /** An expectation is of what was there before these changes. */
        Contact find(UUID id, ExpectedVersion expected) {
            var contact = find(id);
            expected.check(versions.get(id));
            return contact;
        }

        private Contact findOutsideOfTheBin(UUID id, ExpectedVersion expected) {
            var contact = find(id, expected);
            if (contact.isBinned()) {
                throw new Conflict("This contact is in the bin; restore it first.");
            }
            return contact;
        }

        /** Makes a contact; one with an id of the client's, which is claimed and free. */
        Contact add(ContactDetails details, ContactEvents.Source source) {
            rules.check(details, HowWeMet.UNKNOWN);
            var id = details.id() == null ? UuidCreator.getTimeOrderedEpoch() : details.id();
            var contact = new Contact(id, details, details.id() == null ? null : clientMade.fingerprint(details), now);
            contacts.persist(contact);
            know(contact);
            tagsAfter.put(id, details.tags());
            rewritten.add(contact);
            clocks.add(id);
            happened.add(new ContactEvents.Created(id, source, null, now));
            return contact;
        }

        /**
         * Makes a contact that a client asks for, unless it made it before, by the id; it may be part of another one by now.
         *
         * @throws IdSpentException if it was erased since
         */
        Made<Contact> addOnce(ContactDetails details) {
            var made = known.get(details.id());
            var merged = survivors.get(details.id());
            if (made == null && merged == null) {
                if (spent.contains(details.id())) {
                    throw new IdSpentException();
                }
                return Made.anew(add(details, ContactEvents.Source.API));
            }
            var fingerprint = clientMade.fingerprint(details);
            if (made == null ? !Arrays.equals(merged.madeFrom(), fingerprint) : !made.wasMadeFrom(fingerprint)) {
                throw new Conflict("There is another contact with this id.");
            }
            return Made.already(made == null ? contacts.findById(merged.id()) : made);
        }

        void revise(UUID id, ExpectedVersion expected, UnaryOperator<ContactDetails> revision) {
            var contact = findOutsideOfTheBin(id, expected);
            var before = contact.details(tags(id));
            var details = revision.apply(before);
            if (!id.equals(details.id())) {
                throw new Invalid("/id", "A contact keeps its id.");
            }
            rules.check(details, before.howWeMet());
            var changed = contact.revise(details, now);
            if (!changed.isEmpty()) {
                rewritten.add(contact);
            }
            if (wear(contact, details.tags())) {
                changed.add("tags");
            }
            updated(contact, changed);
        }

        void retag(UUID id, UnaryOperator<List<String>> retagging) {
            var contact = findOutsideOfTheBin(id, ExpectedVersion.any());
            if (wear(contact, retagging.apply(tags(id)))) {
                updated(contact, List.of("tags"));
            }
        }

        /** @return whether that changes anything */
        private boolean wear(Contact contact, List<String> names) {
            if (Tag.keys(tags(contact.id())).equals(Tag.keys(names))) {
                return false;
            }
            tagsAfter.put(contact.id(), names);
            retagged.add(contact.id());
            contact.touch(now);
            return true;
        }

        private List<String> tags(UUID id) {
            return tagsAfter.getOrDefault(id, tagsBefore.getOrDefault(id, List.of()));
        }

        private void updated(Contact contact, List<String> fields) {
            if (!fields.isEmpty()) {
                clocks.add(contact.id());
                happened.add(new ContactEvents.Updated(contact.id(), List.copyOf(fields), null, now));
            }
        }

        void rest(UUID id, Rest rest) {
            findOutsideOfTheBin(id, ExpectedVersion.any());
            rests.put(id, rest);
            clocks.add(id);
        }

        /** Whether it is not written yet how a contact rests, which depends on what else is to become of it until then. */
        boolean isToRest(UUID id) {
            return rests.containsKey(id);
        }

        void bin(UUID id, ExpectedVersion expected) {
            var contact = find(id, expected);
            if (!contact.isBinned()) {
                contact.bin(now);
                clocks.add(id);
                happened.add(new ContactEvents.Binned(id, now));
            }
        }

        void restore(UUID id) {
            var contact = find(id);
            if (contact.isBinned()) {
                contact.restore(now);
                clocks.add(id);
                happened.add(new ContactEvents.Restored(id, now));
            }
        }

        private LocalDate today() {
            if (today == null) {
                today = LocalDate.ofInstant(now, owners.zone());
            }
            return today;
        }

        private boolean isThere(UUID id) {
            return known.containsKey(id) || others.computeIfAbsent(id, other -> contacts.findById(other) != null);
        }

        /** Writes all of it but the clocks, which are the caller's: who knows what else happens to the contacts. */
        void write() {
            contacts.flush();
            writeTags();
            index.keep(rewritten);
            rewritten.forEach(contact -> retagged.remove(contact.id()));
            index.retag(retagged);
            events.append(happened);
            rewritten.clear();
            retagged.clear();
            happened.clear();
        }

        private void writeTags() {
            var gone = new HashMap<UUID, List<String>>();
            var come = new HashMap<UUID, List<String>>();
            tagsAfter.forEach((id, after) -> {
                var before = tagsBefore.getOrDefault(id, List.of());
                gone.put(id, without(before, after));
                come.put(id, without(after, before));
            });
            var missing = all(come);
            var names = new HashSet<>(missing);
            names.addAll(all(gone));
            var byKey = tags.byKey(names, missing);
            contacts.untag(taggings(gone, byKey));
            contacts.tag(taggings(come, byKey));
            tagsBefore.putAll(tagsAfter);
            tagsAfter.clear();
        }

        private static List<String> without(List<String> names, List<String> others) {
            var keys = Tag.keys(others);
            return names.stream().filter(name -> !keys.contains(Tag.key(name))).toList();
        }

        private static Set<String> all(Map<UUID, List<String>> names) {
            return names.values().stream().flatMap(List::stream).collect(Collectors.toSet());
        }

        private static List<Tagging> taggings(Map<UUID, List<String>> names, Map<String, Tag> byKey) {
            return names.entrySet().stream().flatMap(entry -> Tag.keys(entry.getValue()).stream().map(byKey::get)
                    .filter(Objects::nonNull).map(tag -> new Tagging(entry.getKey(), tag.id()))).toList();
        }

        /** Writes all of it. @return of whom it was refused to let them rest, and why; the rest of it is written */
        Map<UUID, RuleBroken> apply() {
            write();
            var refused = warmth.changed(clocks, rests);
            clocks.clear();
            rests.clear();
            return refused;
        }
    }
}
