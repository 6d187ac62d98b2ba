package dev.kith.contact;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import com.github.f4b6a3.uuid.UuidCreator;

import dev.kith.eventlog.DomainEvent;
import dev.kith.eventlog.EventLog;
import dev.kith.organization.OrganizationDirectory;
import dev.kith.organization.Spellings;
import dev.kith.warmth.Warmth;

/**
 * Takes in people by the thousand: who is known by a strong key is completed, who is not is added. Written in batches of
 * whatever the caller brings at once; nothing is asked row by row.
 */
@ApplicationScoped
public class ContactIntake {

    private final ContactRepository contacts;
    private final ContactIndex index;
    private final OrganizationDirectory organizations;
    private final Warmth warmth;
    private final EventLog events;

    ContactIntake(ContactRepository contacts, ContactIndex index, OrganizationDirectory organizations, Warmth warmth,
            EventLog events) {
        this.contacts = contacts;
        this.index = index;
        this.organizations = organizations;
        this.warmth = warmth;
        this.events = events;
    }

    /** What became of a person. */
    public enum Outcome {
        CREATED,
        UPDATED,
        UNCHANGED,
        /** Known, and in the bin: it stays there. */
        IN_BIN
    }

    /**
     * Lets no other import of the owner run until the transaction has ended: two of the same file would both find nobody.
     *
     * @return false if another one runs
     */
    @Transactional(TxType.MANDATORY)
    public boolean alone() {
        return contacts.claimIfFree("import");
    }

    /**
     * Takes in some people, in order: somebody who appears again is known by then. The caller holds the owner's settings.
     *
     * @param importId stands in the events as their batch
     * @param now of the transaction
     * @return what became of each
     */
    @Transactional(TxType.MANDATORY)
    public List<Outcome> take(List<Person> people, UUID importId, Instant now) {
        var batch = new Intake(importId, now, people, contacts.knownBy(allKeys(people)));
        var outcomes = people.stream().map(batch::take).toList();
        batch.write();
        return outcomes;
    }

    private static Set<String> allKeys(Collection<Person> people) {
        return people.stream().flatMap(person -> person.keys().stream()).collect(Collectors.toSet());
    }

    private final class Intake {

        private final UUID importId;
        private final Instant now;
        private final Map<String, List<UUID>> known;
        private final Map<UUID, Contact> byId;
        private final Spellings spellings;
        private final Map<UUID, Set<String>> changed = new LinkedHashMap<>();
        private final Map<UUID, Set<String>> newKeys = new HashMap<>();
        private final Map<UUID, Contact> added = new LinkedHashMap<>();

        Intake(UUID importId, Instant now, List<Person> people, Map<String, List<UUID>> known) {
            this.importId = importId;
            this.now = now;
            this.known = new HashMap<>(known);
            var ids = known.values().stream().flatMap(Collection::stream).collect(Collectors.toSet());
            if (!ids.isEmpty()) {
                warmth.lock(ids);
            }
            this.byId = contacts.of(ids).stream().collect(Collectors.toMap(Contact::id, Function.identity()));
            this.spellings = spellings(people);
        }

        /** Of nobody who is known there are positions to compare. */
        private Spellings spellings(List<Person> people) {
            return organizations.known(byId.isEmpty() ? List.of()
                    : Stream.concat(people.stream().map(Person::position).filter(Objects::nonNull),
                            byId.values().stream().flatMap(contact -> contact.positions().stream()))
                            .map(Position::organization).toList());
        }

        Outcome take(Person person) {
            var contact = find(person);
            if (contact.isEmpty()) {
                add(person);
                return Outcome.CREATED;
            }
            return contact.get().isBinned() ? Outcome.IN_BIN : complete(contact.get(), person);
        }

        /** By the strongest key; of several with the same, one that is not in the bin. */
        private Optional<Contact> find(Person person) {
            return person.keys().stream().filter(known::containsKey).findFirst()
                    .map(key -> known.get(key).stream().map(byId::get).toList())
                    .map(same -> same.stream().filter(contact -> !contact.isBinned()).findFirst().orElse(same.get(0)));
        }

        private void add(Person person) {
            var contact = new Contact(UuidCreator.getTimeOrderedEpoch(), person.details(), null, now);
            contacts.persist(contact);
            added.put(contact.id(), contact);
            byId.put(contact.id(), contact);
            know(contact, person.keys());
        }

        private Outcome complete(Contact contact, Person person) {
            var emailIsFree = person.email() == null || EmailAddress.keyOf(person.email())
                    .map(key -> known.getOrDefault(key, List.of()).stream().allMatch(contact.id()::equals)).orElse(false);
            var fields = contact.revise(person.complete(contact.details(List.of()), emailIsFree, spellings), now);
            if (fields.isEmpty()) {
                return Outcome.UNCHANGED;
            }
            if (!added.containsKey(contact.id())) {
                changed.computeIfAbsent(contact.id(), id -> new HashSet<>()).addAll(fields);
            }
            know(contact, contact.details(List.of()).keys());
            return Outcome.UPDATED;
        }

        private void know(Contact contact, Collection<String> keys) {
            for (var key : keys) {
                if (known.computeIfAbsent(key, none -> new ArrayList<>()).stream().noneMatch(contact.id()::equals)) {
                    known.get(key).add(contact.id());
                    newKeys.computeIfAbsent(contact.id(), id -> new HashSet<>()).add(key);
                }
            }
        }

        void write() {
            contacts.flush();
            contacts.know(newKeys);
            index.keep(Stream.concat(added.keySet().stream(), changed.keySet().stream()).map(byId::get).toList());
            var happened = new ArrayList<DomainEvent>();
            added.keySet().forEach(id -> happened
                    .add(new ContactEvents.Created(id, ContactEvents.Source.IMPORT, importId, now)));
            changed.forEach((id, fields) -> happened
                    .add(new ContactEvents.Updated(id, fields.stream().sorted().toList(), importId, now)));
            events.append(happened);
            var concerned = new ArrayList<>(added.keySet());
            changed.forEach((id, fields) -> {
                if (fields.contains("howWeMet")) {
                    concerned.add(id);
                }
            });
            warmth.imported(concerned, importId);
        }
    }
}
